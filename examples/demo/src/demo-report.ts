import type { OrderState } from '@trader/core';
import type { RunSummary } from '@trader/runner';
import type { RecordedOrder } from './run-recorder.ts';

/** Amounts by asset as decimal text. */
type AmountTexts = Readonly<Record<string, string>>;

/** What one strategy did, as the last line of `--json` tells it. */
export interface StrategyReport {
  /** How many orders are in each state at the end. */
  readonly ordersByState: Readonly<Partial<Record<OrderState, number>>>;
  /** Orders that were placed: those that were denied never left and are not counted. */
  readonly orders: number;
  /** Fills. */
  readonly fills: number;
  /** Fills after which a part of the order was still to be filled. */
  readonly partialFills: number;
  /** Orders that ended because we asked to cancel them. */
  readonly cancels: number;
  /** Realised profit or loss by quote asset, before fees. */
  readonly realisedPnl: AmountTexts;
  /** Unrealised profit or loss by quote asset. */
  readonly unrealisedPnl: AmountTexts;
  /** Fees by asset; negative amounts are rebates. */
  readonly fees: AmountTexts;
  /** Base quantity of the position, by symbol. */
  readonly position: AmountTexts;
  /** What it owns, by asset. */
  readonly capital: AmountTexts;
}

/** What a run of the demo came to: the last line of `--json`. */
export interface DemoReport {
  /** Seed of the market. */
  readonly seed: number;
  /** How long it traded, in seconds. */
  readonly seconds: number;
  /** Every strategy by id. */
  readonly strategies: Readonly<Record<string, StrategyReport>>;
  /** How often streams came back after they were cut. */
  readonly reconnects: Readonly<{ market: number; private: number }>;
  /** Orders that are live or whose outcome is not known, after the stop. */
  readonly ordersLeft: number;
  /** How many differences there are between the exchange's books and ours. */
  readonly differences: number;
  /** One sentence for each of them. */
  readonly differenceDetails: readonly string[];
  /** What went wrong on the way. */
  readonly problems: readonly string[];
}

/** What a report is put together from. */
export interface DemoFacts extends Pick<DemoReport, 'seed' | 'reconnects' | 'differenceDetails'> {
  /** The runner's summary of the run. */
  readonly summary: RunSummary;
  /** Every order that was seen. */
  readonly orders: readonly RecordedOrder[];
  /** What the demo itself could not do. */
  readonly failures: readonly string[];
}

/** Puts a report together. */
export function createReport(facts: DemoFacts): DemoReport {
  const { seed, summary, orders, reconnects, differenceDetails, failures } = facts;
  const { startedTimeMs = summary.endedTimeMs, endedTimeMs } = summary;
  return {
    seed,
    seconds: Math.round((endedTimeMs - startedTimeMs) / 100) / 10,
    strategies: Object.fromEntries(summary.strategies.map(each => [each.id, reportStrategy(each, orders)])),
    reconnects,
    ordersLeft: summary.open.length + summary.unknown.length,
    differences: differenceDetails.length,
    differenceDetails,
    problems: [...summary.problems, ...failures],
  };
}

/** Whether everything is as it should be: the books agree, nothing is left, nothing failed. */
export function isGood(report: DemoReport, summary: RunSummary): boolean {
  const isRunning = summary.strategies.every(({ status }) => status !== 'paused');
  return report.differences === 0 && report.ordersLeft === 0 && summary.endedBy !== 'failure' && isRunning;
}

function reportStrategy(strategy: RunSummary['strategies'][number], all: readonly RecordedOrder[]): StrategyReport {
  const orders = all.filter(({ order }) => order.strategy === strategy.id);
  const ordersByState: Partial<Record<OrderState, number>> = {};
  for (const { order } of orders) ordersByState[order.state] = (ordersByState[order.state] ?? 0) + 1;
  return {
    ordersByState,
    orders: orders.filter(({ order }) => order.submittedTimeMs !== undefined).length,
    fills: orders.reduce((sum, { fills }) => sum + fills, 0),
    partialFills: orders.reduce((sum, { partialFills }) => sum + partialFills, 0),
    cancels: orders.filter(({ order }) => order.state === 'canceled' && order.cancelRequested).length,
    realisedPnl: strategy.realisedPnl,
    unrealisedPnl: strategy.unrealisedPnl,
    fees: strategy.fees,
    position: mapValues(strategy.position, ({ quantity }) => quantity),
    capital: mapValues(strategy.capital, ({ total }) => total),
  };
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Readonly<Record<string, Result>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
