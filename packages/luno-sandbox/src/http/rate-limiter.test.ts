import { expect, test } from 'vitest';
import { createRateLimiter } from './rate-limiter.ts';

test('lets so many calls through in any window, caller by caller', () => {
  const limiter = createRateLimiter({ requestsMax: 2, windowMs: 1_000 });
  expect([limiter.allow('a', 0), limiter.allow('a', 500), limiter.allow('a', 999), limiter.allow('b', 999)]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  expect([limiter.waitMs('a', 999), limiter.waitMs('b', 999)]).toEqual([1, 0]);
  expect([limiter.allow('a', 1_000), limiter.allow('a', 1_001)]).toEqual([true, false]);
});

test('forgets on demand', () => {
  const limiter = createRateLimiter({ requestsMax: 1, windowMs: 1_000 });
  limiter.allow('a', 0);
  limiter.reset();
  expect(limiter.allow('a', 0)).toBe(true);
});
