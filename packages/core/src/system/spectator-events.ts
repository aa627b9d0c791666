import type { Balance } from '../brokerage/brokerage-event.ts';
import type { AlarmRecord, FillRecord, JournalEntry, StrategyRecord } from '../journal/trader-record.ts';
import type { Bar, Book, Gap, Link, Tick, Trade } from '../market/market-event.ts';
import type { Order, OrderState } from '../order/order.ts';
import type { SystemState } from './system-state.ts';

/** What spectators can listen to with `system.on(name, listener)`; shown only after it was journaled. */
export interface SpectatorEvents {
  /** Best prices moved. */
  tick: Tick;
  /** A public trade. */
  trade: Trade;
  /** A bar is complete. */
  bar: Bar;
  /** The top of a book. */
  book: Book;
  /** A stream came up or went down. */
  link: Link;
  /** Something may have been missed. */
  gap: Gap;
  /** An order changed. */
  order: { readonly order: Order; readonly from: OrderState; readonly to: OrderState };
  /** A fill was applied. */
  fill: FillRecord;
  /** A balance arrived. */
  balance: Balance;
  /** Something that a person should know. */
  alarm: AlarmRecord;
  /** A strategy was paused, resumed or stopped. */
  strategy: StrategyRecord;
  /** The pulse, after everything it caused. */
  heartbeat: { readonly timeMs: number };
  /** Every journal entry. */
  record: JournalEntry;
  /** The system's own state changed. */
  state: { readonly from: SystemState; readonly to: SystemState };
}
