import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOutbox } from './outbox.ts';

test('delivers at once while nothing is held', () => {
  const told: number[] = [];
  createOutbox().post(() => told.push(1));
  expect(told).toEqual([1]);
});

test('a message waits for the holds before it and not for those after it', () => {
  const outbox = createOutbox();
  const told: string[] = [];
  const releaseFirst = outbox.hold();
  outbox.post(() => told.push('after first'));
  const releaseSecond = outbox.hold();
  outbox.post(() => told.push('after second'));
  releaseFirst();
  expect(told).toEqual(['after first']);
  releaseSecond();
  releaseSecond();
  expect(told).toEqual(['after first', 'after second']);
});

test('messages keep their order however holds open and close', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constant('post'), fc.constant('hold'), fc.nat({ max: 20 }))), steps => {
      const outbox = createOutbox();
      const releases: (() => void)[] = [];
      const told: number[] = [];
      let posted = 0;
      for (const step of steps) {
        if (step === 'hold') releases.push(outbox.hold());
        else if (step === 'post') {
          const number = posted;
          posted += 1;
          outbox.post(() => told.push(number));
        } else if (typeof step === 'number') releases[step]?.();
      }
      for (const release of releases) release();
      expect(told).toEqual(Array.from({ length: posted }, (_, index) => index));
    }),
  );
});
