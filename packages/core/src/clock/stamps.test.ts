import { describe, expect, test } from 'vitest';
import { SimulatedClock } from './simulated-clock.ts';
import { Stamps } from './stamps.ts';

/** A clock that people set. */
class SetClock extends SimulatedClock {
  offsetMs = 0;
  override nowMs(): number {
    return super.nowMs() + this.offsetMs;
  }
}

describe('stamps', () => {
  test('follow the clock, also when it is set forward', () => {
    const clock = new SetClock(1_000);
    const stamps = new Stamps(clock, 0);
    expect(stamps.next()).toBe(1_000);
    clock.offsetMs = 3_600_000;
    clock.advance(5);
    expect(stamps.next()).toBe(3_601_005);
  });

  test('go on at half its pace when it is set back, until it has caught up', () => {
    const clock = new SetClock(10_000);
    const stamps = new Stamps(clock, 0);
    stamps.next();
    clock.offsetMs = -4_000;
    const seen = [0, 1_000, 1_000, 6_000, 1_000].map(byMs => {
      clock.advance(byMs);
      return stamps.next();
    });
    expect(seen).toEqual([10_000, 10_500, 11_000, 14_000, 15_000]);
  });

  test('go on from the journal’s newest when the clock was set back between two runs', () => {
    const clock = new SetClock(1_000);
    const stamps = new Stamps(clock, 50_000);
    clock.advance(100);
    expect(stamps.next()).toBe(50_050);
  });
});
