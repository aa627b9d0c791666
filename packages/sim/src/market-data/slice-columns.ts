import type { MarketColumns, MarketGap } from './market-columns.ts';

/** The times that order the rows: when bars open, when all else was so. In milliseconds since the epoch. */
export function rowTimes(columns: MarketColumns): Float64Array {
  return columns.kind === 'bar' ? columns.openTimeMs : columns.timeMs;
}

/** The rows from `from` up to, not including, `to`, as views of the same arrays. */
export function sliceColumns<C extends MarketColumns>(columns: C, from: number, to: number): C;
export function sliceColumns(columns: MarketColumns, from: number, to: number): MarketColumns {
  if (from === 0 && to === columns.length) return columns;
  const length = to - from;
  const cut = (values: Float64Array): Float64Array => values.subarray(from, to);
  const gaps = gapsWithin(columns, from, to);
  switch (columns.kind) {
    case 'bar': {
      const { intervalMs, openTimeMs, open, high, low, close, volume } = columns;
      const prices = { open: cut(open), high: cut(high), low: cut(low), close: cut(close) };
      return { kind: 'bar', length, ...gaps, intervalMs, openTimeMs: cut(openTimeMs), ...prices, volume: cut(volume) };
    }
    case 'trade': {
      const { timeMs, price, quantity, takerSide, tradeId, firstRow } = columns;
      const ids = tradeId === undefined ? {} : { tradeId: tradeId.slice(from, to) };
      const numbers = { timeMs: cut(timeMs), price: cut(price), quantity: cut(quantity) };
      return {
        kind: 'trade',
        length,
        ...gaps,
        ...numbers,
        takerSide: takerSide.subarray(from, to),
        ...ids,
        firstRow: firstRow + from,
      };
    }
    case 'tick': {
      const { timeMs, bid, ask, last } = columns;
      return { kind: 'tick', length, ...gaps, timeMs: cut(timeMs), bid: cut(bid), ask: cut(ask), last: cut(last) };
    }
    case 'book': {
      const { depth, timeMs } = columns;
      const levels = (values: Float64Array): Float64Array => values.subarray(from * depth, to * depth);
      const bids = { bidPrice: levels(columns.bidPrice), bidQuantity: levels(columns.bidQuantity) };
      const asks = { askPrice: levels(columns.askPrice), askQuantity: levels(columns.askQuantity) };
      return { kind: 'book', length, ...gaps, depth, timeMs: cut(timeMs), ...bids, ...asks };
    }
    default:
      return columns satisfies never;
  }
}

/** The gaps that end among these rows, or behind the last of all. */
function gapsWithin(columns: MarketColumns, from: number, to: number): { gaps?: readonly MarketGap[] } {
  if (columns.gaps === undefined) return {};
  const times = rowTimes(columns);
  const gaps = columns.gaps.filter(({ toMs }) => {
    const row = firstRowFrom(times, columns.length, toMs);
    return row >= from && (row < to || (row === to && to === columns.length));
  });
  return gaps.length === 0 ? {} : { gaps };
}

/** Index of the first row at or after a time; `length` when all are before. */
function firstRowFrom(times: Float64Array, length: number, timeMs: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows within a range, as views; the same object when all are. */
export function cutToRange<C extends MarketColumns>(
  columns: C,
  range: { readonly fromMs?: number; readonly toMs?: number },
): C {
  const times = rowTimes(columns);
  const { length } = columns;
  const from = range.fromMs === undefined ? 0 : firstRowFrom(times, length, range.fromMs);
  const to = range.toMs === undefined ? length : firstRowFrom(times, length, range.toMs);
  return sliceColumns(columns, from, Math.max(from, to));
}
