import { expect, test } from 'vitest';
import * as node from './index.ts';

test('the public surface is exactly this', () => {
  expect(Object.keys(node).sort()).toEqual([
    'RecordingWriter',
    'barFile',
    'bookFile',
    'listDataFiles',
    'openColumnFile',
    'openOrderFile',
    'orderRecording',
    'readInstruments',
    'reportAssets',
    'tickFile',
    'tradeFile',
    'writeColumnFile',
    'writeInstruments',
  ]);
});
