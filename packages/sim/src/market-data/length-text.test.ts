import { expect, test } from 'vitest';
import { lengthText } from './length-text.ts';

test.each([
  [300_000, '5m'],
  [5_400_000, '1h 30m'],
  [86_400_000, '1d'],
  [604_800_000, '7d'],
  [90_061_001, '1d 1h 1m 1s 1ms'],
  [0.5, '0.5 ms'],
  [0, '0 ms'],
])('%d ms are %s', (lengthMs, text) => {
  expect(lengthText(lengthMs)).toBe(text);
});
