import type { Gauge } from '../event/gauge.ts';
import type { Instrument, InstrumentId } from '../instrument/instrument.ts';
import type { Bar } from '../market/market-event.ts';
import type { Decimal } from '../money/decimal.ts';
import type { BrokerageOrderId, ClientOrderId, OrderTerms } from '../order/order.ts';
import type { Balance, BrokerageSink, FillReport, OrderReport } from './brokerage-event.ts';
import type { Capabilities } from './capabilities.ts';

/** What every call across the border carries. */
export interface CallOptions {
  /** Gives up the call; for placing and canceling the outcome is then `unknown` unless nothing was sent. */
  readonly signal?: AbortSignal;
}

/** An order on its way out. */
export interface PlaceIntent {
  /** What the order is. */
  readonly terms: OrderTerms;
  /** The instrument's rules at this moment. */
  readonly instrument: Instrument;
  /** After this moment (local clock, milliseconds since the epoch) it must not be sent any more: `not-sent`. */
  readonly expiresAtMs: number;
  /**
   * After this brokerage time the request must not be acceptable any more; journaled before the call. An adapter that cannot promise
   * it (its time to live would reach beyond) does not send: `not-sent`. `undefined` where requests do not expire.
   */
  readonly resolveByMs: number | undefined;
}

/** A cancel on its way out. */
export interface CancelIntent {
  /** Our id of the order. */
  readonly clientOrderId: ClientOrderId;
  /** The brokerage's id, when known; an adapter that needs it and lacks it looks it up first. */
  readonly brokerageOrderId: BrokerageOrderId | undefined;
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
}

/**
 * What became of a place call, as far as the answer proves it.
 *
 * - `accepted`: the brokerage named its id
 * - `rejected`: the brokerage's own definitive no, on the adapter's allow-list
 * - `not-sent`: provably never left this process
 * - `unknown`: everything else: time-outs, resets, 5xx, unreadable answers, codes not on the list
 */
export type PlaceOutcome =
  | {
      /** Discriminant. */
      readonly outcome: 'accepted';
      /** The brokerage's id. */
      readonly brokerageOrderId: BrokerageOrderId;
    }
  | {
      /** Discriminant. */
      readonly outcome: 'rejected';
      /** Kebab-case or brokerage code to branch on. */
      readonly code: string;
      /** One sentence for a person. */
      readonly message: string;
    }
  | {
      /** Discriminant. */
      readonly outcome: 'not-sent';
      /** Kebab-case or brokerage code to branch on. */
      readonly code: string;
      /** One sentence for a person. */
      readonly message: string;
    }
  | {
      /** Discriminant. */
      readonly outcome: 'unknown';
      /** Kebab-case or brokerage code to branch on. */
      readonly code: string;
      /** One sentence for a person. */
      readonly message: string;
      /** After this brokerage time (milliseconds since the epoch) the request can no longer be accepted. */
      readonly resolveByMs: number | undefined;
    };

/** What became of a cancel call. None of them says that the order has ended. */
export type CancelOutcome =
  | {
      /** Discriminant. */
      readonly outcome: 'accepted';
    }
  | {
      /** Discriminant. */
      readonly outcome: 'rejected';
      /** Kebab-case or brokerage code to branch on. */
      readonly code: string;
      /** One sentence for a person. */
      readonly message: string;
    }
  | {
      /** Discriminant. */
      readonly outcome: 'not-sent';
      /** Kebab-case or brokerage code to branch on. */
      readonly code: string;
      /** One sentence for a person. */
      readonly message: string;
    }
  | {
      /** Discriminant. */
      readonly outcome: 'unknown';
      /** Kebab-case or brokerage code to branch on. */
      readonly code: string;
      /** One sentence for a person. */
      readonly message: string;
    };

/** Which order to look up; the brokerage's id is preferred when both are given. */
export interface FindQuery {
  /** Our id. */
  readonly clientOrderId: ClientOrderId;
  /** The brokerage's id, when known. */
  readonly brokerageOrderId: BrokerageOrderId | undefined;
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
}

/** What a look-up found. `absent` is evidence only together with the brokerage's own time; core decides. */
export type FindOutcome =
  | {
      /** Discriminant. */
      readonly outcome: 'found';
      /** What the brokerage says about it now. */
      readonly report: OrderReport;
      /** Its fills one by one, where the brokerage tells them so. */
      readonly fills?: readonly FillReport[];
    }
  | {
      /** Discriminant. */
      readonly outcome: 'absent';
      /** The brokerage's own time of that answer, in milliseconds since the epoch. */
      readonly brokerageTimeMs: number | undefined;
    }
  | {
      /** Discriminant. */
      readonly outcome: 'unknown';
      /** Kebab-case or brokerage code to branch on. */
      readonly code: string;
      /** One sentence for a person. */
      readonly message: string;
    };

/** What trading costs on one instrument now, as fractions: 0.001 is 0.1 %; negative is a rebate. */
export interface FeeRates {
  /** For orders that rest. */
  readonly maker: Decimal;
  /** For orders that take. */
  readonly taker: Decimal;
}

/** What a key may do, where the brokerage tells. */
export interface KeyRights {
  /** May read balances and orders. */
  readonly read: boolean;
  /** May place and cancel. */
  readonly trade: boolean;
  /** May move money out: a reason to refuse the key. `undefined` when it cannot be known. */
  readonly withdraw: boolean | undefined;
}

/** What strategies need of an instrument's market data. */
export interface MarketSubscription {
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** Best prices. */
  readonly tick: boolean;
  /** Public trades. */
  readonly trade: boolean;
  /** Levels per side of the book; 0 for none. */
  readonly bookDepth: number;
}

/** Market data of a brokerage: what everyone can see. */
export interface MarketData {
  /** Starts the flow; resolves when the first data arrived or the signal aborts. Calling again replaces the instrument's subscription. */
  subscribe(subscription: MarketSubscription, options: CallOptions): Promise<void>;
  /** Ends the flow of one instrument. */
  unsubscribe(instrumentId: InstrumentId): Promise<void>;
  /** Pulls the latest tick of each subscribed instrument through the sink: the heartbeat's way where nothing is pushed. */
  pull(options: CallOptions): Promise<void>;
  /** Complete bars between two moments, oldest first; the bar that is still forming is not among them. */
  history(
    query: {
      /** Which instrument. */
      readonly instrumentId: InstrumentId;
      /** Length of the bars, in milliseconds. */
      readonly intervalMs: number;
      /** From when, in milliseconds since the epoch, inclusive. */
      readonly fromMs: number;
      /** Until when, in milliseconds since the epoch, exclusive. */
      readonly toMs: number;
    },
    options: CallOptions,
  ): Promise<readonly Bar[]>;
  /**
   * Hears every message of an instrument's order-by-order stream as the brokerage sends it, from its next connection on, so listen before
   * subscribing: for recordings that the adapter's `readRecordedMessage` reads. Absent where there is no such stream.
   *
   * @returns A function that ends it.
   */
  listen?(instrumentId: InstrumentId, listener: (message: string) => void): () => void;
}

/** Trading at a brokerage: what only we can do. State-changing calls are sent at most once; they do not throw for business results. */
export interface Trading {
  /** Sends one order. */
  place(intent: PlaceIntent, options: CallOptions): Promise<PlaceOutcome>;
  /** Asks to cancel one order. */
  cancel(intent: CancelIntent, options: CallOptions): Promise<CancelOutcome>;
  /** Looks up one order. */
  find(query: FindQuery, options: CallOptions): Promise<FindOutcome>;
  /** All open orders of the account, beyond one page. */
  openOrders(options: CallOptions): Promise<readonly OrderReport[]>;
  /** Our fills of one instrument since a moment (milliseconds since the epoch, inclusive), oldest first. */
  fillsSince(
    query: { readonly instrumentId: InstrumentId; readonly sinceMs: number },
    options: CallOptions,
  ): Promise<readonly FillReport[]>;
  /** All balances of the account. */
  balances(options: CallOptions): Promise<readonly Balance[]>;
  /** Fee rates of one instrument. */
  feeRates(instrumentId: InstrumentId, options: CallOptions): Promise<FeeRates>;
  /**
   * Ids that the brokerage gives to this account and to no other, by a call that only reads: a journal belongs to them. At least one stays
   * as long as the account does, whichever key reaches it. Left out, or empty, where the brokerage tells none.
   */
  accountIds?(options: CallOptions): Promise<readonly string[]>;
  /** What the key may do, where the brokerage lets us find out without writing. */
  keyRights?(options: CallOptions): Promise<KeyRights>;
}

/**
 * An exchange or broker. An adapter translates and reports; it never decides: it holds no order state machine, invents
 * nothing, and never repeats a state-changing request. Parts are present or absent, never no-ops.
 */
export interface Brokerage<C extends Capabilities = Capabilities> {
  /** Lower-case name, part of every instrument id. */
  readonly name: string;
  /** What it can do. */
  readonly capabilities: C;
  /** All instruments with their rules, as of now. */
  instruments(options: CallOptions): Promise<readonly Instrument[]>;
  /** Opens the private stream (where there is one) and sends everything through the sink from now on. */
  connect(sink: BrokerageSink, options: CallOptions): Promise<void>;
  /** Ends everything; idempotent; afterwards the sink is silent and no timer or socket is left. */
  close(): Promise<void>;
  /** Market data, when it has any. */
  readonly market?: MarketData;
  /** Trading, when it has any. */
  readonly trading?: Trading;
  /** How full its own queues and caches are, when it has any. */
  gauges?(): readonly Gauge[];
}
