import type { TradeColumns } from '../market-data/market-columns.ts';
import type { BadRow } from '../market-data/market-data-error.ts';
import type { MarketSource } from '../market-data/market-source.ts';
import type { ColumnChoice, ColumnPlan, FieldNeed } from './text/find-columns.ts';
import { toList } from './text/list-files.ts';
import { cellText, readNumber } from './text/read-number.ts';
import { readTime, type TimeFormat } from './text/read-time.ts';
import type { RawRow } from './text/row-batch.ts';
import { type RowFileOptions, type RowReading, readRows } from './text/row-file.ts';

/** Which column of a file of trades holds what. */
export interface TradeFileColumns {
  /** When it happened. */
  readonly time?: ColumnChoice;
  /** Price. */
  readonly price?: ColumnChoice;
  /** Base quantity. */
  readonly quantity?: ColumnChoice;
  /** The side that took liquidity: buy or sell, b or s. */
  readonly takerSide?: ColumnChoice | false;
  /** Whether the buyer's order was there first: true means that the seller took liquidity. */
  readonly buyerIsMaker?: ColumnChoice | false;
  /** The exchange's id. */
  readonly tradeId?: ColumnChoice | false;
}

/** A file of trades. */
export interface TradeFileOptions extends RowFileOptions {
  /**
   * Which column holds what. Default: by the usual names; rows of seven cells without names are freqtrade's: milliseconds, id, kind,
   * side, price, amount, cost.
   */
  readonly columns?: TradeFileColumns;
}

const needs: readonly FieldNeed[] = [
  {
    field: 'time',
    names: ['timems', 'timestamp', 'timestampms', 'time', 'datetime', 'date', 'transacttime', 't', 'ts'],
    required: true,
  },
  { field: 'price', names: ['price', 'p', 'rate'], required: true },
  { field: 'quantity', names: ['quantity', 'qty', 'amount', 'size', 'volume', 'basequantity', 'q'], required: true },
  { field: 'takerSide', names: ['takerside', 'side', 'aggressorside', 'direction'], required: false },
  { field: 'buyerIsMaker', names: ['buyerismaker', 'isbuyermaker', 'm'], required: false },
  { field: 'tradeId', names: ['tradeid', 'id', 'trade', 'aggtradeid', 'sequence'], required: false },
];

/** The one order that is common for rows without names. */
const layouts = { 7: ['time', 'tradeId', undefined, 'takerSide', 'price', 'quantity', undefined] };

const sides: ReadonlyMap<string, number> = new Map([
  ['buy', 1],
  ['b', 1],
  ['bid', 1],
  ['sell', -1],
  ['s', -1],
  ['ask', -1],
  ['', 0],
  ['unknown', 0],
]);

/** What stands for a cell that says nothing readable about the side. */
const noSide = 2;

/**
 * Trades from a file of text, read anew for every run, in bounded memory.
 *
 * @throws while it is read: `market-data/invalid` with file, line, column and value, also for ids that come twice at one time;
 * `market-data/unreadable` for files that are missing, not permitted, empty, cut off or damaged.
 */
export function tradeFile(options: TradeFileOptions): MarketSource<TradeColumns> {
  const { symbol, file } = options;
  const name = toList(file).join(', ');
  const choices = { ...options.columns };
  const chunks: MarketSource<TradeColumns>['chunks'] = range => {
    const reading: RowReading<TradeColumns> = {
      kind: 'trade',
      intervalMs: undefined,
      needs,
      layouts,
      choices,
      fill: fillTrades,
      check: createCheck(),
    };
    return readRows(options, range, reading);
  };
  return { name, symbol, kind: 'trade', intervalMs: undefined, rows: undefined, chunks };
}

function fillTrades(
  rows: readonly RawRow[],
  places: ColumnPlan['columns'],
  time: Exclude<TimeFormat, 'auto'>,
  firstRow: number,
): TradeColumns {
  const { length } = rows;
  const cells = (field: string): ((index: number) => unknown) => {
    const key = places.get(field)?.key;
    return key === undefined ? () => undefined : index => (rows[index] as RawRow)[key];
  };
  const [timeOf, priceOf, quantityOf, idOf] = [cells('time'), cells('price'), cells('quantity'), cells('tradeId')];
  const [sideOf, makerOf] = [cells('takerSide'), cells('buyerIsMaker')];
  const tellsSide = places.has('takerSide');
  const tellsMaker = places.has('buyerIsMaker');
  const timeMs = new Float64Array(length);
  const price = new Float64Array(length);
  const quantity = new Float64Array(length);
  const takerSide = new Int8Array(length);
  const tradeId: string[] = [];
  for (let index = 0; index < length; index += 1) {
    timeMs[index] = readTime(timeOf(index), time);
    price[index] = readNumber(priceOf(index));
    quantity[index] = readNumber(quantityOf(index));
    if (tellsSide) takerSide[index] = readSide(sideOf(index));
    else if (tellsMaker) takerSide[index] = readMaker(makerOf(index));
    if (places.has('tradeId')) tradeId.push(cellText(idOf(index) ?? ''));
  }
  const ids = places.has('tradeId') ? { tradeId } : {};
  return { kind: 'trade', length, timeMs, price, quantity, takerSide, ...ids, firstRow };
}

function readSide(cell: unknown): number {
  return cell === null || cell === undefined ? 0 : (sides.get(cellText(cell).trim().toLowerCase()) ?? noSide);
}

function readMaker(cell: unknown): number {
  const word = cellText(cell).trim().toLowerCase();
  if (word === 'true' || word === '1') return -1;
  return word === 'false' || word === '0' ? 1 : noSide;
}

/** Finds unreadable sides, missing ids and ids that come twice at one time, also across batches. */
function createCheck(): (columns: TradeColumns) => BadRow | undefined {
  const seen = new Set<string>();
  let seenMs = Number.NaN;
  return ({ length, timeMs, takerSide, tradeId }) => {
    for (let index = 0; index < length; index += 1) {
      if (takerSide[index] === noSide) {
        return {
          index,
          column: 'takerSide',
          value: 'NaN',
          reason: 'is not a side; give buy or sell, or nothing where it is not told',
        };
      }
      const id = tradeId?.[index];
      if (id === undefined) continue;
      if (id === '')
        return {
          index,
          column: 'tradeId',
          value: '',
          reason: 'is no id; give every trade one, or set columns: { tradeId: false }',
        };
      if (timeMs[index] !== seenMs) seen.clear();
      seenMs = timeMs[index] as number;
      if (seen.has(id))
        return { index, column: 'tradeId', value: id, reason: 'is there twice at one time; leave one of the two out' };
      seen.add(id);
    }
    return undefined;
  };
}
