/**
 * Luno's definitive refusals of an order, with what to do about each: after one of these the order certainly does not exist.
 * The list is closed. A code that is not here proves nothing, however clear it sounds: deadline, post-only cancel, maintenance,
 * rate limit and internal errors are looked up instead.
 */
const remedies = {
  ErrUnauthorised: 'check that key id and secret belong together and that the key still exists',
  ErrApiKeyRevoked: 'make a new API key',
  ErrInsufficientPerms: 'give the API key the permission Perm_W_Orders',
  ErrInsufficientBalance: 'lower the quantity or free what other orders reserve',
  ErrInsufficientFunds: 'lower the quantity or free what other orders reserve',
  ErrMarketNotAllowed: 'this account may not trade this market; choose another symbol',
  ErrMarketUnavailable: 'check the symbol against the list of instruments',
  ErrInvalidMarketPair: 'check the symbol against the list of instruments',
  ErrUserNotVerifiedForCurrency: 'verify the account for this currency at Luno',
  ErrCannotTradeWhileQuoteActive: 'finish or cancel the instant-buy quote at Luno',
  ErrInvalidAccount: 'check the option accounts',
  ErrInvalidAccountID: 'check the option accounts',
  ErrAccountNotFound: 'check the option accounts',
  ErrInvalidArguments: 'check price, quantity and options of the order',
  ErrInvalidParameters: 'check price, quantity and options of the order',
  ErrInvalidOrderSide: 'use buy or sell',
  ErrInvalidPrice: 'choose a price on the instrument’s grid and within its bounds',
  ErrInvalidVolume: 'choose a quantity on the instrument’s grid and within its bounds',
  ErrPriceTooHigh: 'lower the price below the instrument’s maximum',
  ErrPriceTooLow: 'raise the price above the instrument’s minimum',
  ErrVolumeTooHigh: 'lower the quantity below the instrument’s maximum',
  ErrVolumeTooLow: 'raise the quantity above the instrument’s minimum',
  ErrValueTooHigh: 'lower price or quantity',
  ErrAmountTooSmall: 'raise the amount',
  ErrAmountTooBig: 'lower the amount',
  ErrInvalidAmount: 'check the amount',
  ErrPriceDenominationNotAllowed: 'round the price to the instrument’s tick size',
  ErrVolumeDenominationNotAllowed: 'round the quantity to the instrument’s lot size',
  ErrCounterDenominationNotAllowed: 'round the quote amount to fewer decimals',
  ErrInvalidBaseVolume: 'size market sells in base',
  ErrInvalidCounterVolume: 'size market buys in quote',
  ErrNotEnoughLiquidity: 'use a limit order; the book is too thin for this size',
  ErrPostOnlyMode: 'only post-only limit orders are taken while the market is halted',
  ErrPostOnlyNotAllowed: 'leave out post-only, or IOC and FOK',
  ErrInvalidStopPrice: 'check the stop price',
  ErrStopPriceTooHigh: 'lower the stop price',
  ErrStopPriceTooLow: 'raise the stop price',
  ErrInvalidStopDirection: 'trigger above or below',
  ErrInvalidClientOrderId: 'this is a fault of the program that made the id; report it',
} as const;

/** The same as a map: codes come from outside, and an object also has members that are no codes. */
export const refusalRemedies: ReadonlyMap<string, string> = new Map(Object.entries(remedies));

/** Luno's refusals of a cancel: the request was not carried out. They say nothing about the order, which is looked up. */
export const cancelRefusals: ReadonlySet<string> = new Set([
  'ErrUnauthorised',
  'ErrApiKeyRevoked',
  'ErrInsufficientPerms',
  'ErrCannotStopUnknownOrNonPendingOrder',
  'ErrOrderNotFound',
  'ErrNotFound',
  'ErrInvalidOrderRef',
  'ErrInvalidArguments',
  'ErrInvalidParameters',
]);

/** Luno's ways to say that there is no such order. */
export const notFoundCodes: ReadonlySet<string> = new Set(['ErrOrderNotFound', 'ErrNotFound']);

/** Our spelling of a Luno code: `ErrInsufficientBalance` becomes `insufficient-balance`. */
export function toKebabCode(lunoCode: string): string {
  return lunoCode
    .replace(/^Err(?=[A-Z])/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-');
}
