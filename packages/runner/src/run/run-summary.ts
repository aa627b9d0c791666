import type { OrderState, StopReport, StrategySnapshot, SystemSnapshot } from '@trader/core';
import type { RunTracker } from './run-tracker.ts';

/** What a run did, as plain JSON: amounts are decimal text, by asset. */
export interface RunSummary {
  /** The run's id. */
  readonly runId: string;
  /** Name of the brokerage; on paper it says so. */
  readonly brokerage: string;
  /** Whether orders went to the brokerage (`live`) or trading was simulated (`paper`). */
  readonly mode: 'live' | 'paper';
  /** When trading began, in milliseconds since the epoch; `undefined` when it never did. */
  readonly startedTimeMs: number | undefined;
  /** When everything was stopped, in milliseconds since the epoch. */
  readonly endedTimeMs: number;
  /** Why it ended: somebody asked, its time was up, or it could not go on. */
  readonly endedBy: 'signal' | 'time' | 'failure';
  /** Whether the stop did everything that its policy asks for. */
  readonly complete: boolean;
  /** What each strategy did. */
  readonly strategies: readonly StrategySummary[];
  /** Orders that are still live at the brokerage. */
  readonly open: readonly OrderLeft[];
  /** Orders whose outcome is not known; look them up before trading again. */
  readonly unknown: readonly OrderLeft[];
  /** Exits that the engine watched and that nobody watches until the next run. */
  readonly exits: readonly ExitLeft[];
  /** Why new orders were halted, when they were. */
  readonly halted: string | undefined;
  /** Kebab-case code of that: `crash-loop`. */
  readonly haltCode: string | undefined;
  /** What went wrong on the way: one sentence each, the latest 20. */
  readonly problems: readonly string[];
}

/** What one strategy did. */
export interface StrategySummary {
  /** Its id. */
  readonly id: string;
  /** What it was when the run ended. */
  readonly status: StrategySnapshot['status'];
  /** How many orders ended, or are, in each state; states without orders are left out. */
  readonly orders: Readonly<Partial<Record<OrderState, number>>>;
  /** Fills. */
  readonly fills: number;
  /** Fills that left something of their order to fill. */
  readonly partialFills: number;
  /** Orders that were canceled because somebody asked for it. */
  readonly cancels: number;
  /** Realised profit or loss before fees, by quote asset. */
  readonly realisedPnl: Readonly<Record<string, string>>;
  /** Unrealised profit or loss at the last prices, by quote asset. */
  readonly unrealisedPnl: Readonly<Record<string, string>>;
  /** Fees, by asset. */
  readonly fees: Readonly<Record<string, string>>;
  /** Positions that were ever opened, by symbol. */
  readonly position: Readonly<Record<string, PositionSummary>>;
  /** Capital, by asset. */
  readonly capital: Readonly<Record<string, CapitalSummary>>;
}

/** A position. */
export interface PositionSummary {
  /** Base quantity; below 0 short. */
  readonly quantity: string;
  /** What the open quantity cost per base unit, in quote; `undefined` when flat. */
  readonly averagePrice: string | undefined;
}

/** Capital in one asset. */
export interface CapitalSummary {
  /** What the strategy owns. */
  readonly total: string;
  /** What its live orders may still use up. */
  readonly held: string;
  /** What is left for new orders. */
  readonly available: string;
}

/** An order that outlived its run. */
export interface OrderLeft {
  /** Our id. */
  readonly clientOrderId: string;
  /** The brokerage's id, when known. */
  readonly brokerageOrderId: string | undefined;
  /** Whose order. */
  readonly strategy: string;
  /** Which market. */
  readonly symbol: string;
  /** Which way. */
  readonly side: 'buy' | 'sell';
  /** Base quantity, where it has one. */
  readonly quantity: string | undefined;
  /** Base quantity filled. */
  readonly filled: string;
  /** Limit price, where it has one. */
  readonly price: string | undefined;
}

/** A bracket, one-cancels-other or trailing stop that outlived its run. */
export interface ExitLeft {
  /** Our id of the contingent order. */
  readonly contingentOrderId: string;
  /** Whose it is. */
  readonly strategy: string;
  /** Which market. */
  readonly symbol: string;
  /** Which way its exits trade. */
  readonly side: 'buy' | 'sell';
  /** Base quantity that is still to be exited. */
  readonly left: string;
  /** Limit price of its take-profit, where it has one. */
  readonly takeProfitPrice: string | undefined;
  /** Price at which its stop triggers, where that is known. */
  readonly stopLevel: string | undefined;
}

/** What a summary is made of beyond the system's own snapshot. */
export interface RunFacts extends Pick<RunSummary, 'mode' | 'startedTimeMs' | 'endedTimeMs' | 'endedBy'> {
  /** What the stop left behind. */
  readonly report: StopReport;
  /** What was seen on the way. */
  readonly tracker: RunTracker;
}

/** Puts a run's summary together. */
export function summarise(snapshot: SystemSnapshot, facts: RunFacts): RunSummary {
  const { report, tracker, mode, ...times } = facts;
  return {
    runId: snapshot.runId,
    brokerage: snapshot.brokerage,
    mode,
    ...times,
    complete: report.complete,
    strategies: snapshot.strategies.map(each => summariseStrategy(each, tracker)),
    open: report.open.map(toOrderLeft),
    unknown: report.unknown.map(toOrderLeft),
    exits: snapshot.strategies.flatMap(toExitsLeft),
    halted: snapshot.halted?.message,
    haltCode: snapshot.halted?.code,
    problems: tracker.problems,
  };
}

function summariseStrategy(strategy: StrategySnapshot, tracker: RunTracker): StrategySummary {
  const { id, fills, standing, positions } = strategy;
  const { ended, cancels } = tracker.countsOf(id);
  const orders: Partial<Record<OrderState, number>> = { ...ended };
  for (const { state } of standing) orders[state] = (orders[state] ?? 0) + 1;
  return {
    id,
    status: tracker.paused.has(id) ? 'paused' : strategy.status,
    orders,
    fills,
    // Each order that filled had exactly one fill that left nothing.
    partialFills: Math.max(fills - (ended.filled ?? 0), 0),
    cancels,
    realisedPnl: strategy.realisedPnl,
    unrealisedPnl: strategy.unrealisedPnl,
    fees: strategy.fees,
    position: Object.fromEntries(positions.map(each => [each.symbol, toPosition(each)])),
    capital: strategy.capital,
  };
}

function toExitsLeft({ id: strategy, contingentOrders }: StrategySnapshot): readonly ExitLeft[] {
  return contingentOrders.map(({ id, symbol, side, left, takeProfitPrice, stopLevel }) => {
    return { contingentOrderId: id, strategy, symbol, side, left, takeProfitPrice, stopLevel };
  });
}

function toPosition({ quantity, averagePrice }: StrategySnapshot['positions'][number]): PositionSummary {
  return { quantity, averagePrice };
}

function toOrderLeft(order: StopReport['open'][number]): OrderLeft {
  const { clientOrderId, brokerageOrderId, strategy, symbol, side } = order;
  return {
    clientOrderId,
    brokerageOrderId,
    strategy,
    symbol,
    side,
    quantity: order.quantity?.toString(),
    filled: order.filled.toString(),
    price: order.price?.toString(),
  };
}
