import { lengthText } from './length-text.ts';
import type { BarColumns, BookColumns, MarketColumns, TickColumns, TradeColumns } from './market-columns.ts';
import type { BadRow } from './market-data-error.ts';

/** The latest time there is: 9999-12-31, in milliseconds since the epoch. */
const timeMsMax = 253_402_300_799_999;

/**
 * The first row that cannot be: a time that is not whole milliseconds, falls or (bars) overlaps the one before; a price that is not
 * above 0; a quantity below 0; a bar whose high is not its highest or whose low is not its lowest price.
 *
 * @param columns - What to check.
 * @param previousMs - Time of the row before the first (bars: open time); `undefined` when there is none.
 */
export function findBadRow(columns: MarketColumns, previousMs: number | undefined): BadRow | undefined {
  const before = previousMs ?? Number.NEGATIVE_INFINITY;
  switch (columns.kind) {
    case 'bar':
      return findBadBar(columns, before);
    case 'trade':
      return findBadTime(columns.timeMs, columns.length, before) ?? findBadTrade(columns);
    case 'tick':
      return findBadTime(columns.timeMs, columns.length, before) ?? findBadTick(columns);
    case 'book':
      return findBadTime(columns.timeMs, columns.length, before) ?? findBadBook(columns);
    default:
      return columns satisfies never;
  }
}

function findBadBar(columns: BarColumns, beforeMs: number): BadRow | undefined {
  const { length, openTimeMs, open, high, low, close, volume, intervalMs } = columns;
  let earliestMs = beforeMs + intervalMs;
  for (let index = 0; index < length; index += 1) {
    const time = openTimeMs[index] as number;
    const top = high[index] as number;
    const bottom = low[index] as number;
    const first = open[index] as number;
    const last = close[index] as number;
    const base = volume[index] as number;
    // One condition for all that is right; NaN fails every comparison. What exactly is wrong is found out afterwards.
    const isRight =
      time >= earliestMs &&
      time <= timeMsMax &&
      Number.isInteger(time) &&
      bottom > 0 &&
      first >= bottom &&
      last >= bottom &&
      first <= top &&
      last <= top &&
      top < Number.POSITIVE_INFINITY &&
      base >= 0 &&
      base < Number.POSITIVE_INFINITY;
    if (!isRight) return explainBar(columns, index, earliestMs);
    earliestMs = time + intervalMs;
  }
  return undefined;
}

function explainBar(columns: BarColumns, index: number, earliestMs: number): BadRow {
  const time = columns.openTimeMs[index] as number;
  const badTime = explainTime('openTimeMs', index, time, Number.NEGATIVE_INFINITY);
  if (badTime !== undefined) return badTime;
  if (time < earliestMs) return explainOrder(index, time, earliestMs, columns.intervalMs);
  for (const column of ['open', 'high', 'low', 'close'] as const) {
    const bad = explainPrice(column, index, columns[column][index]);
    if (bad !== undefined) return bad;
  }
  const [open, high, low, close] = [columns.open, columns.high, columns.low, columns.close].map(each => each[index]);
  const volume = columns.volume[index];
  const quantity = explainQuantity('volume', index, volume);
  if (quantity !== undefined) return quantity;
  if ((high as number) < (low as number))
    return {
      index,
      column: 'high',
      value: `${high}`,
      reason: `is below the low, ${low}; correct the row or leave it out`,
    };
  const isHigh = (open as number) > (high as number) || (close as number) > (high as number);
  const prices = `open ${open} and close ${close}`;
  return isHigh
    ? {
        index,
        column: 'high',
        value: `${high}`,
        reason: `is not the highest price: ${prices}; correct the row or leave it out`,
      }
    : {
        index,
        column: 'low',
        value: `${low}`,
        reason: `is not the lowest price: ${prices}; correct the row or leave it out`,
      };
}

function explainOrder(index: number, time: number, earliestMs: number, intervalMs: number): BadRow {
  const previous = earliestMs - intervalMs;
  const problem =
    time === previous
      ? 'is the same time as the bar before; leave one of the two out'
      : time < previous
        ? `is before the bar before, ${timeText(previous)}; sort the rows by time, oldest first`
        : `is ${lengthText(time - previous)} after the bar before, and bars of ${lengthText(intervalMs)} would overlap; set the interval that the bars have: ${lengthText(time - previous)}`;
  return { index, column: 'openTimeMs', value: timeText(time), reason: problem };
}

function findBadTime(times: Float64Array, length: number, beforeMs: number): BadRow | undefined {
  let before = beforeMs;
  for (let index = 0; index < length; index += 1) {
    const time = times[index] as number;
    if (!(time >= before && time <= timeMsMax && Number.isInteger(time)))
      return explainTime('timeMs', index, time, before);
    before = time;
  }
  return undefined;
}

function explainTime(column: string, index: number, time: number, before: number): BadRow | undefined {
  if (!Number.isInteger(time) || time > timeMsMax || time < -timeMsMax) {
    return { index, column, value: `${time}`, reason: 'is not a time: give whole milliseconds since 1970, UTC' };
  }
  if (time >= before) return undefined;
  const reason = `is before the row before, ${timeText(before)}; sort the rows by time, oldest first`;
  return { index, column, value: timeText(time), reason };
}

function findBadTrade({ length, price, quantity }: TradeColumns): BadRow | undefined {
  for (let index = 0; index < length; index += 1) {
    const bad = explainPrice('price', index, price[index]) ?? explainQuantity('quantity', index, quantity[index]);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

function findBadTick({ length, bid, ask, last }: TickColumns): BadRow | undefined {
  for (let index = 0; index < length; index += 1) {
    const bad =
      explainQuote('bid', index, bid[index]) ??
      explainQuote('ask', index, ask[index]) ??
      explainQuote('last', index, last[index]) ??
      explainCrossed(index, bid[index] as number, ask[index] as number);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

function findBadBook({ length, depth, bidPrice, bidQuantity, askPrice, askQuantity }: BookColumns): BadRow | undefined {
  for (let index = 0; index < length; index += 1) {
    const first = index * depth;
    const bad =
      findBadLevel('bid', index, depth, bidPrice, bidQuantity) ??
      findBadLevel('ask', index, depth, askPrice, askQuantity) ??
      explainCrossed(index, bidPrice[first] as number, askPrice[first] as number);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

function findBadLevel(
  side: 'bid' | 'ask',
  index: number,
  depth: number,
  prices: Float64Array,
  quantities: Float64Array,
): BadRow | undefined {
  const direction = side === 'bid' ? -1 : 1;
  for (let level = 0; level < depth; level += 1) {
    const at = index * depth + level;
    const price = prices[at] as number;
    if (Number.isNaN(price)) continue;
    const bad = explainPrice(`${side}Price`, index, price) ?? explainQuantity(`${side}Quantity`, index, quantities[at]);
    if (bad !== undefined) return bad;
    if (level > 0 && !((price - (prices[at - 1] as number)) * direction > 0)) {
      return {
        index,
        column: `${side}Price`,
        value: `${price}`,
        reason: `of level ${level} is not worse than the level before; give the best level first`,
      };
    }
  }
  return undefined;
}

function explainPrice(column: string, index: number, value: number | undefined): BadRow | undefined {
  if (value !== undefined && value > 0 && value < Number.POSITIVE_INFINITY) return undefined;
  return {
    index,
    column,
    value: `${value}`,
    reason: 'is not a price: it must be a number above 0; correct the row or leave it out',
  };
}

function explainQuote(column: string, index: number, value: number | undefined): BadRow | undefined {
  return Number.isNaN(value) ? undefined : explainPrice(column, index, value);
}

function explainQuantity(column: string, index: number, value: number | undefined): BadRow | undefined {
  if (value !== undefined && value >= 0 && value < Number.POSITIVE_INFINITY) return undefined;
  return {
    index,
    column,
    value: `${value}`,
    reason: 'is not a quantity: it must be a number, 0 or above; correct the row or leave it out',
  };
}

function explainCrossed(index: number, bid: number, ask: number): BadRow | undefined {
  if (!(bid > ask)) return undefined;
  return {
    index,
    column: 'bid',
    value: `${bid}`,
    reason: `is above the ask, ${ask}: nobody quotes that; correct the row or leave it out`,
  };
}

function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
