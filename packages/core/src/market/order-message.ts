/** One resting order of a snapshot, or one that came. */
export interface RecordedOrder {
  /** The exchange's id. */
  readonly id: string;
  /** Price, decimal text above 0. */
  readonly price: string;
  /** Base quantity, decimal text above 0. */
  readonly quantity: string;
}

/** An order that came to rest. */
export interface CreatedOrder extends RecordedOrder {
  /** Which way it trades. */
  readonly side: 'buy' | 'sell';
}

/** A trade: which resting order lost how much. */
export interface RecordedTrade {
  /** The exchange's id of the resting order. */
  readonly orderId: string;
  /** Base quantity, decimal text above 0. */
  readonly quantity: string;
}

/**
 * One message of an order-by-order stream in words of ours, as an adapter's `readRecordedMessage` gives it: a snapshot of every resting
 * order, or the changes from one state to the next, applied as trades, then the order that came, then the one that went.
 */
export type OrderMessage =
  | {
      /** Discriminant. */
      readonly kind: 'snapshot';
      /** When it came, in milliseconds since the epoch; the exchange's time where that was not recorded. */
      readonly timeMs: number;
      /** Its number. */
      readonly sequence: number | bigint;
      /** Orders to buy. */
      readonly bids: readonly RecordedOrder[];
      /** Orders to sell. */
      readonly asks: readonly RecordedOrder[];
    }
  | {
      /** Discriminant. */
      readonly kind: 'update';
      /** When it came, in milliseconds since the epoch; the exchange's time where that was not recorded. */
      readonly timeMs: number;
      /** The number of the message before it plus one. */
      readonly sequence: number | bigint;
      /** Trades: which resting order lost how much. */
      readonly trades: readonly RecordedTrade[];
      /** The order that came to rest. */
      readonly created: CreatedOrder | undefined;
      /** Id of the order that was taken out. */
      readonly removedId: string | undefined;
    };
