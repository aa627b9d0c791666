import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bar, Tick, Trade } from '../market/market-event.ts';
import { Decimal } from '../money/decimal.ts';
import { xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import type { StopTerms } from './contingent-order.ts';
import { priceRange } from './price-range.ts';
import { type WatchedLegs, watchMarket } from './watch-market.ts';

const fixed = (stopPrice: string): StopTerms => ({
  stopPrice: Decimal.from(stopPrice),
  limitPrice: undefined,
  distance: undefined,
  step: undefined,
});
const trailing = (distance: string, step = '1'): StopTerms => ({
  stopPrice: undefined,
  limitPrice: undefined,
  distance: Decimal.from(distance),
  step: Decimal.from(step),
});
const legs = (given: Partial<WatchedLegs>): WatchedLegs => ({
  side: 'sell',
  stop: given.stop,
  stopLevel: given.stop?.stopPrice,
  target: undefined,
  tickSize: Decimal.one,
  ...given,
});
const at = (price: number): { high: number; low: number; last: number } => ({ high: price, low: price, last: price });

describe('a fixed stop', () => {
  test.each([
    ['sell', 100, 100.1, undefined],
    ['sell', 100, 100, 'stop'],
    ['sell', 100, 60, 'stop'],
    ['buy', 100, 99.9, undefined],
    ['buy', 100, 100, 'stop'],
    ['buy', 100, 140, 'stop'],
  ] as const)('to %s at %d is met by a price of %d: %s', (side, level, price, reached) => {
    expect(watchMarket(legs({ side, stop: fixed(`${level}`) }), at(price)).reached).toBe(reached);
  });
  test('is met by an extreme that the market left again', () => {
    expect(watchMarket(legs({ stop: fixed('100') }), { high: 120, low: 99, last: 110 }).reached).toBe('stop');
  });
  test('wins over a target that the same event could have reached', () => {
    const range = { high: 120, low: 99, last: 110 };
    expect(watchMarket(legs({ stop: fixed('100'), target: Decimal.from('115') }), range).reached).toBe('stop');
  });
});

describe('a target', () => {
  test('is reached at its price and beyond', () => {
    const target = Decimal.from('110');
    expect(watchMarket(legs({ target }), at(109)).reached).toBeUndefined();
    expect(watchMarket(legs({ target }), at(110)).reached).toBe('target');
    expect(watchMarket(legs({ side: 'buy', target }), at(110)).reached).toBe('target');
    expect(watchMarket(legs({ side: 'buy', target }), at(111)).reached).toBeUndefined();
  });
});

describe('a trailing stop', () => {
  const follow = (side: 'buy' | 'sell', stop: StopTerms, prices: readonly number[]): (string | undefined)[] => {
    let stopLevel: Decimal | undefined;
    return prices.map(price => {
      ({ stopLevel } = watchMarket(legs({ side, stop, stopLevel }), at(price)));
      return stopLevel?.toString();
    });
  };
  test('follows the best price at its distance and never goes back', () => {
    expect(follow('sell', trailing('10'), [100, 105, 101, 110, 104])).toEqual(['90', '95', '95', '100', '100']);
    expect(follow('buy', trailing('10'), [100, 95, 99, 90, 96])).toEqual(['110', '105', '105', '100', '100']);
  });
  test('moves in steps', () => {
    expect(follow('sell', trailing('10', '5'), [100, 104, 105, 109, 110])).toEqual(['90', '90', '95', '95', '100']);
  });
  test('lies on the grid, away from the market', () => {
    expect(follow('sell', trailing('10'), [100.7])).toEqual(['90']);
    expect(follow('buy', trailing('10'), [100.2])).toEqual(['111']);
  });
  test('stays without a level that a price could have', () => {
    expect(follow('sell', trailing('10'), [8, 9])).toEqual([undefined, undefined]);
  });
  test('is met by the low of an event before its high moves the level', () => {
    const range = { high: 130, low: 95, last: 125 };
    expect(watchMarket(legs({ stop: trailing('10'), stopLevel: Decimal.from('96') }), range).reached).toBe('stop');
  });
  test('is met by the last price of an event whose high has moved the level', () => {
    const range = { high: 130, low: 110, last: 115 };
    const watched = watchMarket(legs({ stop: trailing('10'), stopLevel: Decimal.from('96') }), range);
    expect([watched.reached, watched.stopLevel?.toString()]).toEqual(['stop', '120']);
  });
  test('has a monotone level that moves at most once per step of the way', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('buy', 'sell'),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 10 }),
        fc.array(fc.double({ min: 100, max: 200, noNaN: true }), { maxLength: 60 }),
        (side, distance, step, prices) => {
          let stopLevel: Decimal | undefined;
          let moves = 0;
          const levels: Decimal[] = [];
          for (const price of prices) {
            const watched = watchMarket(legs({ side, stop: trailing(`${distance}`, `${step}`), stopLevel }), at(price));
            if (watched.stopLevel !== stopLevel) moves += 1;
            ({ stopLevel } = watched);
            if (stopLevel !== undefined) levels.push(stopLevel);
            if (watched.reached !== undefined) break;
          }
          const sorted = [...levels].sort((a, b) => (side === 'sell' ? a.compare(b) : b.compare(a)));
          expect(levels.map(String)).toEqual(sorted.map(String));
          expect(moves).toBeLessThanOrEqual(1 + 101 / step);
        },
      ),
    );
  });
});

describe('the prices that count', () => {
  const tick: Tick = {
    type: 'tick',
    instrumentId: xbtzar.id,
    symbol: 'XBTZAR',
    bid: 99,
    ask: 101,
    last: 100,
    timeMs: 0,
  };
  const trade: Trade = {
    type: 'trade',
    instrumentId: xbtzar.id,
    symbol: 'XBTZAR',
    price: 100,
    quantity: 1,
    takerSide: undefined,
    tradeId: '1',
    count: 3,
    firstPrice: 97,
    highPrice: 104,
    lowPrice: 96,
    timeMs: 0,
  };
  const bar: Bar = {
    type: 'bar',
    instrumentId: xbtzar.id,
    symbol: 'XBTZAR',
    intervalMs: 60_000,
    openTimeMs: 60_000,
    open: 100,
    high: 110,
    low: 90,
    close: 105,
    volume: 1,
    timeMs: 120_000,
  };
  test('are by default those of trades', () => {
    expect(priceRange(tick, 'last', 'sell', 0)).toEqual(at(100));
    expect(priceRange({ ...tick, last: undefined }, 'last', 'sell', 0)).toBeUndefined();
    expect(priceRange(trade, 'last', 'sell', 0)).toEqual({ high: 104, low: 96, last: 100 });
  });
  test('are on request those that an exit would trade with', () => {
    expect(priceRange(tick, 'quote', 'sell', 0)).toEqual(at(99));
    expect(priceRange(tick, 'quote', 'buy', 0)).toEqual(at(101));
    expect(priceRange(trade, 'quote', 'sell', 0)).toBeUndefined();
    expect(priceRange(bar, 'quote', 'sell', 0)).toBeUndefined();
  });
  test('are only the close of a bar that had opened before', () => {
    expect(priceRange(bar, 'last', 'sell', 60_000)).toEqual({ high: 110, low: 90, last: 105 });
    expect(priceRange(bar, 'last', 'sell', 60_001)).toEqual(at(105));
  });
});
