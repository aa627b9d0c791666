import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { certainReadTimeMs, ServerClock } from './server-clock.ts';

describe('the server clock', () => {
  test('is ours while nothing is known', () => {
    const clock = new ServerClock();
    expect(clock.isMeasured).toBe(false);
    expect(clock.toServerMs(5000)).toBe(5000);
  });

  test('always keeps the true offset within its bounds', () => {
    const offset = fc.integer({ min: -10_000_000, max: 10_000_000 });
    const trips = fc.array(fc.record({ waitMs: fc.nat(5000), outMs: fc.nat(800), backMs: fc.nat(800) }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(offset, trips, (offsetMs, list) => {
        const clock = new ServerClock();
        let localMs = 1_790_127_200_000;
        for (const { waitMs, outMs, backMs } of list) {
          const sentMs = localMs + waitMs;
          const serverMs = sentMs + outMs + offsetMs;
          localMs = sentMs + outMs + backMs;
          clock.sample({ dateMs: Math.floor(serverMs / 1000) * 1000, sentMs, receivedMs: localMs });
        }
        const { lowMs, highMs } = clock.bounds;
        expect(lowMs).toBeLessThanOrEqual(offsetMs);
        expect(highMs).toBeGreaterThanOrEqual(offsetMs);
        expect(Math.abs(clock.toServerMs(localMs) - localMs - offsetMs)).toBeLessThanOrEqual((highMs - lowMs) / 2 + 1);
      }),
    );
  });

  test('gets sharper than one second over several replies', () => {
    const clock = new ServerClock();
    for (let index = 0; index < 10; index += 1) {
      const serverMs = 1_790_127_200_000 + index * 1337;
      clock.sample({ dateMs: Math.floor(serverMs / 1000) * 1000, sentMs: serverMs - 20, receivedMs: serverMs + 20 });
    }
    expect(clock.bounds.highMs - clock.bounds.lowMs).toBeLessThan(400);
  });

  test('starts afresh after a clock jumped', () => {
    const clock = new ServerClock();
    clock.sample({ dateMs: 1_790_127_200_000, sentMs: 1_790_127_200_000, receivedMs: 1_790_127_200_050 });
    clock.sample({ dateMs: 1_790_127_205_000, sentMs: 1_790_130_805_000, receivedMs: 1_790_130_805_050 });
    expect(Math.round(clock.toServerMs(0) / 1000)).toBe(-3600);
  });

  test('ignores a reply that arrived before it was asked for: our clock jumped meanwhile', () => {
    const clock = new ServerClock();
    clock.sample({ dateMs: 1_790_127_200_000, sentMs: 10, receivedMs: 5 });
    expect(clock.isMeasured).toBe(false);
  });
});

test('the certain time of reading takes the whole round trip off the date', () => {
  expect(certainReadTimeMs({ dateMs: 50_000, sentMs: 1000, receivedMs: 9000 })).toBe(42_000);
  expect(certainReadTimeMs({ dateMs: 50_000, sentMs: 9000, receivedMs: 1000 })).toBe(50_000);
});
