import { Decimal, type Instrument } from '@trader/core';
import type { Liquidity } from '../fee-models/fee-model.ts';
import type { OrderRecord } from '../history/order-record.ts';
import type { TradeLeg } from '../ledger/ledger-row.ts';
import type { ExchangeRules } from './exchange-options.ts';

/** What of an order decides about its money. */
export type FundedOrder = Pick<
  OrderRecord,
  'account' | 'side' | 'type' | 'price' | 'fee' | 'reserved' | 'principalLeft'
>;

/** What an order must hold back now: what it may still pay, and the worst fee on it where it pays the fee, too. */
export function reserveOf(order: FundedOrder, reservation: NonNullable<ExchangeRules['reservation']>): Decimal {
  const { fee, principalLeft, side } = order;
  const paysFee = (side === 'buy') === (fee.terms.asset === 'quote');
  if (paysFee) return principalLeft.plus(fee.worst(principalLeft));
  const holdsBack = side === 'buy' && reservation === 'principal-and-fee';
  return holdsBack ? principalLeft.plus(fee.bound(principalLeft)) : principalLeft;
}

/** What one order pays and frees for a trade. Moves the order's reservation on. */
export function takeLeg(
  order: FundedOrder,
  instrument: Instrument,
  liquidity: Liquidity,
  base: Decimal,
  quote: Decimal,
  reservation: NonNullable<ExchangeRules['reservation']>,
): TradeLeg {
  const buys = order.side === 'buy';
  const inBase = order.fee.terms.asset === 'base';
  const paysFee = buys !== inBase;
  // What the order holds for fees, or what it receives: beyond that no fee is taken, so that no fill can overdraw. An order holds
  // its worst fee, so this cuts only what would take an earlier rebate back.
  const feeMax = paysFee ? order.reserved.minus(order.principalLeft) : buys ? base : quote;
  const fee = order.fee.charge(liquidity, inBase ? base : quote, feeMax);
  // A limit order that buys set its limit price aside; what a better price saves is freed at once.
  const principal = buys ? (order.price ?? Decimal.zero).times(base) : base;
  const used = buys && order.type === 'market' ? quote : principal;
  const spent = paysFee ? used.plus(Decimal.max(fee, Decimal.zero)) : used;
  order.principalLeft = order.principalLeft.minus(used);
  const reserved = Decimal.min(reserveOf(order, reservation), order.reserved.minus(spent));
  const released = order.reserved.minus(reserved);
  order.reserved = reserved;
  return {
    account: order.account,
    pays: buys ? instrument.quote : instrument.base,
    paid: buys ? quote : base,
    released,
    feeAsset: inBase ? instrument.base : instrument.quote,
    fee,
  };
}
