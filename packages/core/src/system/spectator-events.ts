import type { Balance } from '../brokerage/brokerage-event.ts';
import type { AlarmRecord, FillRecord, JournalEntry, StrategyRecord } from '../journal/trader-record.ts';
import type { Bar, Book, Gap, Link, Tick, Trade } from '../market/market-event.ts';
import type { Order, OrderState } from '../order/order.ts';
import type { SystemState } from './system-state.ts';

/** An order that changed. */
export interface OrderShown {
  /** The order, a view that follows its life. */
  readonly order: Order;
  /** The state before. */
  readonly from: OrderState;
  /** The state after; equal to `from` when only a fill or a flag changed. */
  readonly to: OrderState;
}

/** A pulse of the system. */
export interface HeartbeatShown {
  /** Engine time, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** A change of the system's own state. */
export interface StateShown {
  /** The state before. */
  readonly from: SystemState;
  /** The state after. */
  readonly to: SystemState;
}

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
  order: OrderShown;
  /** A fill was applied. */
  fill: FillRecord;
  /** A balance arrived. */
  balance: Balance;
  /** Something that a person should know. */
  alarm: AlarmRecord;
  /** A strategy was paused, resumed or stopped. */
  strategy: StrategyRecord;
  /** The pulse, after everything it caused. */
  heartbeat: HeartbeatShown;
  /** Every journal entry. */
  record: JournalEntry;
  /** The system's own state changed. */
  state: StateShown;
}
