// Our engine through both queues. Decimals of reports are read beforehand, which is an adapter's work; requests carry decimal text.
// Every event, effect, record and hook is counted, and the counts are part of the check.
import { createBus, createEngine, instrument, startMs } from '../harness/ours-world.mjs';
import { oursFile } from '../harness/setup.mjs';
import { capital } from './workload.mjs';

const { Decimal, StrategyBase } = await import(oursFile);
const { id: instrumentId, symbol } = instrument;

/** Ticks and totals of a cycle, made beforehand. */
export const prepareTrips = ({ cycle, cycles }) => ({
  cycles,
  cycle: cycle.map(trip => ({
    tick: { type: 'tick', instrumentId, symbol, bid: trip.bid, ask: trip.ask, last: trip.bid, timeMs: startMs },
    isBuy: trip.isBuy,
    price: trip.price,
    quantity: trip.quantity,
    base: Decimal.parse(trip.quantity),
    quote: Decimal.parse(trip.quote),
    fees: [{ asset: 'ZAR', amount: Decimal.parse(trip.fee) }],
  })),
});

/** A strategy that asks for what the present trip says, one order per tick. */
export function createTrader() {
  const state = { trip: undefined, hooks: 0 };
  class Trader extends StrategyBase {
    static pace = 'event';
    onTick() {
      if (state.trip === undefined) return;
      state.hooks += 1;
      const { isBuy, price, quantity } = state.trip;
      if (isBuy) this.buy({ symbol, type: 'limit', price, quantity });
      else this.sell({ symbol, type: 'limit', price, quantity });
    }
    onOrder() {
      state.hooks += 1;
    }
    onFill() {
      state.hooks += 1;
    }
  }
  return { state, Trader };
}

function accepted({ clientOrderId }, brokerageOrderId) {
  return { type: 'place-outcome', clientOrderId, outcome: { outcome: 'accepted', brokerageOrderId } };
}

function finished({ clientOrderId }, brokerageOrderId, { base, quote, fees }, timeMs) {
  return {
    type: 'order-report',
    brokerageOrderId,
    clientOrderId,
    instrumentId,
    status: 'finished',
    finishedBy: 'filled',
    cumulative: { base, quote, fees },
    terms: undefined,
    reason: undefined,
    brokerageTimeMs: timeMs,
  };
}

function executed({ clientOrderId, side }, brokerageOrderId, { base, quote, fees }, timeMs) {
  return {
    type: 'fill-report',
    tradeId: `T${brokerageOrderId}`,
    brokerageOrderId,
    clientOrderId,
    instrumentId,
    side,
    quantity: base,
    quoteQuantity: quote,
    fees,
    liquidity: 'maker',
    brokerageTimeMs: timeMs,
  };
}

/** Runs all trips; `perTrip` is what one of them should count. */
export function runTrips({ cycle, cycles }, engine, { state, byTradeId = false, perTrip }) {
  const bus = createBus();
  const counted = { events: 0, effects: 0, records: 0, hooks: 0 };
  const trips = cycle.length * cycles;
  let nowMs = startMs;
  let placed;
  const pass = event => {
    bus.push(event);
    for (let next = bus.take(); next !== undefined; next = bus.take()) {
      const { effects, records } = engine.process(next, nowMs);
      counted.events += 1;
      counted.effects += effects.length;
      counted.records += records.length;
      for (const effect of effects) if (effect.type === 'place') placed = effect.order.terms;
    }
  };
  for (let index = 0; index < trips; index += 1) {
    const trip = cycle[index % cycle.length];
    const brokerageOrderId = `BX${index}`;
    nowMs = startMs + index;
    state.trip = trip;
    placed = undefined;
    pass(trip.tick);
    if (placed === undefined) throw new Error(`trip ${index} was denied`);
    pass(accepted(placed, brokerageOrderId));
    if (byTradeId) pass(executed(placed, brokerageOrderId, trip, nowMs));
    pass(finished(placed, brokerageOrderId, trip, nowMs));
  }
  counted.hooks = state.hooks;
  for (const [what, each] of Object.entries(perTrip)) {
    if (counted[what] !== each * trips) throw new Error(`${counted[what]} ${what}, not ${each * trips}`);
  }
  return perTrip;
}

/** What the workload compares, from the strategy that traded. */
export function resultOf({ strategies }, counted) {
  const { orders, positions } = strategies.runtimes[0];
  const { quantity, cost, realisedPnl, fees } = positions.position(instrumentId);
  const isFilled = orders.closed.every(({ state }) => state === 'filled');
  return {
    counted,
    orders: isFilled ? orders.closedCount + orders.evictedCount : Number.NaN,
    position: `${quantity.toUnits(6)}`,
    cost: `${cost.toUnits(16)}`,
    realised: `${realisedPnl.toUnits(16)}`,
    fees: `${fees[0].amount.toUnits(16)}`,
    cash: `${positions.capital.get('ZAR').toUnits(16)}`,
  };
}

/** An engine with one trader, and what drives it. */
export function createTradingEngine(options = {}, others = []) {
  const { state, Trader } = createTrader();
  const engine = createEngine([Trader, ...others], { capital: { ZAR: capital }, ...options });
  return { state, engine };
}
