import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventRing } from './event-ring.ts';

test('a ring gives what an array that is pushed and shifted gives', () => {
  // Runs of pushes and takes long enough to make it grow, wrap around and shrink.
  const runs = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 150 })), { maxLength: 30 });
  fc.assert(
    fc.property(runs, each => {
      const ring = new EventRing<number>();
      const model: number[] = [];
      let next = 0;
      for (const [isPush, count] of each) {
        for (let index = 0; index < count; index += 1) {
          if (isPush) {
            next += 1;
            ring.push(next);
            model.push(next);
          } else expect(ring.take()).toBe(model.shift());
          expect(ring.length).toBe(model.length);
        }
      }
    }),
  );
});
