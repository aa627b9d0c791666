import type { GridViolation } from '@trader/core';

/**
 * Why an order was not accepted.
 *
 * - `malformed-order`: a field is missing, contradicts another, or is not a number
 * - `unknown-instrument`: the exchange has no such market
 * - `unknown-account`: the account never received a deposit
 * - `market-post-only`, `market-disabled`: the market's status does not admit it
 * - `price-…`, `quantity-…`, `notional-…`: the instrument's grid and bounds; `price-…` also for the stop price, `quantity-…` also for
 *   the quote amount of a market order, and for what it would buy or sell
 * - `quantity-too-large`, `price-too-large`: more than 2^53 − 1 lots or ticks
 * - `duplicate-client-order-id`: the account used this id for an accepted order
 * - `duplicate-order-id`: the command named an exchange id that exists
 * - `insufficient-balance`: the account cannot reserve what the order may cost
 * - `post-only-not-allowed`: post-only with `IOC` or `FOK`
 * - `post-only-would-take`: it would have traded at once
 * - `not-enough-liquidity`: a market order found nobody (or, by option, not enough) within the price band
 * - `unfilled-immediate`: by option: `IOC` that found nobody, `FOK` that could not trade whole
 * - `stop-price-reached`: by option: the last trade is already beyond the stop price
 * - `self-trade`: by option: it would have met an order of its own account
 * - `too-many-open-orders`: the account is at its maximum
 */
export type RejectionCode =
  | GridViolation['code']
  | 'malformed-order'
  | 'unknown-instrument'
  | 'unknown-account'
  | 'market-post-only'
  | 'market-disabled'
  | 'quantity-too-large'
  | 'price-too-large'
  | 'duplicate-client-order-id'
  | 'duplicate-order-id'
  | 'insufficient-balance'
  | 'post-only-not-allowed'
  | 'post-only-would-take'
  | 'not-enough-liquidity'
  | 'unfilled-immediate'
  | 'stop-price-reached'
  | 'self-trade'
  | 'too-many-open-orders';

/** Why an order was not canceled: nobody knows it (or it is someone else's), or it has ended already. */
export type CancelRejectionCode = 'order-not-found' | 'order-already-finished';

/** Why money was not moved in or out. */
export type TransferRejectionCode =
  | 'insufficient-balance'
  | 'malformed-amount'
  | 'amount-not-positive'
  | 'too-many-accounts'
  | 'too-many-assets';
