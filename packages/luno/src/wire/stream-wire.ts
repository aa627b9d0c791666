import { z } from 'zod';

/** Longest decimal text accepted, in characters: far beyond the 40 that Luno was ever seen to send. */
const decimalLengthMax = 64;

/** Longest id accepted, in characters. */
const idLengthMax = 64;

const decimalText = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(
    z
      .string()
      .max(decimalLengthMax)
      .regex(/^-?\d+(\.\d+)?$/, 'is not a decimal'),
  );
const amountText = decimalText.refine(text => !text.startsWith('-'), 'is negative');
const positiveText = amountText.refine(text => /[1-9]/.test(text), 'is not above zero');
const orderId = z.string().min(1).max(idLengthMax);
const idOrNone = z
  .string()
  .max(idLengthMax)
  .nullish()
  .transform(id => id ?? '');
const integerText = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,20}$/, 'is not a whole number'));
const timeMs = z.int().min(0).max(9_007_199_254_740_991);

/** A stream's count of its messages: `bigint` only beyond 2^53. */
const sequence = integerText.transform(toSequence);

/** One resting order of a snapshot. Price and volume are decimal text above zero. */
export interface SnapshotOrder {
  /** Luno's order id; the field is called `id` here and `order_id` in updates. */
  readonly id: string;
  /** Price, decimal text. */
  readonly price: string;
  /** Base volume left, decimal text. */
  readonly volume: string;
}

const snapshotOrders = z
  .array(z.object({ id: orderId, price: positiveText, volume: positiveText }))
  .nullish()
  .transform((orders): readonly SnapshotOrder[] => orders ?? []);

/** The first message of a market stream: every resting order, and the sequence of that state. */
export const marketSnapshotSchema = z
  .object({ sequence, asks: snapshotOrders, bids: snapshotOrders, status: z.string().nullish(), timestamp: timeMs })
  .transform(wire => ({
    kind: 'snapshot' as const,
    sequence: wire.sequence,
    asks: wire.asks,
    bids: wire.bids,
    status: wire.status ?? undefined,
    timeMs: wire.timestamp,
  }));

/** A decoded snapshot. */
export type MarketSnapshot = Readonly<z.output<typeof marketSnapshotSchema>>;

/** One trade of an update. Amounts are decimal text above zero. */
export interface TradeUpdate {
  /** Luno's trade id, ever increasing per market. */
  readonly tradeId: string;
  /** Base amount: what the maker's order loses. */
  readonly base: string;
  /** Counter amount, not the price. */
  readonly counter: string;
  /** The resting order. */
  readonly makerOrderId: string;
  /** The incoming order; empty when not told. */
  readonly takerOrderId: string;
}

const tradeUpdate = z
  .object({
    sequence: integerText,
    base: positiveText,
    counter: amountText,
    maker_order_id: idOrNone,
    taker_order_id: idOrNone,
    order_id: idOrNone,
  })
  .transform(
    (wire): TradeUpdate => ({
      tradeId: wire.sequence,
      base: wire.base,
      counter: wire.counter,
      makerOrderId: wire.maker_order_id === '' ? wire.order_id : wire.maker_order_id,
      takerOrderId: wire.taker_order_id,
    }),
  );

/** An order that came to rest in the book. */
export interface CreateUpdate {
  /** Luno's order id. */
  readonly orderId: string;
  /** `BID` buys, `ASK` sells. */
  readonly side: 'BID' | 'ASK';
  /** Price, decimal text above zero. */
  readonly price: string;
  /** Base volume that rests, decimal text above zero. */
  readonly volume: string;
}

const createUpdate = z
  .object({ order_id: orderId, type: z.enum(['BID', 'ASK']), price: positiveText, volume: positiveText })
  .transform(
    (wire): CreateUpdate => ({ orderId: wire.order_id, side: wire.type, price: wire.price, volume: wire.volume }),
  );

/** What changed from one state of a book to the next; applied as a whole: trades, create, delete, status. */
export interface MarketUpdate {
  /** Discriminant. */
  readonly kind: 'update';
  /** The previous message's sequence plus one. */
  readonly sequence: number | bigint;
  /** Trades in order; often none. */
  readonly trades: readonly TradeUpdate[];
  /** The order that came to rest. */
  readonly create: CreateUpdate | undefined;
  /** Id of the order that was taken out of the book. */
  readonly deletedOrderId: string | undefined;
  /** The market's new status, in Luno's word. */
  readonly status: string | undefined;
  /** Luno's time of the message, in milliseconds since the epoch. */
  readonly timeMs: number;
}

const noTrades: readonly TradeUpdate[] = [];

/** Any message after the snapshot. */
export const marketUpdateSchema = z
  .object({
    sequence,
    trade_updates: z.array(tradeUpdate).nullish(),
    create_update: createUpdate.nullish(),
    delete_update: z.object({ order_id: orderId }).nullish(),
    status_update: z.object({ status: z.string().min(1).max(idLengthMax) }).nullish(),
    timestamp: timeMs,
  })
  .transform(
    (wire): MarketUpdate => ({
      kind: 'update',
      sequence: wire.sequence,
      trades: wire.trade_updates ?? noTrades,
      create: wire.create_update ?? undefined,
      deletedOrderId: wire.delete_update?.order_id,
      status: wire.status_update?.status,
      timeMs: wire.timestamp,
    }),
  );

/** What either stream says before it closes: wrong credentials, unknown market, too many sessions. */
export const streamErrorSchema = z
  .object({ error_code: z.string().min(1).max(200), error: z.string().nullish() })
  .transform(wire => ({ kind: 'error' as const, code: wire.error_code, message: wire.error ?? '' }));

/** A decoded error frame. */
export type StreamError = Readonly<z.output<typeof streamErrorSchema>>;

/** Digits as a number where it holds them exactly, as a `bigint` beyond 2^53. */
function toSequence(digits: string): number | bigint {
  const near = Number(digits);
  return Number.isSafeInteger(near) ? near : BigInt(digits);
}
