import type { OrderTerms } from '@trader/core';
import type { Params } from '../http/exchange.ts';

/** What an order needs besides its terms. */
export interface PlaceStamp {
  /** Luno's time of the request, in milliseconds since the epoch. */
  readonly timestampMs: number;
  /** How long Luno may accept it from then on, in milliseconds. */
  readonly timeToLiveMs: number;
  /** Account that holds the base asset, when not Luno's default. */
  readonly baseAccountId: string | undefined;
  /** Account that holds the quote asset, when not Luno's default. */
  readonly quoteAccountId: string | undefined;
}

/** Where an order goes and with which form. */
export interface PlaceForm {
  /** Path below the base URL. */
  readonly path: 'api/1/postorder' | 'api/1/marketorder';
  /** The form without its stamp. */
  readonly params: Params;
}

/** An order in Luno’s words; `undefined` names what Luno cannot express. */
export function placeToWire(terms: OrderTerms): PlaceForm | { readonly unsupported: string } {
  return terms.type === 'market' ? marketOrder(terms) : limitOrder(terms);
}

/** The part of the form that is made at the moment of sending. */
export function stampToWire(stamp: PlaceStamp): Params {
  const params: [string, string][] = [
    ['timestamp', String(stamp.timestampMs)],
    ['ttl', String(stamp.timeToLiveMs)],
  ];
  if (stamp.baseAccountId !== undefined) params.push(['base_account_id', stamp.baseAccountId]);
  if (stamp.quoteAccountId !== undefined) params.push(['counter_account_id', stamp.quoteAccountId]);
  return params;
}

function marketOrder(terms: OrderTerms): PlaceForm | { readonly unsupported: string } {
  const isBuy = terms.side === 'buy';
  const amount = isBuy ? terms.quoteQuantity : terms.quantity;
  if (amount === undefined) {
    return {
      unsupported: isBuy
        ? 'market buys sized in base: Luno sizes them in quote, so give quoteQuantity, or a limit order with timeInForce IOC'
        : 'market sells sized in quote: Luno sizes them in base, so give quantity',
    };
  }
  return {
    path: 'api/1/marketorder',
    params: [
      ['pair', terms.symbol],
      ['type', isBuy ? 'BUY' : 'SELL'],
      [isBuy ? 'counter_volume' : 'base_volume', amount.toString()],
      ['client_order_id', terms.clientOrderId],
    ],
  };
}

function limitOrder(terms: OrderTerms): PlaceForm | { readonly unsupported: string } {
  const { quantity, price, stopPrice, trigger } = terms;
  if (quantity === undefined || price === undefined)
    return { unsupported: `${terms.type} orders without quantity or price` };
  const params: [string, string][] = [
    ['pair', terms.symbol],
    ['type', terms.side === 'buy' ? 'BID' : 'ASK'],
    ['volume', quantity.toString()],
    ['price', price.toString()],
    ['time_in_force', terms.timeInForce],
    ['client_order_id', terms.clientOrderId],
  ];
  if (terms.postOnly) params.push(['post_only', 'true']);
  if (terms.type === 'stop-limit') {
    if (stopPrice === undefined || trigger === undefined)
      return { unsupported: 'stop-limit orders without stopPrice or trigger' };
    params.push(['stop_price', stopPrice.toString()], ['stop_direction', trigger === 'above' ? 'ABOVE' : 'BELOW']);
  }
  return { path: 'api/1/postorder', params };
}
