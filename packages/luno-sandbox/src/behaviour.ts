import type { AccountIdStyle, OrderIdStyle } from './exchange/ids.ts';

/** In which order the user stream tells what one matching event did; `shuffled` differs from event to event. */
export type UserMessageOrder =
  | 'fill-status-balance'
  | 'fill-balance-status'
  | 'status-fill-balance'
  | 'status-balance-fill'
  | 'balance-fill-status'
  | 'balance-status-fill'
  | 'shuffled';

/**
 * What Luno's documentation leaves open, one member for each question. The defaults are the likelier answers; an adapter that
 * is right about Luno is right under every combination.
 */
export interface SandboxBehaviour {
  /** HTTP status of `ErrOrderNotFound`, and of `ErrCannotStopUnknownOrNonPendingOrder` for an unknown order. Default 400. */
  readonly unknownOrderStatus: 400 | 404;
  /** What a wrong key is told (401). Default `ErrUnauthorised`. */
  readonly wrongKeyError: 'ErrUnauthorised' | 'ErrApiKeyRevoked';
  /** HTTP status of `ErrInsufficientPerms`. Default 403. */
  readonly missingPermissionStatus: 403 | 400;
  /** What a 429 looks like: Luno's JSON, the same with `Retry-After`, or a gateway's HTML page. Default `json`. */
  readonly rateLimitReply: 'json' | 'json-retry-after' | 'html';
  /** What a request after `timestamp` + `ttl` is told (400). Default `ErrDeadlineExceeded`. */
  readonly expiredRequestError: 'ErrDeadlineExceeded' | 'ErrInvalidArguments';
  /** `accepted`: an IOC or FOK that trades nothing gets an id and is `COMPLETE`; `error`: `ErrOrderCanceled`. Default `accepted`. */
  readonly unfilledImmediate: 'accepted' | 'error';
  /** Whether a refused post-only order leaves a record (`COMPLETE`, nothing filled) and burns its client order id. Default `no-record`. */
  readonly postOnlyCross: 'no-record' | 'record';
  /** `allowed`: two rows of one trade; `rejected`: the incoming order is refused (`ErrOrderCanceled`). Default `allowed`. */
  readonly selfTrade: 'allowed' | 'rejected';
  /**
   * `received`: a buy pays its fee in base, a sell in counter; `base-on-crypto-sells`: sells on markets between crypto assets pay
   * in base, as recorded once on Luno. Default `received`.
   */
  readonly feeCurrency: 'received' | 'base-on-crypto-sells';
  /** What a buy reserves: price × volume, or that and the taker fee on it. Default `price-times-volume`. */
  readonly buyReservation: 'price-times-volume' | 'with-fee';
  /** Longest time between `{"success":true}` and the order's end, in milliseconds; fills may come in between. Default 0. */
  readonly cancelLatencyMaxMs: number;
  /** Whether a stop order that still sleeps can be canceled. Default `allowed`. */
  readonly cancelAwaitingStop: 'allowed' | 'refused';
  /** Whether the HTTP answer leaves before or after the stream messages about the same call. Default `reply-first`. */
  readonly placementOrder: 'reply-first' | 'stream-first';
  /** `all`: `AWAITING`, `PENDING`, `COMPLETE`; `skip-instant`: only `COMPLETE` for an order that ends at once. Default `all`. */
  readonly statusMessages: 'all' | 'skip-instant';
  /** One fill message for each trade, or one for each order and matching event. Default `per-trade`. */
  readonly fillMessages: 'per-trade' | 'aggregated';
  /** Order of the user stream's messages about one matching event. Default `fill-status-balance`. */
  readonly userMessageOrder: UserMessageOrder;
  /** How long the user stream keeps messages for a key that is away, in milliseconds. Default 300000. */
  readonly replayWindowMs: number;
  /** `missed`: only what came since the key's last socket closed; `overlapping`: everything kept, duplicates included. Default `missed`. */
  readonly replay: 'missed' | 'overlapping';
  /** After how much silence a stream sends `""`, in milliseconds; 0 never. Default 20000. */
  readonly keepAliveMs: number;
  /** Between WebSocket pings, in milliseconds; 0 never. Default 13500. */
  readonly pingMs: number;
  /** After how much silence a market sends an update without content, in milliseconds; 0 never. Default 300000. */
  readonly noOpUpdateMs: number;
  /** How long a stream waits for credentials, in milliseconds. Default 10000. */
  readonly authTimeoutMs: number;
  /** What a wrong key gets on a stream before the close: an `invalid_credentials` frame or nothing. Default `error-frame`. */
  readonly streamWrongKey: 'error-frame' | 'silent-close';
  /** Whether a market stream accepts `{}` instead of a key. Default false. */
  readonly keylessMarketStream: boolean;
  /** Permission bits that the user stream asks for. Default 33: orders and balances. */
  readonly userStreamPermissions: number;
  /** Simultaneous stream sessions of one user. Default 50. */
  readonly streamSessionsMax: number;
  /** Trailing zeros as recorded on each surface, or eight decimals everywhere. Default `recorded`. */
  readonly numberFormat: 'recorded' | 'eight-places';
  /** Whether zero is padded like other numbers or bare `"0"`. Default `padded`. */
  readonly zeroFormat: 'padded' | 'bare';
  /** How an empty list in a REST answer is written. Default `empty`. */
  readonly emptyLists: 'empty' | 'null';
  /** How `trade_updates` without trades is written. Default `empty`. */
  readonly emptyTradeUpdates: 'empty' | 'null';
  /** How long a fill stays invisible in `listtrades`, in milliseconds. Default 0. */
  readonly listTradesLagMs: number;
  /** How far from the touch a market order trades, as a fraction: 0.1 is 10 %. Default 0.1. */
  readonly marketOrderBand: number;
  /** What a market order does that cannot spend everything within the band. Default `fill-possible`. */
  readonly marketOrderBeyondBand: 'fill-possible' | 'error';
  /** What a v3 look-up with both or neither of its ids is told (400). Default `ErrInvalidArguments`. */
  readonly orderLookupError: 'ErrInvalidArguments' | 'ErrInvalidParameters';
  /** Which code an order without funds is refused with. Default `ErrInsufficientBalance`. */
  readonly insufficientFundsError: 'ErrInsufficientBalance' | 'ErrInsufficientFunds';
  /** Amounts of ledger rows as JSON numbers or as text. Default `numbers`. */
  readonly ledgerAmounts: 'numbers' | 'strings';
  /** How order ids look. Default `luno`. */
  readonly orderIds: OrderIdStyle;
  /** How account ids look. Default `long`. */
  readonly accountIds: AccountIdStyle;
}

/** What a sandbox does when told nothing: the likelier answer to each open question. */
export const defaultBehaviour: SandboxBehaviour = {
  unknownOrderStatus: 400,
  wrongKeyError: 'ErrUnauthorised',
  missingPermissionStatus: 403,
  rateLimitReply: 'json',
  expiredRequestError: 'ErrDeadlineExceeded',
  unfilledImmediate: 'accepted',
  postOnlyCross: 'no-record',
  selfTrade: 'allowed',
  feeCurrency: 'received',
  buyReservation: 'price-times-volume',
  cancelLatencyMaxMs: 0,
  cancelAwaitingStop: 'allowed',
  placementOrder: 'reply-first',
  statusMessages: 'all',
  fillMessages: 'per-trade',
  userMessageOrder: 'fill-status-balance',
  replayWindowMs: 300_000,
  replay: 'missed',
  keepAliveMs: 20_000,
  pingMs: 13_500,
  noOpUpdateMs: 300_000,
  authTimeoutMs: 10_000,
  streamWrongKey: 'error-frame',
  keylessMarketStream: false,
  userStreamPermissions: 33,
  streamSessionsMax: 50,
  numberFormat: 'recorded',
  zeroFormat: 'padded',
  emptyLists: 'empty',
  emptyTradeUpdates: 'empty',
  listTradesLagMs: 0,
  marketOrderBand: 0.1,
  marketOrderBeyondBand: 'fill-possible',
  orderLookupError: 'ErrInvalidArguments',
  insufficientFundsError: 'ErrInsufficientBalance',
  ledgerAmounts: 'numbers',
  orderIds: 'luno',
  accountIds: 'long',
};
