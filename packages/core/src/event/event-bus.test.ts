import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instrumentId } from '../instrument/instrument.ts';
import type { Gap, MarketEvent, Tick, Trade } from '../market/market-event.ts';
import { EventBus } from './event-bus.ts';
import type { ActionEvent, TraderEvent } from './trader-event.ts';

const ids = ['A', 'B', 'C'].map(symbol => instrumentId(symbol, 'x'));

function tick(index: number, timeMs: number): Tick {
  const id = ids[index] ?? ids[0];
  if (id === undefined) throw new Error('no ids');
  return { type: 'tick', instrumentId: id, symbol: id, bid: timeMs, ask: timeMs + 1, last: undefined, timeMs };
}

function trade(index: number, price: number, quantity: number, timeMs: number): Trade {
  const { instrumentId: id, symbol } = tick(index, timeMs);
  return {
    type: 'trade',
    instrumentId: id,
    symbol,
    timeMs,
    price,
    quantity,
    takerSide: 'buy',
    tradeId: String(timeMs),
    count: 1,
    firstPrice: price,
    highPrice: price,
    lowPrice: price,
  };
}

function gap(index: number, timeMs: number): Gap {
  const { instrumentId: id } = tick(index, timeMs);
  return { type: 'gap', stream: 'market', instrumentId: id, fromMs: timeMs, toMs: timeMs, reason: 'test' };
}

const signal = (name: string): ActionEvent => ({ type: 'signal', strategy: undefined, name, payload: undefined });

function makeBus(marketQueueMax = 16, actionQueueMax = 100): { bus: EventBus; overflows: () => number } {
  let overflows = 0;
  const bus = new EventBus({
    actionQueueMax,
    marketQueueMax,
    onOverflow: () => {
      overflows += 1;
    },
    onEvent: () => undefined,
  });
  return { bus, overflows: () => overflows };
}

function drain(bus: EventBus): TraderEvent[] {
  const events: TraderEvent[] = [];
  for (let event = bus.take(); event !== undefined; event = bus.take()) events.push(event);
  return events;
}

describe('actions', () => {
  test('drain before market data, in the order in which they came', () => {
    const { bus } = makeBus();
    bus.push(tick(0, 1));
    bus.push(signal('a'));
    bus.push(tick(1, 2));
    bus.push(signal('b'));
    expect(drain(bus).map(event => (event.type === 'signal' ? event.name : event.type))).toEqual([
      'a',
      'b',
      'tick',
      'tick',
    ]);
  });

  test('that tell of time passing let the market data go first that waits, and none that comes after', () => {
    const { bus } = makeBus();
    const name = (event: TraderEvent | undefined): unknown =>
      event?.type === 'tick' ? event.timeMs : event?.type === 'signal' ? event.name : event?.type;
    for (const event of [signal('a'), { type: 'heartbeat' } as const, signal('b'), tick(0, 1), tick(1, 2)])
      bus.push(event);
    const taken = [bus.take(), bus.take()];
    bus.push(tick(0, 3));
    expect([...taken, ...drain(bus)].map(name)).toEqual(['a', 1, 2, 'heartbeat', 'b', 3]);
  });

  test('are never dropped: passing the bound is reported once per episode', () => {
    const { bus, overflows } = makeBus(16, 10);
    for (let index = 0; index < 5_000; index += 1) bus.push(signal(String(index)));
    expect(overflows()).toBe(1);
    expect(drain(bus).map(event => (event.type === 'signal' ? event.name : ''))).toEqual(
      Array.from({ length: 5_000 }, (_, index) => String(index)),
    );
    for (let index = 0; index < 11; index += 1) bus.push(signal('again'));
    expect(overflows()).toBe(2);
  });

  test('include the gaps and links of the private stream, so that they stay in order with fills', () => {
    const { bus } = makeBus();
    bus.push(tick(0, 1));
    bus.push({ ...gap(0, 2), stream: 'private' });
    expect(bus.depths).toMatchObject({ actions: 1, market: 1 });
  });
});

describe('market data', () => {
  test('passes unchanged while the consumer keeps up', () => {
    const { bus } = makeBus(16);
    const events = [tick(0, 1), tick(0, 2), trade(0, 5, 1, 3)];
    for (const event of events) bus.push(event);
    expect(drain(bus)).toEqual(events);
  });

  test('keeps the newest tick of an instrument and counts the others when the consumer lags', () => {
    const { bus } = makeBus(16);
    for (let time = 1; time <= 10; time += 1) bus.push(tick(0, time));
    expect(drain(bus)).toEqual([tick(0, 10)]);
    expect(bus.depths.conflated.tick).toBe(9);
  });

  test('merges trades without losing quantity or range', () => {
    const { bus } = makeBus(4);
    bus.push(trade(0, 10, 1, 1));
    bus.push(trade(0, 12, 2, 2));
    bus.push(trade(0, 9, 3, 3));
    expect(drain(bus)).toEqual([{ ...trade(0, 9, 6, 3), count: 3, firstPrice: 10, highPrice: 12, lowPrice: 9 }]);
  });

  test('newer than a gap never overtakes it', () => {
    const { bus } = makeBus(4);
    for (const event of [tick(0, 1), tick(0, 2), gap(0, 3), tick(0, 4), tick(0, 5)]) bus.push(event);
    expect(drain(bus)).toEqual([tick(0, 2), gap(0, 3), tick(0, 5)]);
  });

  const event = fc.tuple(fc.constantFrom('tick', 'trade', 'gap'), fc.integer({ min: 0, max: 2 }), fc.boolean());

  test('under any pressure stays within the bound, keeps totals, and ends with the newest state', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), fc.integer({ min: 4, max: 32 }), (steps, bound) => {
        const { bus } = makeBus(bound);
        const pushed: MarketEvent[] = [];
        const taken: TraderEvent[] = [];
        steps.forEach(([kind, index, takes], time) => {
          const next =
            kind === 'tick' ? tick(index, time) : kind === 'trade' ? trade(index, time, 1, time) : gap(index, time);
          pushed.push(next);
          bus.push(next);
          expect(bus.length).toBeLessThanOrEqual(bound);
          const out = takes ? bus.take() : undefined;
          if (out !== undefined) taken.push(out);
        });
        taken.push(...drain(bus));
        if (bus.depths.conflated.dropped > 0) return;
        for (const id of ids) {
          const lastPushed = pushed.findLast(each => each.type === 'tick' && each.instrumentId === id);
          expect(taken.findLast(each => each.type === 'tick' && each.instrumentId === id)).toEqual(lastPushed);
          const quantity = (events: readonly TraderEvent[]): number =>
            events.reduce(
              (sum, each) => sum + (each.type === 'trade' && each.instrumentId === id ? each.quantity : 0),
              0,
            );
          expect(quantity(taken)).toBe(quantity(pushed));
        }
        expect(taken.filter(({ type }) => type === 'gap')).toEqual(pushed.filter(({ type }) => type === 'gap'));
      }),
    );
  });
});
