import { expect, test } from 'vitest';
import { readDemoOptions, secondsDefault, UsageError } from './demo-options.ts';

test('without arguments the demo trades with seed 1 and ends by itself', () => {
  expect(readDemoOptions([])).toEqual({ seed: 1, seconds: secondsDefault, json: false, help: false });
});

test('--forever has no end', () => {
  expect(readDemoOptions(['--forever']).seconds).toBeUndefined();
});

test('--seed, --seconds and --json are taken over', () => {
  expect(readDemoOptions(['--json', '--seed', '20', '--seconds=5'])).toEqual({
    seed: 20,
    seconds: 5,
    json: true,
    help: false,
  });
});

test.each([
  [['--seconds', '0'], /--seconds was "0"; it must be a whole number from 1 to 86400/],
  [['--seed', '-1'], /--seed/],
  [['--seed', '1.5'], /--seed was "1.5"/],
  [['--seed', '4294967296'], /--seed was "4294967296"/],
  [['--forever', '--seconds', '3'], /exclude each other/],
  [['--sed', '3'], /--sed/],
  [['now'], /now/],
] as const)('%j is refused with a sentence that names the mistake', (args, message) => {
  expect(() => readDemoOptions(args)).toThrow(UsageError);
  expect(() => readDemoOptions(args)).toThrow(message);
});
