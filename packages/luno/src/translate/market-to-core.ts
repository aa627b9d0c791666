import { Decimal, Instrument, type InstrumentStatus } from '@trader/core';
import type { MarketWire } from '../wire/market-wire.ts';

/** Luno spells its states in three ways, by surface; words it may add one day mean `unknown`. */
const statuses: Readonly<Record<string, InstrumentStatus>> = {
  ACTIVE: 'active',
  POST_ONLY: 'post-only',
  POSTONLY: 'post-only',
  SUSPENDED: 'post-only',
  DISABLED: 'disabled',
};

/** Whether a market takes orders, from Luno's word on any of its surfaces. */
export function marketStatusToCore(word: string): InstrumentStatus {
  return Object.hasOwn(statuses, word) ? (statuses[word] ?? 'unknown') : 'unknown';
}

/**
 * A market's rules.
 *
 * @throws `instrument/invalid` when they contradict themselves.
 */
export function marketToCore(market: MarketWire, brokerage: string): Instrument {
  return new Instrument({
    symbol: market.market_id,
    brokerage,
    base: market.base_currency,
    quote: market.counter_currency,
    tickSize: Decimal.fromUnits(1, market.price_scale),
    lotSize: Decimal.fromUnits(1, market.volume_scale),
    priceMin: market.min_price,
    priceMax: market.max_price,
    quantityMin: market.min_volume,
    quantityMax: market.max_volume,
    status: marketStatusToCore(market.trading_status),
    feeScale: market.fee_scale,
  });
}
