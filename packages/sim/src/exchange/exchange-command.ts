import type { DecimalInput, OrderRequest } from '@trader/core';

/** Whether a market trades: everything; only post-only limit orders and cancels; only cancels. */
export type MarketStatus = 'active' | 'post-only' | 'disabled';

/** Places an order. Answered by `order-accepted` or `order-rejected`, followed by everything the order causes. */
export interface PlaceCommand {
  /** Discriminant. */
  readonly type: 'place';
  /** Who places. */
  readonly account: string;
  /** What is wanted, in the words that strategies use; `tag` is not kept. */
  readonly request: OrderRequest;
  /** The account's own name for the order: unique over all its orders that were ever accepted. */
  readonly clientOrderId?: string;
  /** The exchange's name for the order, instead of the next generated one; for playing back recorded books. Unique. */
  readonly orderId?: string;
}

/** Ends an order, named by the exchange's id or the account's own. Answered by `order-finished` or `cancel-rejected`. */
export interface CancelCommand {
  /** Discriminant. */
  readonly type: 'cancel';
  /** Whose order it is; orders of others are not found. */
  readonly account: string;
  /** The exchange's name of the order; wins over `clientOrderId`. */
  readonly orderId?: string;
  /** The account's own name of the order. */
  readonly clientOrderId?: string;
  /** Who wants it; default `user`. `exchange`: the order ends with `canceledByUser` false. */
  readonly requestedBy?: 'user' | 'exchange';
}

/** Brings money in; the account comes into being with its first deposit. Answered by `balance-changed` or `transfer-rejected`. */
export interface DepositCommand {
  /** Discriminant. */
  readonly type: 'deposit';
  /** Who receives. */
  readonly account: string;
  /** Which asset. */
  readonly asset: string;
  /** How much, above 0. */
  readonly amount: DecimalInput;
}

/** Takes money out, from what is available. Answered by `balance-changed` or `transfer-rejected`. */
export interface WithdrawCommand {
  /** Discriminant. */
  readonly type: 'withdraw';
  /** Who pays. */
  readonly account: string;
  /** Which asset. */
  readonly asset: string;
  /** How much, above 0. */
  readonly amount: DecimalInput;
}

/** Opens or closes a market. Resting orders stay. Answered by `status-changed` unless it was so already. */
export interface SetStatusCommand {
  /** Discriminant. */
  readonly type: 'set-status';
  /** Which market. */
  readonly symbol: string;
  /** What it becomes. */
  readonly status: MarketStatus;
}

/** Everything that can be asked of a simulated exchange. */
export type ExchangeCommand = PlaceCommand | CancelCommand | DepositCommand | WithdrawCommand | SetStatusCommand;
