import type { RunSummary, StrategySummary } from '../src/run/run-summary.ts';

/** What a strategy did that did nothing. */
export function aStrategySummary(fields: Partial<StrategySummary> = {}): StrategySummary {
  return {
    id: 'naive_test',
    status: 'stopped',
    orders: {},
    fills: 0,
    partialFills: 0,
    cancels: 0,
    realisedPnl: {},
    unrealisedPnl: {},
    fees: {},
    position: {},
    capital: { ZAR: { total: '10000', held: '0', available: '10000' } },
    ...fields,
  };
}

/** A run of a minute that was stopped in order. */
export function aSummary(fields: Partial<RunSummary> = {}): RunSummary {
  return {
    runId: '0123456789abcdef0123456789abcdef',
    brokerage: 'practice',
    mode: 'live',
    startedTimeMs: 0,
    endedTimeMs: 60_000,
    endedBy: 'signal',
    complete: true,
    strategies: [aStrategySummary()],
    open: [],
    unknown: [],
    exits: [],
    halted: undefined,
    haltCode: undefined,
    problems: [],
    ...fields,
  };
}
