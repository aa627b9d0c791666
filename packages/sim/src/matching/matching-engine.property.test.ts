import type { Side, StopTrigger, TimeInForce } from '@trader/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MatchingEngine, type MatchingOptions } from './matching-engine.ts';
import type { FinishCause, MatchingEvent, MatchingOrder } from './matching-event.ts';

interface NaiveOrder {
  orderId: string;
  owner: string;
  side: Side;
  price: number;
  lots: number;
  stop: number;
  trigger: StopTrigger;
}

/** The same rules written a second time, with arrays that are searched and nothing clever: what the engine is held against. */
class NaiveMatcher {
  book: NaiveOrder[] = [];
  sleepers: NaiveOrder[] = [];
  sequence = 0;
  last = 0;
  events: MatchingEvent[] = [];
  awake: { order: NaiveOrder; by: number }[] = [];

  readonly options: MatchingOptions;

  constructor(options: MatchingOptions) {
    this.options = options;
  }

  submit(order: MatchingOrder): MatchingEvent[] {
    this.events = [];
    this.awake = [];
    this.dispatch(order);
    for (let next = this.awake.shift(); next !== undefined; next = this.awake.shift()) {
      const { orderId, owner, side, price, lots } = next.order;
      this.events.push({ type: 'woken', orderId, tradePriceTicks: next.by });
      if (this.meetsSelf(owner, side, price, lots)) this.finish(orderId, 'self-trade', lots);
      else this.rest(next.order, this.trade(next.order, price, lots, Number.POSITIVE_INFINITY).left);
    }
    return this.events;
  }

  cancel(orderId: string): MatchingEvent[] {
    this.events = [];
    const found = [...this.book, ...this.sleepers].find(order => order.orderId === orderId);
    if (found === undefined) return [];
    this.book = this.book.filter(order => order !== found);
    this.sleepers = this.sleepers.filter(order => order !== found);
    this.finish(orderId, 'canceled', found.lots);
    return this.events;
  }

  /** Resting orders of a side by price, then by arrival (the order of the array; sorting is stable). */
  queue(side: Side): NaiveOrder[] {
    return this.book
      .filter(order => order.side === side)
      .sort((a, b) => (side === 'buy' ? b.price - a.price : a.price - b.price));
  }

  private dispatch(order: MatchingOrder): void {
    const { orderId, owner, side } = order;
    const head = { orderId, owner, side, stop: 0, trigger: 'above' as StopTrigger };
    if (order.type === 'market') {
      const price = order.worstPriceTicks ?? (side === 'buy' ? Number.POSITIVE_INFINITY : 0);
      const lots = order.lots ?? Number.POSITIVE_INFINITY;
      const budget = order.quoteUnits === undefined ? Number.POSITIVE_INFINITY : Number(order.quoteUnits);
      if (this.meetsSelf(owner, side, price, lots, budget)) {
        this.events.push({ type: 'refused', orderId, reason: 'self-trade' });
        return;
      }
      const { left, spent } = this.trade({ ...head, price, lots }, price, lots, budget);
      this.finish(orderId, left === 0 || spent ? 'filled' : 'market-remainder', order.lots === undefined ? 0 : left);
      return;
    }
    const { priceTicks: price, lots } = order;
    const node = { ...head, price, lots };
    if (order.type === 'stop-limit') {
      const sleeper = { ...node, stop: order.stopPriceTicks, trigger: order.trigger };
      if (this.options.stopPriceReached !== 'sleep' && this.last > 0 && wakes(sleeper, this.last)) {
        this.awake.push({ order: sleeper, by: this.last });
        return;
      }
      this.sleepers.push(sleeper);
      this.events.push({ type: 'slept', orderId });
      return;
    }
    const available = this.reachable(side, price).reduce((sum, maker) => sum + maker.lots, 0);
    if (order.postOnly && available > 0) this.events.push({ type: 'refused', orderId, reason: 'post-only-would-take' });
    else if (order.timeInForce === 'FOK' && available < lots) this.finish(orderId, 'fok-kill', lots);
    else if (this.meetsSelf(owner, side, price, lots))
      this.events.push({ type: 'refused', orderId, reason: 'self-trade' });
    else {
      const { left } = this.trade(node, price, lots, Number.POSITIVE_INFINITY);
      if (left > 0 && order.timeInForce !== 'GTC') this.finish(orderId, 'ioc-remainder', left);
      else this.rest(node, left);
    }
  }

  private reachable(side: Side, price: number): NaiveOrder[] {
    const makers = this.queue(side === 'buy' ? 'sell' : 'buy');
    return makers.filter(maker => (side === 'buy' ? maker.price <= price : maker.price >= price));
  }

  private meetsSelf(
    owner: string,
    side: Side,
    price: number,
    lots: number,
    budget = Number.POSITIVE_INFINITY,
  ): boolean {
    if (this.options.selfTrade !== 'reject-taker') return false;
    let left = lots;
    let money = budget;
    for (const maker of this.reachable(side, price)) {
      const wanted = Math.min(maker.lots, left);
      const size = Math.min(wanted, Math.floor(money / maker.price));
      if (size > 0 && maker.owner === owner) return true;
      if (size < wanted) return false;
      left -= size;
      money -= size * maker.price;
    }
    return false;
  }

  private trade(taker: NaiveOrder, price: number, lots: number, budget: number): { left: number; spent: boolean } {
    let left = lots;
    let money = budget;
    let spent = false;
    for (const maker of this.reachable(taker.side, price)) {
      if (left === 0 || spent) break;
      const wanted = Math.min(maker.lots, left);
      const size = Math.min(wanted, Math.floor(money / maker.price));
      // A better price is never skipped for a worse one, even where only the worse one still fits the amount.
      spent = size < wanted;
      if (size === 0) break;
      left -= size;
      money -= size * maker.price;
      maker.lots -= size;
      this.sequence += 1;
      this.last = maker.price;
      this.events.push({
        type: 'matched',
        sequence: this.sequence,
        makerOrderId: maker.orderId,
        takerOrderId: taker.orderId,
        takerSide: taker.side,
        priceTicks: maker.price,
        lots: size,
        makerRemainingLots: maker.lots,
      });
      if (maker.lots === 0) {
        this.book = this.book.filter(order => order !== maker);
        this.finish(maker.orderId, 'filled', 0);
      }
      const woken = this.sleepers.filter(sleeper => wakes(sleeper, maker.price));
      const above = woken.filter(sleeper => sleeper.trigger === 'above').sort((a, b) => a.stop - b.stop);
      const below = woken.filter(sleeper => sleeper.trigger === 'below').sort((a, b) => b.stop - a.stop);
      this.sleepers = this.sleepers.filter(sleeper => !woken.includes(sleeper));
      for (const order of [...above, ...below]) this.awake.push({ order, by: maker.price });
    }
    return { left, spent: spent || money === 0 };
  }

  private rest(order: NaiveOrder, left: number): void {
    if (left === 0) {
      this.finish(order.orderId, 'filled', 0);
      return;
    }
    this.book.push({ ...order, lots: left });
    this.events.push({ type: 'rested', orderId: order.orderId, remainingLots: left });
  }

  private finish(orderId: string, by: FinishCause, remainingLots: number): void {
    this.events.push({ type: 'finished', orderId, by, remainingLots });
  }
}

function wakes({ stop, trigger }: NaiveOrder, tradePrice: number): boolean {
  return trigger === 'above' ? tradePrice >= stop : tradePrice <= stop;
}

type Step = Readonly<{ order: MatchingOrder } | { cancel: number }>;

const sides = ['buy', 'sell'] as const satisfies readonly Side[];
const side = fc.constantFrom<Side>(...sides);
const price = fc.integer({ min: 1, max: 12 });
const lots = fc.integer({ min: 1, max: 20 });
const owner = fc.constantFrom('ann', 'bob', 'cid');
const head = { orderId: fc.constant(''), owner, side };

const anyOrder: fc.Arbitrary<MatchingOrder> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      ...head,
      type: fc.constant('limit' as const),
      priceTicks: price,
      lots,
      timeInForce: fc.constantFrom<TimeInForce>('GTC', 'GTC', 'GTC', 'IOC', 'FOK'),
      postOnly: fc.constant(false),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...head,
      type: fc.constant('limit' as const),
      priceTicks: price,
      lots,
      timeInForce: fc.constant<TimeInForce>('GTC'),
      postOnly: fc.constant(true),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...head,
      type: fc.constant('stop-limit' as const),
      priceTicks: price,
      lots,
      stopPriceTicks: price,
      trigger: fc.constantFrom<StopTrigger>('above', 'below'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        ...head,
        type: fc.constant('market' as const),
        lots: fc.option(lots, { nil: undefined }),
        quoteUnits: fc.option(fc.bigInt({ min: 1n, max: 200n }), { nil: undefined }),
        worstPriceTicks: fc.option(price, { nil: undefined }),
      })
      .filter(order => order.lots !== undefined || order.quoteUnits !== undefined),
  },
);

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: anyOrder.map(order => ({ order })) },
  { weight: 1, arbitrary: fc.nat({ max: 30 }).map(cancel => ({ cancel })) },
);

const anyOptions: fc.Arbitrary<MatchingOptions> = fc.record({
  selfTrade: fc.constantFrom('allow' as const, 'reject-taker' as const),
  stopPriceReached: fc.constantFrom('wake' as const, 'sleep' as const),
});

/** Plays steps on both matchers and hands every step's outcome on; cancels name one of the latest orders. */
function play(
  steps: readonly Step[],
  options: MatchingOptions,
  look: (engine: MatchingEngine, seen: Seen) => void,
): void {
  const engine = new MatchingEngine(options);
  const naive = new NaiveMatcher(options);
  const sizes = new Map<string, number>();
  steps.forEach((step, index) => {
    if ('cancel' in step) {
      const orderId = `o${index - step.cancel}`;
      const events = engine.cancel(orderId);
      look(engine, { events, expected: naive.cancel(orderId), naive, sizes });
      return;
    }
    const order = { ...step.order, orderId: `o${index}` };
    if (order.lots !== undefined) sizes.set(order.orderId, order.lots);
    const events = engine.submit(order, index);
    look(engine, { events, expected: naive.submit(order), naive, sizes });
  });
}

interface Seen {
  readonly events: readonly MatchingEvent[];
  readonly expected: readonly MatchingEvent[];
  readonly naive: NaiveMatcher;
  readonly sizes: ReadonlyMap<string, number>;
}

const stepLists = fc.array(anyStep, { minLength: 1, maxLength: 120, size: 'max' });

describe('the matching engine', () => {
  test('does what the naive matcher does, event by event and order by order', () => {
    fc.assert(
      fc.property(stepLists, anyOptions, (steps, options) => {
        play(steps, options, (engine, { events, expected, naive }) => {
          // As text: comparing deeply takes most of this test's time.
          expect(JSON.stringify(events)).toBe(JSON.stringify(expected));
          const rows = sides.flatMap(at =>
            engine.resting(at).map(order => [order.orderId, order.priceTicks, order.remainingLots]),
          );
          const naiveRows = sides.flatMap(at => naive.queue(at).map(order => [order.orderId, order.price, order.lots]));
          expect(rows.join()).toBe(naiveRows.join());
          expect(engine.orderCount).toBe(naive.book.length + naive.sleepers.length);
        });
      }),
      { numRuns: 300 },
    );
  });

  test('never shows a crossed book, and adds its levels up from its orders', () => {
    fc.assert(
      fc.property(stepLists, anyOptions, (steps, options) => {
        play(steps, options, engine => {
          const bid = engine.bestPriceTicks('buy') ?? 0;
          const ask = engine.bestPriceTicks('sell') ?? Number.POSITIVE_INFINITY;
          expect(bid).toBeLessThan(ask);
          for (const at of sides) {
            const added = new Map<number, { lots: number; orderCount: number }>();
            for (const { priceTicks, remainingLots } of engine.resting(at)) {
              const { lots: before, orderCount } = added.get(priceTicks) ?? { lots: 0, orderCount: 0 };
              added.set(priceTicks, { lots: before + remainingLots, orderCount: orderCount + 1 });
            }
            const shown = engine.depth(at).map(level => [level.priceTicks, level.lots, level.orderCount]);
            expect(shown.join()).toBe([...added].map(([at, level]) => [at, level.lots, level.orderCount]).join());
            expect(engine.depth(at, 1)[0]?.priceTicks).toBe(engine.bestPriceTicks(at));
          }
        });
      }),
      { numRuns: 100 },
    );
  });

  test('accounts for every lot: filled, remaining and ended add up to the size of each order', () => {
    fc.assert(
      fc.property(stepLists, anyOptions, (steps, options) => {
        const filled = new Map<string, number>();
        const ended = new Map<string, number>();
        play(steps, options, (engine, { events, sizes }) => {
          for (const event of events) {
            if (event.type === 'matched')
              for (const id of [event.makerOrderId, event.takerOrderId])
                filled.set(id, (filled.get(id) ?? 0) + event.lots);
            if (event.type === 'finished') ended.set(event.orderId, event.remainingLots);
          }
          const lost: string[] = [];
          for (const [orderId, size] of sizes) {
            const left = engine.order(orderId)?.remainingLots ?? ended.get(orderId);
            if (left !== undefined && (filled.get(orderId) ?? 0) + left !== size) lost.push(orderId);
          }
          expect(lost).toEqual([]);
        });
      }),
      { numRuns: 100 },
    );
  });

  test('foresees exactly what an order then trades', () => {
    fc.assert(
      fc.property(stepLists, anyOrder, (steps, order) => {
        const engine = new MatchingEngine();
        steps.forEach((step, index) => {
          if ('order' in step && step.order.type === 'limit')
            engine.submit({ ...step.order, orderId: `o${index}` }, index);
        });
        fc.pre(
          order.type !== 'stop-limit' && !(order.type === 'limit' && (order.postOnly || order.timeInForce === 'FOK')),
        );
        const foreseen = engine.preview(order);
        const matches = engine.submit({ ...order, orderId: 'last' }, 0).filter(event => event.type === 'matched');
        expect(foreseen.lots).toBe(matches.reduce((sum, match) => sum + BigInt(match.lots), 0n));
        const value = matches.reduce((sum, match) => sum + BigInt(match.lots) * BigInt(match.priceTicks), 0n);
        expect(foreseen.quoteUnits).toBe(value);
      }),
      { numRuns: 300 },
    );
  });
});
