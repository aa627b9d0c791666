import { describe, expect, test } from 'vitest';
import { instrumentId } from '../instrument/instrument.ts';
import { BarBuilder } from './bar-builder.ts';

const identity = { instrumentId: instrumentId('A', 'x'), symbol: 'A' };

function trade(price: number, timeMs: number, quantity = 1): Parameters<BarBuilder['addTrade']>[0] {
  return { ...identity, price, firstPrice: price, highPrice: price, lowPrice: price, quantity, timeMs };
}

const short = ({
  openTimeMs,
  open,
  high,
  low,
  close,
  volume,
}: ReturnType<BarBuilder['addTrade']>[number]): number[] => [openTimeMs, open, high, low, close, volume];

describe('a bar', () => {
  test('is completed by the first trade of a later interval', () => {
    const builder = new BarBuilder(60_000, 0);
    expect(builder.addTrade(trade(10, 1_000))).toEqual([]);
    expect(builder.addTrade(trade(12, 2_000))).toEqual([]);
    expect(builder.addTrade(trade(9, 59_999, 3))).toEqual([]);
    expect(builder.addTrade(trade(11, 60_000)).map(short)).toEqual([[0, 10, 12, 9, 9, 5]]);
  });

  test('is completed by time once the delay has passed', () => {
    const builder = new BarBuilder(60_000, 0, 1_000);
    builder.addTrade(trade(10, 1_000));
    expect(builder.advance(60_999, identity)).toEqual([]);
    expect(builder.advance(61_000, identity).map(short)).toEqual([[0, 10, 10, 10, 10, 1]]);
  });

  test('without trades is flat at the previous close with volume 0', () => {
    const builder = new BarBuilder(60_000, 0, 1_000);
    builder.addTrade(trade(10, 1_000));
    expect(builder.advance(181_000, identity).map(short)).toEqual([
      [0, 10, 10, 10, 10, 1],
      [60_000, 10, 10, 10, 10, 0],
      [120_000, 10, 10, 10, 10, 0],
    ]);
  });

  test('is not made for an interval that was not observed whole', () => {
    const builder = new BarBuilder(60_000, 30_000);
    builder.addTrade(trade(10, 31_000));
    expect(builder.addTrade(trade(11, 61_000))).toEqual([]);
    expect(builder.addTrade(trade(12, 121_000)).map(short)).toEqual([[60_000, 11, 11, 11, 11, 1]]);
  });

  test('is given up by an interruption, and so is everything until the next whole interval', () => {
    const builder = new BarBuilder(60_000, 0);
    builder.addTrade(trade(10, 1_000));
    builder.interrupt(70_000);
    expect(builder.addTrade(trade(11, 71_000))).toEqual([]);
    expect(builder.addTrade(trade(12, 121_000))).toEqual([]);
    expect(builder.addTrade(trade(13, 181_000)).map(short)).toEqual([[120_000, 12, 12, 12, 12, 1]]);
  });

  test('never changes: late trades are counted and left out', () => {
    const builder = new BarBuilder(60_000, 0);
    builder.addTrade(trade(10, 1_000));
    builder.addTrade(trade(11, 61_000));
    expect(builder.addTrade(trade(99, 59_000))).toEqual([]);
    expect(builder.lateTrades).toBe(1);
  });

  test('of a merged trade spans the whole range of its parts', () => {
    const builder = new BarBuilder(60_000, 0);
    builder.addTrade({ ...trade(10, 1_000, 4), firstPrice: 9, highPrice: 15, lowPrice: 8 });
    expect(builder.addTrade(trade(11, 61_000)).map(short)).toEqual([[0, 9, 15, 8, 10, 4]]);
  });

  test('comes at most so many times for one silence', () => {
    const builder = new BarBuilder(1_000, 0, 0, 3);
    builder.addTrade(trade(10, 0));
    expect(builder.advance(1_000_000, identity)).toHaveLength(4);
  });
});
