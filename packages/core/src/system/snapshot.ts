import type { Portfolio } from '../account/portfolio.ts';
import type { Brokerage } from '../brokerage/brokerage.ts';
import type { ContingentOrder, ContingentOrderKind, ContingentOrderState } from '../contingent/contingent-order.ts';
import type { Engine } from '../engine/engine.ts';
import type { QueueDepths } from '../event/event-bus.ts';
import type { Gauge } from '../event/gauge.ts';
import type { InstrumentMarket } from '../market/instrument-market.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
import { AssetLedger } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import { isLiveOrderState, type Order, type OrderReason, type OrderState, type StrategyId } from '../order/order.ts';
import type { Side } from '../order/order-request.ts';
import type { StrategyRuntime } from '../strategy/strategy-runtime.ts';
import type { SystemState } from './system-state.ts';
import { takeGauges } from './take-gauges.ts';

/** Amounts by asset as decimal text. */
export type AmountTexts = Readonly<Record<string, string>>;

/** A strategy's capital in one asset; decimal text. */
export interface CapitalSnapshot {
  /** What the strategy owns. */
  readonly total: string;
  /** What its live orders may still use up. */
  readonly held: string;
  /** What a new order may use. */
  readonly available: string;
}

/** What the account holds of one asset; decimal text. */
export interface BalanceSnapshot {
  /** Everything. */
  readonly total: string;
  /** What no order reserves. */
  readonly available: string;
}

/** One instrument in a snapshot. */
export interface InstrumentSnapshot {
  /** The brokerage's market name. */
  readonly symbol: string;
  /** Its trading status. */
  readonly status: string;
  /** Best bid. */
  readonly bid: number | undefined;
  /** Best ask. */
  readonly ask: number | undefined;
  /** Last price. */
  readonly last: number | undefined;
  /** Age of the prices in milliseconds; `undefined` while none can be trusted. */
  readonly ageMs: number | undefined;
}

/** One standing order in a snapshot. */
export interface OrderSnapshot {
  /** Our id. */
  readonly clientOrderId: string;
  /** The brokerage's market name. */
  readonly symbol: string;
  /** Which way. */
  readonly side: string;
  /** How it finds its price. */
  readonly type: string;
  /** Where it is in its life. */
  readonly state: OrderState;
  /** Base quantity. */
  readonly quantity: string | undefined;
  /** Limit price. */
  readonly price: string | undefined;
  /** Base quantity filled. */
  readonly filled: string;
  /** Whether a cancel was asked for. */
  readonly cancelRequested: boolean;
}

/** One contingent order that has not ended, in a snapshot: an exit that guards a position, or will; amounts are decimal text. */
export interface ContingentOrderSnapshot {
  /** Our id. */
  readonly id: string;
  /** What it is made of. */
  readonly kind: ContingentOrderKind;
  /** The brokerage's market name. */
  readonly symbol: string;
  /** Which way its exits trade. */
  readonly side: Side;
  /** Where it is in its life. */
  readonly state: ContingentOrderState;
  /** Base quantity that is still to be exited; `0` while its entry has not filled. */
  readonly left: string;
  /** Limit price of the take-profit; `undefined` without one. */
  readonly takeProfitPrice: string | undefined;
  /** Price at which the stop triggers now; `undefined` without a stop, and while a trailing one has seen no price. */
  readonly stopLevel: string | undefined;
  /** Distance in quote at which the stop trails; `undefined` for a fixed one. */
  readonly trailingDistance: string | undefined;
  /** Our id of the exit that is live at the brokerage; `undefined` while only the engine watches. */
  readonly exitId: string | undefined;
}

/** One position in a snapshot; amounts are decimal text. */
export interface PositionSnapshot {
  /** The brokerage's market name. */
  readonly symbol: string;
  /** Base quantity; negative when short. */
  readonly quantity: string;
  /** Total cost in quote. */
  readonly cost: string;
  /** Average price; `undefined` when flat. */
  readonly averagePrice: string | undefined;
  /** Realised profit or loss in quote, before quote fees. */
  readonly realisedPnl: string;
  /** Unrealised profit or loss in quote at the last price; `undefined` without a price. */
  readonly unrealisedPnl: string | undefined;
  /** Fees by asset. */
  readonly fees: AmountTexts;
}

/** One strategy in a snapshot. */
export interface StrategySnapshot {
  /** Its id. */
  readonly id: StrategyId;
  /** Whether its hooks are called. */
  readonly status: 'starting' | 'running' | 'paused' | 'stopped';
  /** Its symbols. */
  readonly symbols: readonly string[];
  /** How many of its orders (standing, and ended ones still remembered) are in each state. */
  readonly ordersByState: Readonly<Partial<Record<OrderState, number>>>;
  /** Its standing orders. */
  readonly standing: readonly OrderSnapshot[];
  /** Its contingent orders that have not ended, oldest first. */
  readonly contingentOrders: readonly ContingentOrderSnapshot[];
  /** How many fills it had. */
  readonly fills: number;
  /** Its positions. */
  readonly positions: readonly PositionSnapshot[];
  /** Realised profit or loss by quote asset, before fees. */
  readonly realisedPnl: AmountTexts;
  /** Unrealised profit or loss by quote asset. */
  readonly unrealisedPnl: AmountTexts;
  /** Fees by asset. */
  readonly fees: AmountTexts;
  /** Capital by asset. */
  readonly capital: Readonly<Record<string, CapitalSnapshot>>;
}

/** Everything a person wants to see of a system at one moment; plain data, amounts as decimal text. */
export interface SystemSnapshot {
  /** Engine time, in milliseconds since the epoch. */
  readonly timeMs: number;
  /** Where the system is in its life. */
  readonly state: SystemState;
  /** The run's id. */
  readonly runId: string;
  /** The brokerage's name. */
  readonly brokerage: string;
  /** Why new risk is halted, when it is. */
  readonly halted: OrderReason | undefined;
  /** Every instrument that strategies trade. */
  readonly instruments: readonly InstrumentSnapshot[];
  /** Every strategy. */
  readonly strategies: readonly StrategySnapshot[];
  /** The account's balances by asset. */
  readonly balances: Readonly<Record<string, BalanceSnapshot>>;
  /** What no strategy owns, by asset. */
  readonly unallocated: AmountTexts;
  /** How full the queues are. */
  readonly queues: QueueDepths;
  /** How full every queue and cache is, the brokerage's own included, and how full each may get. */
  readonly gauges: readonly Gauge[];
}

/** What a snapshot is taken of. */
export interface SnapshotSources {
  /** The engine; `undefined` before the start has made it. */
  readonly engine: Engine | undefined;
  /** The portfolio over its strategies. */
  readonly portfolio: Portfolio | undefined;
  /** The system's state. */
  readonly state: SystemState;
  /** The run's id. */
  readonly runId: string;
  /** The brokerage. */
  readonly brokerage: Pick<Brokerage, 'name' | 'gauges'>;
  /** The queues. */
  readonly queues: QueueDepths;
}

/** Takes a snapshot. */
export function takeSnapshot(sources: SnapshotSources): SystemSnapshot {
  const { engine, portfolio, state, runId, brokerage, queues } = sources;
  const markets = engine === undefined ? [] : marketsOf(engine);
  const balances = engine?.account.balances ?? [];
  return {
    timeMs: engine?.nowMs ?? 0,
    state,
    runId,
    brokerage: brokerage.name,
    halted: engine?.halted,
    instruments: markets.map(market => snapshotInstrument(market, engine?.nowMs ?? 0)),
    strategies: engine?.strategies.runtimes.map(runtime => snapshotStrategy(runtime, engine)) ?? [],
    balances: Object.fromEntries(
      balances.map(({ asset, total, available }) => [
        asset,
        { total: total.toString(), available: available.toString() },
      ]),
    ),
    unallocated: Object.fromEntries(
      balances.map(({ asset }) => [asset, (portfolio?.unallocated(asset) ?? Decimal.zero).toString()]),
    ),
    queues,
    gauges: [...takeGauges(queues, engine), ...(brokerage.gauges?.() ?? [])],
  };
}

function marketsOf(engine: Engine): readonly InstrumentMarket[] {
  return engine.strategies.instrumentIds.flatMap(id => engine.market(id) ?? []);
}

function snapshotInstrument(market: InstrumentMarket, nowMs: number): InstrumentSnapshot {
  const { instrument, tick } = market;
  return {
    symbol: instrument.symbol,
    status: instrument.status,
    bid: tick?.bid,
    ask: tick?.ask,
    last: tick?.last,
    ageMs: market.ageMs(nowMs),
  };
}

function snapshotStrategy(runtime: StrategyRuntime, engine: Engine): StrategySnapshot {
  const positions = runtime.positions.all.map(position => snapshotPosition(position, engine));
  const { capital } = runtime.positions;
  const unrealised = new AssetLedger();
  for (const { symbol, unrealisedPnl } of positions) {
    const instrument = engine.market(runtime.instrumentIdOf(symbol))?.instrument;
    if (instrument !== undefined && unrealisedPnl !== undefined)
      unrealised.add(instrument.quote, Decimal.from(unrealisedPnl));
  }
  return {
    id: runtime.id,
    status: runtime.status,
    symbols: [...runtime.instrumentIds.keys()],
    ordersByState: countStates([...runtime.orders.standing, ...runtime.orders.closed]),
    standing: runtime.orders.standing.map(snapshotOrder),
    contingentOrders: runtime.contingentOrders.map(snapshotContingentOrder),
    fills: runtime.tradeLog.count,
    positions,
    realisedPnl: toTexts(runtime.positions.realisedPnl),
    unrealisedPnl: toTexts(unrealised.toAmounts()),
    fees: toTexts(runtime.positions.fees),
    capital: Object.fromEntries(
      capital.entries().map(([asset, total]) => {
        const held = runtime.orders.held(asset);
        return [asset, { total: total.toString(), held: held.toString(), available: total.minus(held).toString() }];
      }),
    ),
  };
}

function snapshotPosition(position: StrategyRuntime['positions']['all'][number], engine: Engine): PositionSnapshot {
  const tick = engine.market(position.instrumentId)?.tick;
  // A long would be sold at the bid, a short bought back at the ask; the last price stands in for an empty side.
  const price = (position.quantity.isNegative() ? tick?.ask : tick?.bid) ?? tick?.last;
  return {
    symbol: position.symbol,
    quantity: position.quantity.toString(),
    cost: position.cost.toString(),
    averagePrice: position.averagePrice?.toString(),
    realisedPnl: position.realisedPnl.toString(),
    unrealisedPnl: price === undefined ? undefined : position.unrealisedPnl(Decimal.from(price)).toString(),
    fees: toTexts(position.fees),
  };
}

function snapshotOrder(order: Order): OrderSnapshot {
  return {
    clientOrderId: order.clientOrderId,
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    state: order.state,
    quantity: order.quantity?.toString(),
    price: order.price?.toString(),
    filled: order.filled.toString(),
    cancelRequested: order.cancelRequested,
  };
}

function snapshotContingentOrder(order: ContingentOrder): ContingentOrderSnapshot {
  const { id, kind, symbol, side, state, target, exited, takeProfitPrice, stop, stopLevel, exit } = order;
  return {
    id,
    kind,
    symbol,
    side,
    state,
    left: target.greaterThan(exited) ? target.minus(exited).toString() : '0',
    takeProfitPrice: takeProfitPrice?.toString(),
    stopLevel: stopLevel?.toString(),
    trailingDistance: stop?.distance?.toString(),
    exitId: exit !== undefined && isLiveOrderState(exit.state) ? exit.clientOrderId : undefined,
  };
}

function countStates(orders: readonly Order[]): Partial<Record<OrderState, number>> {
  const counts: Partial<Record<OrderState, number>> = {};
  for (const { state } of orders) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function toTexts(amounts: readonly AssetAmount[]): AmountTexts {
  return Object.fromEntries(amounts.map(({ asset, amount }) => [asset, amount.toString()]));
}
