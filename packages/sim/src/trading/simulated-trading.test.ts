import { describe, expect, test } from 'vitest';
import { makerTakerFees } from '../fee-models/maker-taker-fees.ts';
import { tieredFees } from '../fee-models/tiered-fees.ts';
import { queueFills } from '../fill-models/queue-fills.ts';
import { touchFills } from '../fill-models/touch-fills.ts';
import { tradeThroughFills } from '../fill-models/trade-through-fills.ts';
import { volumeFills } from '../fill-models/volume-fills.ts';
import { fixedLatency } from '../latency-models/fixed-latency.ts';
import { fractionSlippage } from '../slippage-models/fraction-slippage.ts';
import { tickSlippage } from '../slippage-models/tick-slippage.ts';
import { volumeSlippage } from '../slippage-models/volume-slippage.ts';
import { aMarket, bar, book, Desk, tick, trade } from './fixtures/a-venue.ts';

type Order = Parameters<Desk['place']>[1];

const market = (side: 'buy' | 'sell', quantity: number): Order => ({ side, type: 'market', quantity });
const limit = (side: 'buy' | 'sell', quantity: number, price: number, more: object = {}): Order => ({
  side,
  type: 'limit',
  quantity,
  price,
  ...more,
});
const stop = (side: 'buy' | 'sell', trigger: 'above' | 'below', stopPrice: number, price: number): Order => ({
  side,
  type: 'stop-limit',
  quantity: 1,
  price,
  stopPrice,
  trigger,
});

describe('on bars', () => {
  // The bar opens at 100, goes to 90 and 120, and ends at 110.
  const rising = bar(0, [100, 120, 90, 110]);

  test.each<[string, Order, string[]]>([
    ['a market buy fills at the open', market('buy', 1), ['a +1@100 taker']],
    ['a market sell fills at the open', market('sell', 1), ['a -1@100 taker']],
    ['a limit buy above the open takes it', limit('buy', 1, 105), ['a +1@100 taker']],
    ['a limit buy below the open fills at its price', limit('buy', 1, 95), ['a +1@95 maker']],
    ['a limit buy at the low is touched', limit('buy', 1, 90), ['a +1@90 maker']],
    ['a limit buy below the low rests', limit('buy', 1, 89.5), []],
    ['a limit sell fills at its price', limit('sell', 1, 115), ['a -1@115 maker']],
    ['a limit sell above the high rests', limit('sell', 1, 120.5), []],
    ['an IOC within the open fills', limit('buy', 1, 100, { timeInForce: 'IOC' }), ['a +1@100 taker']],
    ['an IOC below the open ends', limit('buy', 1, 99, { timeInForce: 'IOC' }), ['a canceled']],
    ['a FOK below the open ends', limit('buy', 1, 99, { timeInForce: 'FOK' }), ['a canceled']],
    ['a FOK within the open fills', limit('buy', 1, 100, { timeInForce: 'FOK' }), ['a +1@100 taker']],
    [
      'a post-only that would take the open ends',
      limit('buy', 1, 100, { postOnly: true }),
      ['a rejected post-only-would-take'],
    ],
    ['a post-only below the open fills as a maker', limit('buy', 1, 99, { postOnly: true }), ['a +1@99 maker']],
    // From the low up to the high: the stop wakes at 105 and takes the price of that moment.
    ['a stop above wakes on the way', stop('buy', 'above', 105, 106), ['a open', 'a +1@105 taker']],
    [
      'a stop whose limit is passed rests, and fills on the way back',
      stop('buy', 'above', 115, 112),
      ['a open', 'a +1@112 maker'],
    ],
    ['a stop below wakes on the way down', stop('sell', 'below', 95, 94), ['a open', 'a -1@95 taker']],
    ['a stop that is reached at the open takes it', stop('sell', 'below', 101, 99), ['a open', 'a -1@100 taker']],
    ['a stop beyond the bar sleeps', stop('buy', 'above', 121, 122), []],
    [
      'a market buy sized in quote buys whole lots',
      { side: 'buy', type: 'market', quoteQuantity: '150.05' },
      ['a +1.5@100 taker', 'a filled'],
    ],
    [
      'a market sell sized in quote sells whole lots',
      { side: 'sell', type: 'market', quoteQuantity: '33.33' },
      ['a -0.333@100 taker', 'a filled'],
    ],
    [
      'a quote amount below one lot is refused',
      { side: 'buy', type: 'market', quoteQuantity: '0.05' },
      ['a rejected quantity-below-min'],
    ],
  ])('%s', (_, order, told) => {
    const desk = new Desk();
    desk.place('a', order);
    desk.feed(rising);
    expect(desk.told()).toEqual(told);
  });

  test('an order that comes in at the close of a bar meets the next one', () => {
    const desk = new Desk();
    desk.feed(rising);
    desk.place('a', limit('buy', 1, 110));
    expect(desk.told()).toEqual([]);
    desk.feed(bar(60_000, [112, 113, 111, 112]));
    expect(desk.told()).toEqual([]);
    desk.feed(bar(120_000, [111, 112, 109, 110]));
    expect(desk.told()).toEqual(['a +1@110 maker']);
  });

  test('a resting order that the open jumps over fills at its own price', () => {
    const desk = new Desk();
    desk.place('a', limit('buy', 1, 90));
    desk.feed(bar(0, [100, 101, 99, 100]), bar(60_000, [85, 86, 84, 85]));
    expect(desk.told()).toEqual(['a +1@90 maker']);
  });

  test('who holds base sees the low first, who owes it the high', () => {
    const stopped = new Desk();
    stopped.place('in', market('buy', 1));
    stopped.feed(bar(0, [100, 100, 100, 100], 1));
    // Falling as a whole, so that nothing but the position makes the low come first.
    stopped.place('stop', stop('sell', 'below', 95, 90));
    stopped.place('target', limit('sell', 1, 110));
    stopped.feed(bar(60_000, [100, 112, 94, 99]));
    expect(stopped.told()).toEqual(['in +1@100 taker', 'stop open', 'stop -1@95 taker', 'target -1@110 maker']);
  });

  test('nobody fills a resting order in a bar without a trade', () => {
    const desk = new Desk();
    desk.place('a', limit('buy', 1, 100));
    desk.feed(bar(0, [101, 101, 101, 101], 0), bar(60_000, [100, 100, 100, 100], 0));
    expect(desk.told()).toEqual([]);
    desk.feed(bar(120_000, [100, 100, 100, 100], 0.1));
    expect(desk.told()).toEqual(['a +1@100 maker']);
  });
});

describe('what it may cost is held, and money moves by fills and fees alone', () => {
  test.each<[string, 'base' | 'quote' | 'received', Order, string]>([
    // 2 × 100 = 200 paid; fee 1 % of 2 XBT, or of 200 ZAR.
    ['a buy with its fee in base', 'base', market('buy', 2), 'ZAR 800/800, XBT 6.98/6.98'],
    ['a buy with its fee in quote', 'quote', market('buy', 2), 'ZAR 798/798, XBT 7/7'],
    ['a sell with its fee in base', 'base', market('sell', 2), 'ZAR 1200/1200, XBT 2.98/2.98'],
    ['a sell with its fee in quote', 'quote', market('sell', 2), 'ZAR 1198/1198, XBT 3/3'],
    // Held: 2 × 50 and 1 % of it.
    ['a resting buy with its fee in quote', 'quote', limit('buy', 2, 50), 'ZAR 1000/899, XBT 5/5'],
    ['a resting buy with its fee in base', 'received', limit('buy', 2, 50), 'ZAR 1000/900, XBT 5/5'],
    ['a resting sell with its fee in base', 'base', limit('sell', 2, 150), 'ZAR 1000/1000, XBT 5/2.98'],
  ])('%s', (_, asset, order, holdings) => {
    const desk = new Desk({ fees: makerTakerFees({ maker: '0.005', taker: '0.01', asset }) });
    desk.place('a', order);
    desk.feed(bar(0, [100, 110, 90, 100]));
    expect(desk.holdings()).toBe(holdings);
  });

  test('a maker gets a rebate, a cancel frees what was held', () => {
    const desk = new Desk({ fees: makerTakerFees({ maker: '-0.001', taker: '0.01', asset: 'quote' }) });
    desk.place('a', limit('buy', 2, 50));
    desk.feed(bar(0, [100, 110, 50, 100]));
    expect(desk.told()).toEqual(['a +2@50 maker fee -0.1 ZAR']);
    desk.place('b', limit('buy', 1, 10));
    expect(desk.holdings()).toBe('ZAR 900.1/890, XBT 7/7');
    desk.cancel('b');
    expect(desk.told()).toEqual(['b canceled']);
    expect(desk.holdings()).toBe('ZAR 900.1/900.1, XBT 7/7');
  });

  test('fees fall with the volume of the last days', () => {
    const fees = tieredFees([
      { volumeFrom: 0, taker: '0.01', asset: 'quote' },
      { volumeFrom: 150, taker: '0.002', asset: 'quote' },
    ]);
    const desk = new Desk({ fees });
    const day = 86_400_000;
    for (const [name, openMs] of [
      ['a', 0],
      ['b', day],
      ['c', 2 * day],
      ['d', 40 * day],
    ] as const) {
      desk.nowMs = openMs;
      desk.place(name, market('buy', 1));
      desk.feed(bar(openMs, [100, 100, 100, 100]));
    }
    expect(desk.told().map(line => line.split(' fee ')[1])).toEqual(['1 ZAR', '1 ZAR', '0.2 ZAR', '1 ZAR']);
  });

  test.each<[string, Order, string]>([
    ['a price off the grid', limit('buy', 1, 99.3), 'price-off-grid'],
    ['a quantity off the grid', limit('buy', 0.0005, 99), 'quantity-below-min'],
    ['a buy beyond the balance', limit('buy', 20, 100), 'insufficient-balance'],
    ['a sell beyond the balance', limit('sell', 6, 100), 'insufficient-balance'],
    ['post-only with IOC', limit('buy', 1, 99, { postOnly: true, timeInForce: 'IOC' }), 'post-only-not-allowed'],
  ])('%s is rejected as by the exchange', (_, order, code) => {
    const desk = new Desk();
    desk.place('a', order);
    expect(desk.told()).toEqual([`a rejected ${code}`]);
    expect(desk.holdings()).toBe('ZAR 1000/1000, XBT 5/5');
  });

  test('a market buy that the next open makes too dear is rejected then', () => {
    const desk = new Desk();
    desk.feed(bar(0, [100, 100, 100, 100]));
    desk.place('a', market('buy', 10));
    desk.feed(bar(60_000, [101, 101, 101, 101]));
    expect(desk.told()).toEqual(['a rejected insufficient-balance']);
    expect(desk.holdings()).toBe('ZAR 1000/1000, XBT 5/5');
  });

  test.each([
    ['0.04', ['a rejected quantity-below-min']],
    ['0.05', ['a +0.0005@100 taker', 'a filled']],
  ])('a market buy for %s knows at the next open whether it buys enough', (quoteQuantity, told) => {
    const instruments = [aMarket({ lotSize: '0.0001', quantityMin: '0.0005' })];
    const desk = new Desk({ instruments });
    desk.place('a', { side: 'buy', type: 'market', quoteQuantity });
    desk.feed(bar(0, [100, 100, 100, 100]));
    expect(desk.told()).toEqual(told);
  });

  test('a market takes what its status admits', () => {
    const desk = new Desk();
    desk.feed(tick(0, 99, 100), { type: 'instrument', instrument: aMarket({ status: 'post-only' }), timeMs: 1 });
    desk.place('a', limit('buy', 1, 99));
    desk.place('b', limit('buy', 1, 99, { postOnly: true }));
    desk.feed({ type: 'instrument', instrument: aMarket({ status: 'disabled' }), timeMs: 2 });
    desk.place('c', limit('buy', 1, 99, { postOnly: true }));
    expect(desk.told()).toEqual(['a rejected market-post-only', 'c rejected market-disabled']);
  });

  test('an id is used once', () => {
    const desk = new Desk();
    desk.place('a', limit('buy', 1, 50));
    desk.place('a', limit('buy', 1, 50));
    expect(desk.told()).toEqual(['a rejected duplicate-client-order-id']);
  });
});

describe('on quotes', () => {
  test.each<[string, Order, string[]]>([
    ['a market buy takes the ask at once', market('buy', 1), ['a +1@101 taker']],
    ['a market sell takes the bid at once', market('sell', 1), ['a -1@99 taker']],
    ['a limit buy at the ask takes', limit('buy', 1, 102), ['a +1@101 taker']],
    ['a limit buy below the ask rests', limit('buy', 1, 100), []],
    [
      'a post-only at the ask is rejected at once',
      limit('buy', 1, 101, { postOnly: true }),
      ['a rejected post-only-would-take'],
    ],
  ])('%s', (_, order, told) => {
    const desk = new Desk();
    desk.feed(tick(0, 99, 101));
    desk.place('a', order);
    expect(desk.told()).toEqual(told);
  });

  test('a resting order fills when the other side comes to its price, and by a trade at it', () => {
    const desk = new Desk();
    desk.feed(tick(0, 99, 101, 100));
    desk.place('quote', limit('buy', 1, 98));
    desk.place('last', limit('sell', 1, 103));
    desk.feed(tick(1, 97, 98, 100), tick(2, 97, 104, 103));
    expect(desk.told()).toEqual(['quote +1@98 maker', 'last -1@103 maker']);
  });

  test('a market order finds nobody where nobody quotes', () => {
    const desk = new Desk();
    desk.feed(tick(0, 99, undefined));
    desk.place('a', market('buy', 1));
    expect(desk.told()).toEqual(['a rejected not-enough-liquidity']);
  });

  test('a stop wakes by trades, and by quotes where no trade is known', () => {
    const desk = new Desk();
    desk.feed(tick(0, 99, 101));
    desk.place('a', stop('buy', 'above', 103, 110));
    desk.feed(tick(1, 102, 103));
    expect(desk.told()).toEqual(['a open', 'a +1@103 taker']);
  });
});

describe('on books', () => {
  const shown = book(
    0,
    [[99, 2]],
    [
      [100, 1],
      [101, 2],
      [103, 1],
    ],
  );

  test.each<[string, Order, string[]]>([
    ['a market buy walks the levels', market('buy', 2), ['a +1@100 taker', 'a +1@101 taker']],
    [
      'a market buy beyond the book is cut',
      market('buy', 6),
      ['a +1@100 taker', 'a +2@101 taker', 'a +1@103 taker', 'a canceled market-remainder'],
    ],
    ['a limit buy takes to its price and rests', limit('buy', 5, 101), ['a +1@100 taker', 'a +2@101 taker']],
    [
      'an IOC takes to its price',
      limit('buy', 5, 101, { timeInForce: 'IOC' }),
      ['a +1@100 taker', 'a +2@101 taker', 'a canceled'],
    ],
    ['a FOK that does not fit does nothing', limit('buy', 4, 101, { timeInForce: 'FOK' }), ['a canceled']],
    ['a FOK that fits', limit('buy', 3, 101, { timeInForce: 'FOK' }), ['a +1@100 taker', 'a +2@101 taker']],
    [
      'an amount of quote',
      { side: 'buy', type: 'market', quoteQuantity: '150.5' },
      ['a +1@100 taker', 'a +0.5@101 taker', 'a filled'],
    ],
  ])('%s', (_, order, told) => {
    const desk = new Desk();
    desk.feed(shown);
    desk.place('a', order);
    expect(desk.told()).toEqual(told);
  });

  test('what was taken is gone until the book is told anew', () => {
    const desk = new Desk();
    desk.feed(shown);
    desk.place('a', market('buy', 1));
    desk.place('b', market('buy', 1));
    desk.feed({ ...shown, timeMs: 1 } as typeof shown);
    desk.place('c', market('buy', 1));
    expect(desk.told()).toEqual(['a +1@100 taker', 'b +1@101 taker', 'c +1@100 taker']);
  });
});

describe('a fill model decides about resting orders', () => {
  test.each([
    ['touch', touchFills(), ['a +1@90 maker']],
    ['trade-through', tradeThroughFills(), []],
  ])('%s, when the low is the price', (_, fills, told) => {
    const desk = new Desk({ fills });
    desk.place('a', limit('buy', 1, 90));
    desk.feed(bar(0, [100, 110, 90, 100]));
    expect(desk.told()).toEqual(told);
  });

  test('trade-through fills once the price is passed by a tick', () => {
    const desk = new Desk({ fills: tradeThroughFills() });
    desk.place('a', limit('buy', 1, 90));
    desk.feed(bar(0, [100, 110, 89.5, 100]));
    expect(desk.told()).toEqual(['a +1@90 maker']);
  });

  test('volume gives a share of each bar, to all orders together, and what is left waits', () => {
    const desk = new Desk({ fills: volumeFills({ participation: 0.25 }) });
    desk.place('a', market('buy', 3));
    desk.place('b', limit('buy', 1, 95));
    // A quarter of 10 is 2.5: all of it goes to the market order at the open.
    desk.feed(bar(0, [100, 110, 90, 100], 10));
    expect(desk.told()).toEqual(['a +2.5@100 taker']);
    // 1 of 4: the resting order was there before the rest of the market order.
    desk.feed(bar(60_000, [95, 96, 94, 95], 4));
    expect(desk.told()).toEqual(['b +1@95 maker']);
    desk.feed(bar(120_000, [97, 97, 97, 97], 0), bar(180_000, [98, 98, 97, 98], 4));
    expect(desk.told()).toEqual(['a +0.5@98 taker']);
  });

  test('volume cuts an IOC and kills a FOK that is too large', () => {
    const desk = new Desk({ fills: volumeFills({ participation: 0.1 }) });
    desk.place('ioc', limit('buy', 2, 100, { timeInForce: 'IOC' }));
    desk.place('fok', limit('buy', 2, 100, { timeInForce: 'FOK' }));
    desk.feed(bar(0, [100, 110, 90, 100], 10));
    expect(desk.told()).toEqual(['ioc +1@100 taker', 'ioc canceled', 'fok canceled']);
  });

  test('queue waits behind what the book shows, and trades at the price take from its front', () => {
    const desk = new Desk({ fills: queueFills() });
    desk.feed(book(0, [[100, 3]], [[101, 1]]));
    desk.place('a', limit('buy', 1, 100));
    desk.feed(trade(1, 100, 2, 'sell'), trade(2, 100, 5, 'buy'), trade(3, 100, 1, 'sell'));
    // 3 ahead: 2 and 1 are gone, buyers do not count.
    expect(desk.told()).toEqual([]);
    desk.feed(trade(4, 100, 0.4, 'sell'));
    expect(desk.told()).toEqual(['a +0.4@100 maker']);
    desk.feed(trade(5, 99.5, 0.1, 'sell'));
    expect(desk.told()).toEqual(['a +0.6@100 maker']);
  });

  test('queue moves up when the book shows less than is ahead', () => {
    const desk = new Desk({ fills: queueFills() });
    desk.feed(book(0, [[100, 3]], [[101, 1]]));
    desk.place('a', limit('buy', 1, 100));
    desk.feed(book(1, [[100, 0.5]], [[101, 1]]), trade(2, 100, 1, 'sell'));
    expect(desk.told()).toEqual(['a +0.5@100 maker']);
  });
});

describe('slippage makes takers pay more', () => {
  test.each([
    ['ticks', tickSlippage(3), 'a +1@101.5 taker', 'b -1@98.5 taker'],
    // 100 × 1.001 = 100.1, up to the grid of 0.5; 99.9, down.
    ['a fraction', fractionSlippage('0.001'), 'a +1@100.5 taker', 'b -1@99.5 taker'],
    // A share of 1/2 of the volume: 0.1 × 0.25 = 2.5 %.
    ['volume', volumeSlippage(), 'a +1@102.5 taker', 'b -1@97.5 taker'],
  ])('by %s', (_, slippage, buy, sell) => {
    const desk = new Desk({ slippage });
    desk.place('a', market('buy', 1));
    desk.place('b', market('sell', 1));
    desk.feed(bar(0, [100, 110, 90, 100], 2));
    expect(desk.told()).toEqual([buy, sell]);
  });

  test('never beyond the limit, and makers pay none', () => {
    const desk = new Desk({ slippage: tickSlippage(10) });
    desk.place('a', limit('buy', 1, 102));
    desk.place('b', limit('buy', 1, 95));
    desk.feed(bar(0, [100, 110, 90, 100]));
    expect(desk.told()).toEqual(['a +1@102 taker', 'b +1@95 maker']);
  });
});

describe('latency', () => {
  test('requests and answers are on their way, in order', () => {
    const desk = new Desk({ latency: fixedLatency({ entryMs: 30, responseMs: 20 }) });
    desk.feed(tick(1_000, 99, 100));
    desk.place('a', market('buy', 1));
    desk.feed(tick(1_020, 104, 105));
    expect(desk.trading.nextRequestMs).toBe(1_030);
    desk.trading.advance(1_030);
    // It takes what stands when it arrives, not what stood when it was decided.
    expect(desk.told(1_049)).toEqual([]);
    expect(desk.told(1_050)).toEqual(['a +1@105 taker']);
  });

  test('an order that arrives within a bar takes the price of that moment', () => {
    const desk = new Desk({ latency: fixedLatency({ entryMs: 50 }) });
    desk.feed(bar(0, [90, 90, 90, 90]));
    desk.place('a', market('buy', 1));
    desk.feed(bar(60_000, [100, 120, 80, 110]));
    expect(desk.told()).toEqual(['a +1@100 taker']);
  });
});
