import { expect, test } from 'vitest';
import { judgeSoak } from './judge-soak.ts';
import type { SoakResult } from './run-soak.ts';
import type { SoakSample } from './soak-sample.ts';

const aims = { slopeMaxKb: 50, eventsPerSecondMin: 100 };

/** Ten minutes, a sample each half. */
function soak(
  sampleAt: (minute: number) => Partial<SoakSample> = () => ({}),
  rest: Partial<SoakResult> = {},
): SoakResult {
  const samples = Array.from({ length: 20 }, (_, index) => ({
    timeMs: (index + 1) * 30_000,
    heapUsed: 20_000_000,
    code: 1_000_000,
    external: 0,
    rss: 0,
    handles: 4,
    listeners: 10,
    events: (index + 1) * 30 * 200,
    ...sampleAt((index + 1) / 2),
  }));
  return {
    samples,
    gauges: [],
    counts: { order: 1, fill: 1, alarm: 0 },
    warnings: [],
    handlesLeft: {},
    complete: true,
    ...rest,
  };
}

test('a run that stays as it is has no problem', () => {
  expect(judgeSoak(soak(), aims)).toEqual({
    slopeKb: 0,
    dataSlopeKb: 0,
    externalSlopeKb: 0,
    eventsPerSecond: 200,
    problems: [],
  });
});

test('a heap that gains 60 kB a minute is a leak, and growth in the first fifth is not', () => {
  const leaking = soak(minute => ({ heapUsed: 20_000_000 + minute * 60 * 1_024 }));
  expect(judgeSoak(leaking, aims).problems).toEqual(['the heap gains 60.0 kB a minute']);
  const warming = soak(minute => ({ heapUsed: 20_000_000 + Math.min(minute, 2) * 1_000_000 }));
  expect(judgeSoak(warming, aims).problems).toEqual([]);
});

test('handles, listeners, full caches, warnings and what is left are told', () => {
  const growing = soak(
    minute => ({
      handles: Math.floor(minute),
      listeners: 10 + Math.floor(minute),
    }),
    {
      gauges: [{ name: 'fills', size: 90, sizeMost: 101, sizeMax: 100 }],
      warnings: ['MaxListenersExceededWarning: 11'],
      handlesLeft: { Timeout: 2 },
      complete: false,
    },
  );
  expect(judgeSoak(growing, { ...aims, eventsPerSecondMin: 300 }).problems).toEqual([
    'there were 200 events a second',
    'handles grew from 2 to 8',
    'listeners grew from 12 to 18',
    'fills passed its maximum of 100',
    'after the stop there were 2 × Timeout',
    'the stop was not complete',
    'MaxListenersExceededWarning: 11',
  ]);
});
