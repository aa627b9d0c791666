import {
  type Bar,
  type BrokerageOrderId,
  Decimal,
  Engine,
  type EngineOutput,
  Instrument,
  isTradingError,
  type PlaceEffect,
  type StrategyEntry,
  silentLogger,
  type TraderEvent,
} from '@trader/core';
import { createLuno } from '@trader/luno';
import { describe, expect, test } from 'vitest';
import MovingAverageStrategy from '../strategies/moving_average_strategy.ts';

const minuteMs = 60_000;
const startMs = Date.UTC(2026, 0, 1);
const instrument = new Instrument({
  symbol: 'XBTZAR',
  brokerage: 'luno',
  base: 'XBT',
  quote: 'ZAR',
  tickSize: '1',
  lotSize: '0.000001',
  quantityMin: '0.0005',
});
const { id: instrumentId, symbol } = instrument;
const identity = { instrumentId, symbol };

/** An engine with the strategy alone, fed by hand: bars, prices, and the brokerage's answers. */
class Desk {
  readonly engine: Engine;
  readonly #warmUp: EngineOutput;
  #minute = 0;

  /** @param past - Closes of bars before the start, oldest first. */
  constructor(past: readonly number[] = [], params: StrategyEntry['params'] = { fast: 2, slow: 3, spend: '1000' }) {
    const brokerage = createLuno({ keyId: 'test-key', keySecret: 'test-secret' });
    this.engine = new Engine({
      runId: '0'.repeat(32),
      seed: '1',
      brokerageName: brokerage.name,
      capabilities: brokerage.capabilities,
      instruments: [instrument],
      strategies: [{ id: 'ma', strategy: MovingAverageStrategy, symbols: [symbol], capital: { ZAR: '5000' }, params }],
      risk: {},
      riskRules: [],
      placeWithinMs: 5_000,
      closedOrdersMax: 100,
      tradeLogMax: 100,
      logger: silentLogger,
      startMs,
    });
    const bars = past.map((price, index) => this.bar(price, index - past.length));
    this.process({ type: 'link', stream: 'market', instrumentId, state: 'up', reason: 'test', timeMs: startMs });
    this.#warmUp = this.process({ type: 'warm-up', strategy: 'ma', bars });
    this.process({ type: 'lifecycle', phase: 'start' });
  }

  /** What the bars of the past made the strategy do. */
  get warmUp(): EngineOutput {
    return this.#warmUp;
  }

  process(event: TraderEvent): EngineOutput {
    return this.engine.process(event, startMs + this.#minute * minuteMs);
  }

  /** Closes a one-minute bar at a price, with the ask a little above; gives the orders that the strategy placed upon it. */
  close(price: number): readonly PlaceEffect[] {
    this.#minute += 1;
    this.process({ type: 'tick', ...identity, bid: price - 1, ask: price + 1, last: price, timeMs: startMs });
    const { effects } = this.process(this.bar(price, this.#minute));
    return effects.filter(effect => effect.type === 'place');
  }

  bar(price: number, minute: number): Bar {
    const openTimeMs = startMs + (minute - 1) * minuteMs;
    const prices = { open: price, high: price, low: price, close: price };
    return { type: 'bar', ...identity, intervalMs: minuteMs, openTimeMs, ...prices, volume: 1, timeMs: openTimeMs };
  }

  /** The brokerage fills an order whole. */
  fill({ order }: PlaceEffect, price: string): void {
    const { clientOrderId, side, type, quantity } = order.terms;
    this.process({
      type: 'order-report',
      brokerageOrderId: 'BX1' as BrokerageOrderId,
      clientOrderId,
      instrumentId,
      status: 'finished',
      finishedBy: 'filled',
      cumulative: { base: quantity ?? Decimal.zero, quote: (quantity ?? Decimal.zero).times(price), fees: [] },
      terms: { side, type, quantity, price: undefined, timeInForce: undefined },
      reason: undefined,
      brokerageTimeMs: startMs,
    });
  }
}

describe('the moving-average strategy', () => {
  test('buys when the fast average crosses above the slow one, for no more than it may spend', () => {
    const desk = new Desk();
    expect([100, 90, 80].flatMap(price => desk.close(price))).toEqual([]);
    const [buy] = desk.close(120);
    expect(buy?.order.terms).toMatchObject({ side: 'buy', type: 'limit', timeInForce: 'IOC' });
    expect(buy?.order.terms.price?.toString()).toBe('121');
    expect(buy?.order.terms.quantity?.toString()).toBe('8.264462');
  });

  test('closes its position when the fast average crosses below', () => {
    const desk = new Desk();
    const [buy] = [100, 90, 80, 120].flatMap(price => desk.close(price));
    if (buy === undefined) throw new Error('it did not buy');
    desk.fill(buy, '121');
    const [sell] = [70, 60].flatMap(price => desk.close(price));
    expect(sell?.order.terms).toMatchObject({ side: 'sell', type: 'market' });
    expect(sell?.order.terms.quantity?.toString()).toBe('8.264462');
  });

  test('does nothing while the averages keep their order', () => {
    const desk = new Desk();
    expect([100, 101, 102, 103, 104, 105].flatMap(price => desk.close(price))).toEqual([]);
  });

  test('is never short: a cross below without a position sells nothing', () => {
    const desk = new Desk();
    expect([100, 110, 120, 60, 50].flatMap(price => desk.close(price))).toEqual([]);
  });

  test('learns from the bars of the past, and places nothing upon them', () => {
    const desk = new Desk([100, 90, 120, 80, 70]);
    expect(desk.warmUp.effects).toEqual([]);
    expect(desk.close(130)).toHaveLength(1);
  });

  test('refuses a fast average that is not faster, naming the param', () => {
    const make = (): Desk => new Desk([], { fast: 20, slow: 20 });
    expect(make).toThrow(/params\.fast: must be smaller than slow/);
    try {
      make();
    } catch (error) {
      expect(isTradingError(error, 'strategy/invalid')).toBe(true);
    }
  });
});
