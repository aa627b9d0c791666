import { fitSlopePerMinute, lastPart, type TimedValue } from './fit-slope.ts';
import type { SoakResult } from './run-soak.ts';
import type { SoakSample } from './soak-sample.ts';

/** What a soak has to hold. */
export interface SoakAims {
  /** Most kilobytes a minute that the heap may gain. */
  readonly slopeMaxKb: number;
  /** Fewest events a second. */
  readonly eventsPerSecondMin: number;
}

/** What a soak comes to. */
export interface SoakVerdict {
  /** Slope of the heap over the last 80 % of the time, in kilobytes (1,024 bytes) a minute. */
  readonly slopeKb: number;
  /** The part of it that is not compiled code. */
  readonly dataSlopeKb: number;
  /** The same of what buffers hold. */
  readonly externalSlopeKb: number;
  /** Events a second. */
  readonly eventsPerSecond: number;
  /** What does not hold: one sentence each. */
  readonly problems: readonly string[];
}

/** The last part of a run that counts: before it, caches fill and code is compiled. */
const judgedPart = 0.8;
/** Handles and listeners that may come and go. */
const slack = 4;
/** Samples that a quarter needs before it tells anything about growth. */
const quarterMin = 5;

/** Judges a soak. */
export function judgeSoak(
  { samples, gauges, warnings, handlesLeft, complete }: SoakResult,
  aims: SoakAims,
): SoakVerdict {
  const slopeOf = (pick: (sample: SoakSample) => number): number => slopeKbOf(samples, pick);
  const slopeKb = slopeOf(({ heapUsed }) => heapUsed);
  const last = samples.at(-1);
  const eventsPerSecond = last === undefined ? 0 : (last.events / last.timeMs) * 1_000;
  const left = Object.entries(handlesLeft).map(([kind, count]) => `${count} × ${kind}`);
  const problems = [
    ...(slopeKb <= aims.slopeMaxKb ? [] : [`the heap gains ${slopeKb.toFixed(1)} kB a minute`]),
    ...(eventsPerSecond >= aims.eventsPerSecondMin ? [] : [`there were ${eventsPerSecond.toFixed(0)} events a second`]),
    ...growth(samples, 'handles', ({ handles }) => handles),
    ...growth(samples, 'listeners', ({ listeners }) => listeners),
    ...gauges.flatMap(({ name, sizeMost, sizeMax }) =>
      sizeMost > sizeMax ? [`${name} passed its maximum of ${sizeMax}`] : [],
    ),
    ...(left.length === 0 ? [] : [`after the stop there were ${left.join(', ')}`]),
    ...(complete ? [] : ['the stop was not complete']),
    ...warnings,
  ];
  return {
    slopeKb,
    dataSlopeKb: slopeOf(({ heapUsed, code }) => heapUsed - code),
    externalSlopeKb: slopeOf(({ external }) => external),
    eventsPerSecond,
    problems,
  };
}

function slopeKbOf(samples: readonly SoakSample[], pick: (sample: SoakSample) => number): number {
  const values: readonly TimedValue[] = samples.map(sample => ({ timeMs: sample.timeMs, value: pick(sample) }));
  return fitSlopePerMinute(lastPart(values, judgedPart)) / 1_024;
}

/** A count that is always higher in the last quarter than it ever was in the first has grown. */
function growth(samples: readonly SoakSample[], what: string, pick: (sample: SoakSample) => number): readonly string[] {
  const quarter = Math.floor(samples.length / 4);
  if (quarter < quarterMin) return [];
  const before = Math.max(...samples.slice(0, quarter).map(pick));
  const after = Math.min(...samples.slice(-quarter).map(pick));
  return after > before + slack ? [`${what} grew from ${before} to ${after}`] : [];
}
