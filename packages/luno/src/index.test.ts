import { expect, test } from 'vitest';
import * as luno from './index.ts';

test('exports exactly these values', () => {
  expect(Object.keys(luno).sort()).toEqual(['createBrokerage', 'createLuno', 'readRecordedMessage']);
});
