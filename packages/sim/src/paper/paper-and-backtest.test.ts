import {
  createSeededRandom,
  type Fill,
  type MarketEvent,
  type Order,
  SimulatedClock,
  StrategyBase,
  type Tick,
  type Trade,
  TradingSystem,
} from '@trader/core';
import { expect, test } from 'vitest';
import type { SimulatedTradingOptions } from '../backtest/backtest-options.ts';
import { runBacktest } from '../backtest/run-backtest.ts';
import { makerTakerFees } from '../fee-models/maker-taker-fees.ts';
import { tradeThroughFills } from '../fill-models/trade-through-fills.ts';
import { fixedLatency } from '../latency-models/fixed-latency.ts';
import { tickSource } from '../market-data/tick-source.ts';
import { tradeSource } from '../market-data/trade-source.ts';
import { ReplayedBrokerage, realCapabilities, tick, trade, xbtzar } from './fixtures/replayed-brokerage.ts';
import { paperBrokerage } from './paper-brokerage.ts';

/** Trades a lot: single orders on ticks and trades, brackets on bars, trailing stops on what it holds. */
class Busy extends StrategyBase {
  static override pace = 'event' as const;
  static override needs = { bars: [10_000] };

  override onTick({ symbol, bid, ask }: Tick): void {
    if (bid === undefined || ask === undefined) return;
    const dice = this.random();
    if (dice < 0.05) this.buy({ symbol, type: 'limit', quantity: '0.01', price: Math.round(bid) - 3, tag: 'dip' });
    else if (dice < 0.08) this.buy({ symbol, type: 'market', quoteQuantity: '1000' });
    else if (dice < 0.11)
      this.sell({ symbol, type: 'limit', quantity: '0.01', price: Math.round(ask), postOnly: true });
    else if (dice < 0.12) this.cancelAll();
  }
  override onTrade({ symbol }: Trade): void {
    if (this.random() < 0.03 && this.contingentOrders.length < 5) {
      this.placeTrailingStop({ symbol, side: 'sell', quantity: '0.01', distance: '8', step: '1' });
    }
  }
  override onBar({ symbol, close }: { readonly symbol: string; readonly close: number }): void {
    const price = Math.round(close);
    this.placeBracket({
      entry: { symbol, side: 'buy', type: 'limit', quantity: '0.02', price: price + 1 },
      takeProfit: { price: price + 9 },
      stopLoss: { stopPrice: price - 6 },
    });
  }
  override onFill({ symbol, side, tag }: Fill): void {
    if (side === 'buy' && tag === 'dip') this.sell({ symbol, type: 'market', quantity: '0.005' });
  }
}

const simulation: SimulatedTradingOptions = {
  balances: { ZAR: '1000000', XBT: '2' },
  fees: makerTakerFees({ maker: '0.0005', taker: '0.001' }),
};
const startMs = 1_700_000_000_000;
const strategies = [{ id: 'busy', strategy: Busy, symbols: ['XBTZAR'], capital: { ZAR: '900000', XBT: '1' } }];

/** A market that wanders, told by quotes and trades. */
function wander(steps: number): readonly (Tick | Trade)[] {
  const random = createSeededRandom('market');
  const events: (Tick | Trade)[] = [];
  let price = 10_000;
  let timeMs = startMs;
  let last = price;
  for (let step = 0; step < steps; step += 1) {
    // The first one is at the start itself: what bars are built from begins there in both.
    if (step > 0) timeMs += 100 + Math.floor(random() * 900);
    price = Math.max(9_000, price + Math.round((random() - 0.5) * 8));
    if (step > 0 && random() < 0.3) {
      last = price + Math.round((random() - 0.5) * 4);
      events.push(trade(last, Math.ceil(random() * 50) / 100, timeMs));
    } else events.push(tick(price - 1, price + 1, timeMs, last));
  }
  return events;
}

async function backtest(events: readonly MarketEvent[], options: SimulatedTradingOptions) {
  const ticks = events.filter((event): event is Tick => event.type === 'tick');
  const trades = events.filter((event): event is Trade => event.type === 'trade');
  const { orders, fills } = await runBacktest({
    ...options,
    capabilities: realCapabilities,
    instruments: [xbtzar],
    sources: [tickSource({ symbol: 'XBTZAR', ticks }), tradeSource({ symbol: 'XBTZAR', trades })],
    strategies,
    seed: 'busy',
  });
  return { orders, fills: fills.map(({ fill }) => fill) };
}

async function paper(events: readonly MarketEvent[], options: SimulatedTradingOptions) {
  const clock = new SimulatedClock(startMs);
  const live = new ReplayedBrokerage();
  const brokerage = paperBrokerage(live, { ...options, clock, seed: 'busy' });
  const system = new TradingSystem({ brokerage, strategies, clock, seed: 'busy' });
  const fills: Fill[] = [];
  system.on('fill', ({ fill }) => fills.push(fill));
  let isOver = false;
  const starting = system.start().finally(() => {
    isOver = true;
  });
  for (let turns = 0; turns < 100 && !isOver; turns += 1) await clock.advanceAsync(0);
  await starting;
  await live.play(events, clock);
  // What is on its way back when the data ends still comes, as it does in a backtest; nothing new arrives at the market.
  await clock.advanceAsync(30);
  const orders = system.orders().map(order => ({ ...describeOrder(order) }));
  const stopping = system.stop();
  await clock.advanceAsync(1_000);
  await stopping;
  return { orders, fills };
}

function describeOrder({ side, type, quantity, price, tag, state, filled, requestedTimeMs, reason }: Order) {
  return {
    side,
    type,
    quantity: `${quantity}`,
    price: `${price}`,
    tag,
    state,
    filled: `${filled}`,
    requestedTimeMs,
    code: reason?.code,
  };
}

function describeFill({ side, quantity, price, quoteQuantity, fees, tag, liquidity, brokerageTimeMs, timeMs }: Fill) {
  const texts = { quantity: `${quantity}`, price: `${price}`, quoteQuantity: `${quoteQuantity}` };
  return {
    side,
    ...texts,
    fees: fees.map(({ asset, amount }) => `${amount} ${asset}`),
    tag,
    liquidity,
    brokerageTimeMs,
    timeMs,
  };
}

function byTime<T extends { readonly requestedTimeMs: number }>(orders: readonly T[]): readonly T[] {
  return [...orders].sort(
    (a, b) => a.requestedTimeMs - b.requestedTimeMs || JSON.stringify(a).localeCompare(JSON.stringify(b)),
  );
}

test.each([
  ['orders that fill when they are touched', simulation],
  [
    'requests and answers that take their time',
    { ...simulation, latency: fixedLatency({ entryMs: 35, responseMs: 20 }) },
  ],
  ['orders that fill when the market trades through them', { ...simulation, fills: tradeThroughFills() }],
])('the same market gives the same orders and fills on paper and in a backtest: %s', async (_, options) => {
  const events = wander(1_500);
  const [tested, traded] = [await backtest(events, options), await paper(events, options)];
  const tags = new Set(tested.fills.map(({ tag }) => tag));
  expect(tested.fills.length).toBeGreaterThan(100);
  expect([...tags]).toEqual(expect.arrayContaining(['dip', 'take-profit', 'stop']));
  expect(traded.fills.map(describeFill)).toEqual(tested.fills.map(describeFill));
  expect(byTime(traded.orders)).toEqual(byTime(tested.orders.map(describeOrder)));
});
