import { isTradingError, type Side, type StopTrigger, type TimeInForce } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { MatchingEngine } from './matching-engine.ts';
import type { MatchingEvent, MatchingLimitOrder, MatchingMarketOrder, MatchingOrder } from './matching-event.ts';

interface LimitExtras {
  readonly timeInForce?: TimeInForce;
  readonly postOnly?: boolean;
  readonly owner?: string;
}

function limit(
  orderId: string,
  side: Side,
  priceTicks: number,
  lots: number,
  extras: LimitExtras = {},
): MatchingLimitOrder {
  const { timeInForce = 'GTC', postOnly = false, owner = 'me' } = extras;
  return { type: 'limit', orderId, owner, side, priceTicks, lots, timeInForce, postOnly };
}

function market(orderId: string, side: Side, size: Partial<MatchingMarketOrder>): MatchingMarketOrder {
  return {
    type: 'market',
    orderId,
    owner: 'me',
    side,
    lots: undefined,
    quoteUnits: undefined,
    worstPriceTicks: undefined,
    ...size,
  };
}

function stop(
  orderId: string,
  side: Side,
  trigger: StopTrigger,
  stopPriceTicks: number,
  priceTicks: number,
  lots: number,
): MatchingOrder {
  return { type: 'stop-limit', orderId, owner: 'me', side, priceTicks, lots, stopPriceTicks, trigger };
}

/** Events as short text: `a*b 2@100` is a trade of maker a with taker b. */
function short(events: readonly MatchingEvent[]): string {
  return events
    .map(event => {
      switch (event.type) {
        case 'matched':
          return `${event.makerOrderId}*${event.takerOrderId} ${event.lots}@${event.priceTicks}`;
        case 'rested':
          return `${event.orderId} rests ${event.remainingLots}`;
        case 'finished':
          return `${event.orderId} ${event.by} ${event.remainingLots}`;
        case 'refused':
          return `${event.orderId} refused ${event.reason}`;
        case 'woken':
          return `${event.orderId} woken@${event.tradePriceTicks}`;
        case 'slept':
          return `${event.orderId} sleeps`;
        default:
          return event satisfies never;
      }
    })
    .join(', ');
}

/** A book with sells of 5 at 101 (s1), 5 at 101 (s2), 5 at 103 (s3), and buys of 5 at 99 (b1), 5 at 99 (b2), 5 at 97 (b3). */
function filledEngine(): MatchingEngine {
  const engine = new MatchingEngine();
  engine.submit(limit('s1', 'sell', 101, 5), 1);
  engine.submit(limit('s2', 'sell', 101, 5), 1);
  engine.submit(limit('s3', 'sell', 103, 5), 1);
  engine.submit(limit('b1', 'buy', 99, 5), 1);
  engine.submit(limit('b2', 'buy', 99, 5), 1);
  engine.submit(limit('b3', 'buy', 97, 5), 1);
  return engine;
}

describe('an incoming order', () => {
  test.each<[string, MatchingOrder, string]>([
    ['a limit that meets nobody rests', limit('x', 'buy', 100, 3), 'x rests 3'],
    ['a limit trades at the better resting price', limit('x', 'buy', 110, 3), 's1*x 3@101, x filled 0'],
    ['a limit at the resting price trades', limit('x', 'sell', 99, 3), 'b1*x 3@99, x filled 0'],
    [
      'a limit takes the earliest order of a price first',
      limit('x', 'buy', 101, 7),
      's1*x 5@101, s1 filled 0, s2*x 2@101, x filled 0',
    ],
    [
      'a limit takes the best price first and stops at its own',
      limit('x', 'buy', 102, 12),
      's1*x 5@101, s1 filled 0, s2*x 5@101, s2 filled 0, x rests 2',
    ],
    [
      'a limit walks on to worse prices within its own',
      limit('x', 'sell', 97, 12),
      'b1*x 5@99, b1 filled 0, b2*x 5@99, b2 filled 0, b3*x 2@97, x filled 0',
    ],
    [
      'an IOC cancels what it cannot fill',
      limit('x', 'buy', 101, 12, { timeInForce: 'IOC' }),
      's1*x 5@101, s1 filled 0, s2*x 5@101, s2 filled 0, x ioc-remainder 2',
    ],
    ['an IOC that meets nobody ends whole', limit('x', 'buy', 100, 3, { timeInForce: 'IOC' }), 'x ioc-remainder 3'],
    [
      'an IOC that is filled is filled',
      limit('x', 'buy', 101, 5, { timeInForce: 'IOC' }),
      's1*x 5@101, s1 filled 0, x filled 0',
    ],
    [
      'a FOK that fits trades whole',
      limit('x', 'buy', 101, 6, { timeInForce: 'FOK' }),
      's1*x 5@101, s1 filled 0, s2*x 1@101, x filled 0',
    ],
    ['a FOK that does not fit trades nothing', limit('x', 'buy', 101, 11, { timeInForce: 'FOK' }), 'x fok-kill 11'],
    ['a FOK that meets nobody ends whole', limit('x', 'sell', 100, 1, { timeInForce: 'FOK' }), 'x fok-kill 1'],
    [
      'a post-only that would take is refused',
      limit('x', 'buy', 101, 1, { postOnly: true }),
      'x refused post-only-would-take',
    ],
    ['a post-only that would not take rests', limit('x', 'buy', 100, 1, { postOnly: true }), 'x rests 1'],
    [
      'a market buy takes what it needs',
      market('x', 'buy', { lots: 6 }),
      's1*x 5@101, s1 filled 0, s2*x 1@101, x filled 0',
    ],
    [
      'a market order that empties a side ends with the rest',
      market('x', 'sell', { lots: 16 }),
      'b1*x 5@99, b1 filled 0, b2*x 5@99, b2 filled 0, b3*x 5@97, b3 filled 0, x market-remainder 1',
    ],
    [
      'a market order stops at its worst price',
      market('x', 'buy', { lots: 12, worstPriceTicks: 102 }),
      's1*x 5@101, s1 filled 0, s2*x 5@101, s2 filled 0, x market-remainder 2',
    ],
    ['a market buy by quote spends whole lots', market('x', 'buy', { quoteUnits: 350n }), 's1*x 3@101, x filled 0'],
    ['a market buy by quote below one lot buys nothing', market('x', 'buy', { quoteUnits: 100n }), 'x filled 0'],
    [
      'a market buy by quote that comes out even is filled',
      market('x', 'buy', { quoteUnits: 505n }),
      's1*x 5@101, s1 filled 0, x filled 0',
    ],
    [
      'a market buy by quote that finds too little ends with the rest',
      market('x', 'buy', { quoteUnits: 10_000n }),
      's1*x 5@101, s1 filled 0, s2*x 5@101, s2 filled 0, s3*x 5@103, s3 filled 0, x market-remainder 0',
    ],
    [
      'a market sell by quote raises no more than asked',
      market('x', 'sell', { quoteUnits: 300n }),
      'b1*x 3@99, x filled 0',
    ],
    [
      'a market order by lots and quote stops at the first',
      market('x', 'buy', { lots: 2, quoteUnits: 1000n }),
      's1*x 2@101, x filled 0',
    ],
    ['a stop sleeps before any trade', stop('x', 'buy', 'above', 105, 106, 1), 'x sleeps'],
  ])('%s', (_, order, expected) => {
    expect(short(filledEngine().submit(order, 2))).toBe(expected);
  });

  test('a market order on an empty book ends with everything', () => {
    expect(short(new MatchingEngine().submit(market('x', 'buy', { lots: 4 }), 1))).toBe('x market-remainder 4');
  });

  test('a partly filled order keeps its place in the queue', () => {
    const engine = filledEngine();
    engine.submit(limit('x', 'buy', 101, 2), 2);
    expect(short(engine.submit(limit('y', 'buy', 101, 4), 3))).toBe('s1*y 3@101, s1 filled 0, s2*y 1@101, y filled 0');
  });

  test('quote amounts beyond 2^53 are exact', () => {
    const engine = new MatchingEngine();
    engine.submit(limit('s', 'sell', 1_400_000_00, 100_000_000_00), 1);
    const budget = 140_000_000n * 9_999_999_999n + 139_999_999n;
    expect(short(engine.submit(market('x', 'buy', { quoteUnits: budget }), 2))).toBe(
      's*x 9999999999@140000000, x filled 0',
    );
  });
});

describe('a cancel', () => {
  test('ends a resting order with what is left of it', () => {
    const engine = filledEngine();
    engine.submit(limit('x', 'buy', 101, 2), 2);
    expect(short(engine.cancel('s1'))).toBe('s1 canceled 3');
    expect(short(engine.submit(limit('y', 'buy', 101, 1), 3))).toBe('s2*y 1@101, y filled 0');
  });

  test('takes an order out of the middle of its queue', () => {
    const engine = filledEngine();
    engine.submit(limit('s4', 'sell', 101, 1), 2);
    engine.cancel('s2');
    expect(engine.resting('sell').map(order => order.orderId)).toEqual(['s1', 's4', 's3']);
  });

  test('ends a stop that sleeps', () => {
    const engine = filledEngine();
    engine.submit(stop('x', 'buy', 'above', 101, 110, 1), 2);
    expect(short(engine.cancel('x'))).toBe('x canceled 1');
    expect(short(engine.submit(market('y', 'buy', { lots: 1 }), 3))).toBe('s1*y 1@101, y filled 0');
  });

  test('says nothing about an order that is not there, and removes emptied prices', () => {
    const engine = filledEngine();
    engine.cancel('s3');
    expect(engine.cancel('s3')).toEqual([]);
    expect(engine.depth('sell')).toEqual([{ priceTicks: 101, lots: 10n, orderCount: 2 }]);
  });
});

describe('a stop', () => {
  test.each<[string, MatchingOrder, MatchingOrder, string]>([
    [
      'above wakes at its price, after the order that traded is done',
      stop('x', 'buy', 'above', 101, 103, 6),
      limit('t', 'buy', 101, 12),
      's1*t 5@101, s1 filled 0, s2*t 5@101, s2 filled 0, t rests 2, x woken@101, s3*x 5@103, s3 filled 0, x rests 1',
    ],
    [
      'above does not wake below its price',
      stop('x', 'buy', 'above', 102, 103, 6),
      market('t', 'buy', { lots: 1 }),
      's1*t 1@101, t filled 0',
    ],
    [
      'above wakes when a trade jumps over its price',
      stop('x', 'sell', 'above', 102, 120, 1),
      limit('t', 'buy', 103, 11),
      's1*t 5@101, s1 filled 0, s2*t 5@101, s2 filled 0, s3*t 1@103, t filled 0, x woken@103, x rests 1',
    ],
    [
      'below wakes at its price and takes as a limit order',
      stop('x', 'sell', 'below', 99, 97, 3),
      limit('t', 'sell', 99, 10),
      'b1*t 5@99, b1 filled 0, b2*t 5@99, b2 filled 0, t filled 0, x woken@99, b3*x 3@97, x filled 0',
    ],
    [
      'below does not wake above its price',
      stop('x', 'sell', 'below', 98, 97, 3),
      market('t', 'sell', { lots: 1 }),
      'b1*t 1@99, t filled 0',
    ],
  ])('%s', (_, sleeper, order, expected) => {
    const engine = filledEngine();
    expect(short(engine.submit(sleeper, 2))).toBe('x sleeps');
    expect(short(engine.submit(order, 3))).toBe(expected);
  });

  test('is not in the book while it sleeps', () => {
    const engine = new MatchingEngine();
    engine.submit(stop('x', 'buy', 'above', 105, 106, 1), 1);
    expect(engine.depth('buy')).toEqual([]);
    expect(engine.bestPriceTicks('buy')).toBeUndefined();
    expect(engine.order('x')).toMatchObject({ sleeping: true, remainingLots: 1 });
    expect(short(engine.submit(limit('y', 'sell', 100, 1), 2))).toBe('y rests 1');
  });

  test('stops of one trade wake in order: above from the lowest, below from the highest, earliest first', () => {
    const engine = filledEngine();
    for (const [id, trigger, price] of [
      ['c', 'below', 101],
      ['d', 'below', 102],
      ['b', 'above', 101],
      ['a', 'above', 100],
      ['e', 'above', 101],
    ] as const)
      engine.submit(stop(id, 'buy', trigger, price, 1, 1), 2);
    const woken = engine.submit(market('t', 'buy', { lots: 1 }), 3).filter(event => event.type === 'woken');
    expect(woken.map(event => event.orderId)).toEqual(['a', 'b', 'e', 'd', 'c']);
  });

  test('a woken stop wakes further stops with its own trades', () => {
    const engine = filledEngine();
    engine.submit(stop('x', 'sell', 'below', 99, 97, 11), 2);
    engine.submit(stop('y', 'buy', 'below', 97, 96, 1), 2);
    expect(short(engine.submit(market('t', 'sell', { lots: 1 }), 3))).toBe(
      'b1*t 1@99, t filled 0, x woken@99, b1*x 4@99, b1 filled 0, b2*x 5@99, b2 filled 0, b3*x 2@97, x filled 0, y woken@97, y rests 1',
    );
  });

  test.each([
    ['wake', 'x woken@101, x rests 1'],
    ['sleep', 'x sleeps'],
  ] as const)('that is reached already does what the option says: %s', (stopPriceReached, expected) => {
    const engine = new MatchingEngine({ stopPriceReached });
    engine.submit(limit('s', 'sell', 101, 5), 1);
    engine.submit(market('t', 'buy', { lots: 1 }), 2);
    expect(short(engine.submit(stop('x', 'buy', 'above', 101, 50, 1), 3))).toBe(expected);
  });
});

describe('trading with oneself', () => {
  const mine = limit('x', 'buy', 101, 6, { owner: 'them' });

  function engineWith(selfTrade: 'allow' | 'reject-taker'): MatchingEngine {
    const engine = new MatchingEngine({ selfTrade });
    engine.submit(limit('s1', 'sell', 101, 5), 1);
    engine.submit(limit('s2', 'sell', 101, 5, { owner: 'them' }), 1);
    return engine;
  }

  test('is allowed by default', () => {
    expect(short(engineWith('allow').submit(mine, 2))).toBe('s1*x 5@101, s1 filled 0, s2*x 1@101, x filled 0');
  });

  test('refuses the whole incoming order by option, before anything trades', () => {
    const engine = engineWith('reject-taker');
    expect(short(engine.submit(mine, 2))).toBe('x refused self-trade');
    expect(engine.lastTrade()).toBeUndefined();
    expect(short(engine.submit(market('y', 'buy', { lots: 6, owner: 'them' }), 2))).toBe('y refused self-trade');
  });

  test('lets orders in that are satisfied before they meet their owner', () => {
    const order = limit('x', 'buy', 101, 5, { owner: 'them' });
    expect(short(engineWith('reject-taker').submit(order, 2))).toBe('s1*x 5@101, s1 filled 0, x filled 0');
  });

  test('ends a woken stop that would meet its owner', () => {
    const engine = engineWith('reject-taker');
    engine.submit({ ...stop('x', 'buy', 'above', 101, 101, 6), owner: 'them' }, 2);
    expect(short(engine.submit(market('t', 'buy', { lots: 1, owner: 'me2' }), 3))).toBe(
      's1*t 1@101, t filled 0, x woken@101, x self-trade 6',
    );
  });
});

describe('the book', () => {
  test('shows best prices, levels and orders by price and time', () => {
    const engine = filledEngine();
    expect([engine.bestPriceTicks('buy'), engine.bestPriceTicks('sell')]).toEqual([99, 101]);
    expect(engine.depth('buy', 1)).toEqual([{ priceTicks: 99, lots: 10n, orderCount: 2 }]);
    expect(engine.depth('sell')).toEqual([
      { priceTicks: 101, lots: 10n, orderCount: 2 },
      { priceTicks: 103, lots: 5n, orderCount: 1 },
    ]);
    expect(engine.resting('buy').map(order => order.orderId)).toEqual(['b1', 'b2', 'b3']);
    expect(engine.orderCount).toBe(6);
  });

  test('remembers the last trade and counts from the configured sequence', () => {
    const engine = new MatchingEngine({ firstTradeSequence: 9001 });
    engine.submit(limit('s', 'sell', 101, 5), 1);
    engine.submit(market('t', 'buy', { lots: 1 }), 2);
    expect(engine.lastTrade()).toEqual({ sequence: 9001, priceTicks: 101, timeMs: 2 });
    engine.submit(market('u', 'buy', { lots: 1 }), 3);
    expect(engine.lastTrade()).toEqual({ sequence: 9002, priceTicks: 101, timeMs: 3 });
  });

  test('adds up levels beyond 2^53 exactly', () => {
    const engine = new MatchingEngine();
    for (const id of ['a', 'b', 'c']) engine.submit(limit(id, 'buy', 1, Number.MAX_SAFE_INTEGER), 1);
    expect(engine.depth('buy')[0]?.lots).toBe(3n * BigInt(Number.MAX_SAFE_INTEGER));
  });

  test('keeps many prices in order however they come and go', () => {
    const engine = new MatchingEngine();
    for (let index = 0; index < 1000; index += 1)
      engine.submit(limit(`o${index}`, 'sell', 1 + ((index * 619) % 1000), 1), 1);
    for (let index = 0; index < 1000; index += 3) engine.cancel(`o${index}`);
    const prices = engine.depth('sell').map(level => level.priceTicks);
    expect(prices).toEqual([...prices].sort((a, b) => a - b));
    expect(prices.length).toBe(666);
  });
});

describe('an order outside the contract', () => {
  test.each<[string, MatchingOrder, string]>([
    ['a price of 0', limit('x', 'buy', 0, 1), 'priceTicks'],
    ['a price between ticks', limit('x', 'buy', 1.5, 1), 'priceTicks'],
    ['a price beyond 2^53', limit('x', 'buy', 2 ** 53, 1), 'priceTicks'],
    ['no lots', limit('x', 'buy', 1, 0), 'lots'],
    ['lots that are not a number', limit('x', 'buy', 1, Number.NaN), 'lots'],
    ['a stop price of 0', stop('x', 'buy', 'above', 0, 1, 1), 'stopPriceTicks'],
    ['a market order without a size', market('x', 'buy', {}), 'lots'],
    ['a quote amount of 0', market('x', 'buy', { quoteUnits: 0n }), 'quoteUnits'],
    ['a worst price below 1', market('x', 'buy', { lots: 1, worstPriceTicks: 0 }), 'worstPriceTicks'],
    ['post-only with IOC', limit('x', 'buy', 1, 1, { postOnly: true, timeInForce: 'IOC' }), 'postOnly'],
    ['the name of an order that rests', limit('s1', 'buy', 1, 1), 'orderId'],
  ])('%s is thrown back and changes nothing', (_, order, field) => {
    const engine = filledEngine();
    let thrown: unknown;
    try {
      engine.submit(order, 2);
    } catch (error) {
      thrown = error;
    }
    expect(isTradingError(thrown, 'order/invalid-request') && thrown.context.field).toBe(field);
    expect(engine.orderCount).toBe(6);
    expect(short(engine.submit(limit('x', 'buy', 101, 1), 3))).toBe('s1*x 1@101, x filled 0');
  });
});
