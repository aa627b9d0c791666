/** Every refusal the sandbox gives, with Luno's text. Statuses other than 400 are documented by Luno or the sandbox's default. */
const refusals = {
  ErrAccountNotFound: [404, 'Account not found.'],
  ErrAmountTooBig: [400, 'Amount too big.'],
  ErrAmountTooSmall: [400, 'Amount too small.'],
  ErrApiKeyRevoked: [401, 'API key has been revoked'],
  ErrCannotStopUnknownOrNonPendingOrder: [400, 'Cannot stop unknown or non-pending order.'],
  ErrCounterDenominationNotAllowed: [400, 'Too many decimals in the counter volume.'],
  ErrDeadlineExceeded: [400, 'The request could not be completed before its deadline.'],
  ErrDuplicateClientOrderID: [409, 'Duplicate client order id'],
  ErrInsufficientBalance: [400, 'Insufficient balance.'],
  ErrInsufficientFunds: [400, 'Account has insufficient funds.'],
  ErrInsufficientPerms: [403, 'The API key lacks the permission for this request.'],
  ErrInternal: [500, 'Something went wrong.'],
  ErrInvalidAccountID: [400, 'Invalid account id.'],
  ErrInvalidArguments: [400, 'One or more arguments are invalid'],
  ErrInvalidBaseVolume: [400, 'Invalid base volume for sell order.'],
  ErrInvalidClientOrderId: [400, 'Invalid client order id.'],
  ErrInvalidCounterVolume: [400, 'Invalid counter volume for buy order.'],
  ErrInvalidOrderSide: [400, 'Invalid order side.'],
  ErrInvalidParameters: [400, 'Invalid parameters.'],
  ErrInvalidPrice: [400, 'Invalid price.'],
  ErrInvalidStopDirection: [400, 'Invalid stop direction.'],
  ErrInvalidStopPrice: [400, 'Invalid stop price.'],
  ErrInvalidVolume: [400, 'Invalid volume.'],
  ErrLimitOutOfRange: [400, 'Limit is out of range.'],
  ErrMarketUnavailable: [400, 'Market not available'],
  ErrNoTradesToInferStopDirection: [400, 'There are no trades to infer the stop direction from.'],
  ErrNotEnoughLiquidity: [400, 'The order would move too far from the market rate; use a limit order.'],
  ErrOrderCanceled: [400, 'The post-only order was cancelled before trading.'],
  ErrOrderNotFound: [404, 'Cannot find that order.'],
  ErrPostOnlyMode: [400, 'The market is in post-only mode.'],
  ErrPostOnlyNotAllowed: [400, 'IOC and FOK orders cannot be post-only.'],
  ErrPriceDenominationNotAllowed: [400, 'Too many decimals in the price.'],
  ErrPriceTooHigh: [400, 'The price is too high.'],
  ErrPriceTooLow: [400, 'The price is too low.'],
  ErrStopPriceTooHigh: [400, 'The stop price is too high.'],
  ErrStopPriceTooLow: [400, 'The stop price is too low.'],
  ErrTooManyRequests: [429, 'Too many requests.'],
  ErrTooManyRowsRequested: [400, 'Too many rows requested.'],
  ErrUnauthorised: [401, 'You are not authorised to access this route'],
  ErrUnderMaintenance: [503, 'The market is under maintenance.'],
  ErrVolumeDenominationNotAllowed: [400, 'Too many decimals in the volume.'],
  ErrVolumeTooHigh: [400, 'The volume is too high.'],
  ErrVolumeTooLow: [400, 'The volume is too low.'],
} as const satisfies Readonly<Record<string, readonly [status: number, text: string]>>;

/** A code of Luno's error list that the sandbox can answer with. */
export type RefusalCode = keyof typeof refusals;

/** Luno's no to one request: thrown inside the server, sent as `{"error", "error_code"}`. It never leaves the package. */
export class LunoRefusal extends Error {
  /** Always `LunoRefusal`. */
  override readonly name = 'LunoRefusal';
  /** Which error. */
  readonly code: RefusalCode;
  /** HTTP status. */
  readonly status: number;

  /**
   * @param code - Which error.
   * @param detail - Added to Luno's text, for a person: the field and what was wrong with it.
   * @param status - HTTP status; by default the one of the code.
   */
  constructor(code: RefusalCode, detail?: string, status: number = refusals[code][0]) {
    super(detail === undefined ? refusals[code][1] : `${refusals[code][1]} (${detail})`);
    this.code = code;
    this.status = status;
  }
}
