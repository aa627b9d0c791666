import type { BalanceChanged, ExchangeEvent, OrderFilledPart } from '@trader/sim';
import { BoundedList } from './bounded-list.ts';

/** Rows kept of one account; older ones are forgotten, their numbers stay used. */
const rowsMax = 10_000;

/** One row of the ledger. */
export interface LedgerEntry {
  /** What changed. */
  readonly row: BalanceChanged;
  /** The fill that caused it, for trades and their fees. */
  readonly fill: OrderFilledPart | undefined;
}

/** Every change of the users' holdings, row by row. */
export interface LedgerBook {
  /** Notes the rows among these events. */
  note(events: readonly ExchangeEvent[]): void;
  /** How many rows a holding ever had. */
  count(user: string, asset: string): number;
  /** Rows from number `min` (inclusive) to `max` (exclusive), oldest first, as far as they are kept. */
  rows(user: string, asset: string, min: number, max: number): readonly LedgerEntry[];
}

/** A ledger of the given users' holdings. */
export function createLedgerBook(users: readonly string[]): LedgerBook {
  const books = new Map(users.map(user => [user, new Map<string, BoundedList<LedgerEntry>>()]));
  const rowsOf = (book: Map<string, BoundedList<LedgerEntry>>, asset: string) => {
    let rows = book.get(asset);
    if (rows === undefined) {
      rows = new BoundedList(rowsMax);
      book.set(asset, rows);
    }
    return rows;
  };
  return {
    note(events) {
      // A fill is told right before the rows that it causes.
      const fills = new Map<string, OrderFilledPart>();
      for (const event of events) {
        if (event.type === 'order-filled-part') fills.set(`${event.orderId}/${event.tradeSequence}`, event);
        if (event.type !== 'balance-changed') continue;
        const book = books.get(event.account);
        if (book === undefined) continue;
        const fill = fills.get(`${event.orderId}/${event.tradeSequence}`);
        rowsOf(book, event.asset).push({ row: event, fill });
      }
    },
    count: (user, asset) => books.get(user)?.get(asset)?.count ?? 0,
    rows: (user, asset, min, max) =>
      (
        books
          .get(user)
          ?.get(asset)
          ?.since(min - 1) ?? []
      ).filter(({ row }) => row.rowIndex >= min && row.rowIndex < max),
  };
}
