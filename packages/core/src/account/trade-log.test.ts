import { expect, test } from 'vitest';
import { dec, fill } from './fixtures/a-fill.ts';
import { TradeLog, type TradeLogEntry } from './trade-log.ts';

function entry(count: number): TradeLogEntry {
  return { fill: fill('buy', count, count), realisedPnl: dec(count), positionAfter: dec(count) };
}

test('fills are listed oldest first, and beyond the bound the oldest are forgotten', () => {
  const log = new TradeLog({ entriesMax: 3 });
  expect(log).toMatchObject({ count: 0, length: 0, last: undefined });
  for (let count = 1; count <= 7; count += 1) {
    log.add(entry(count));
    expect(log.last).toEqual(entry(count));
    const kept = log.entries().map(({ realisedPnl }) => realisedPnl.toNumber());
    expect(kept).toEqual([count - 2, count - 1, count].filter(each => each > 0));
  }
  expect(log).toMatchObject({ count: 7, length: 3, evictedCount: 4 });
});

test('a list that was read stays as it was', () => {
  const log = new TradeLog();
  log.add(entry(1));
  const entries = log.entries();
  log.add(entry(2));
  expect(entries).toHaveLength(1);
});

test.each([0, -1, 1.5, Number.NaN])('a bound of %s is refused', entriesMax => {
  expect(() => new TradeLog({ entriesMax })).toThrow(RangeError);
});
