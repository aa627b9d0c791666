import { Decimal, Instrument } from '@trader/core';
import { type ExchangeRules, SimulatedExchange } from '@trader/sim';
import type { SandboxBehaviour } from '../behaviour.ts';
import { createOrderIds } from './ids.ts';
import { createLunoFees } from './luno-fees.ts';
import type { MarketRow } from './market-row.ts';

/** Decimals that a counter amount may have: Luno names no such scale, so the sandbox takes every one it uses itself. */
const counterScale = 8;
/** Orders and trades remembered of one account; see the README for what forgetting means. */
const rememberedMax = 10_000;

/** A market's rules in the words of the exchange underneath. */
export function instrumentOf(row: MarketRow): Instrument {
  return new Instrument({
    symbol: row.marketId,
    brokerage: 'luno-sandbox',
    base: row.baseCurrency,
    quote: row.counterCurrency,
    tickSize: Decimal.fromUnits(1, row.priceScale),
    lotSize: Decimal.fromUnits(1, row.volumeScale),
    priceMin: row.minPrice,
    priceMax: row.maxPrice,
    quantityMin: row.minVolume,
    quantityMax: row.maxVolume,
    quoteStep: Decimal.fromUnits(1, Math.max(counterScale, row.priceScale + row.volumeScale)),
    feeScale: row.feeScale,
  });
}

/** The exchange underneath: Luno's open questions as its rules. */
export function createExchange(
  rows: readonly MarketRow[],
  instruments: readonly Instrument[],
  behaviour: SandboxBehaviour,
  seed: number,
): SimulatedExchange {
  return new SimulatedExchange({
    markets: instruments.map((instrument, index) => ({ instrument, firstTradeSequence: 1_000 * (index + 1) + 1 })),
    fees: createLunoFees(rows, behaviour.feeCurrency),
    rules: rulesOf(behaviour),
    limits: {
      finishedOrdersMax: rememberedMax,
      accountTradesMax: rememberedMax,
      marketTradesMax: rememberedMax,
    },
    orderIdOf: createOrderIds(seed, behaviour.orderIds),
  });
}

function rulesOf(behaviour: SandboxBehaviour): ExchangeRules {
  return {
    postOnlyWouldTake: behaviour.postOnlyCross === 'record' ? 'reject-and-record' : 'reject',
    unfilledImmediate: behaviour.unfilledImmediate === 'error' ? 'reject' : 'accept-and-cancel',
    marketShortfall: behaviour.marketOrderBeyondBand === 'error' ? 'reject' : 'cancel-rest',
    marketPriceBand: behaviour.marketOrderBand,
    stopPriceReached: 'wake',
    selfTrade: behaviour.selfTrade === 'rejected' ? 'reject-taker' : 'allow',
    reservation: behaviour.buyReservation === 'with-fee' ? 'principal-and-fee' : 'principal',
  };
}
