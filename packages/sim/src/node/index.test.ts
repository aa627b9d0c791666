import { expect, test } from 'vitest';
import * as node from './index.ts';

test('the public surface is exactly this', () => {
  expect(Object.keys(node).sort()).toEqual([
    'barFile',
    'openColumnFile',
    'openOrderFile',
    'orderRecording',
    'reportAssets',
    'tickFile',
    'tradeFile',
    'writeColumnFile',
  ]);
});
