import { Decimal, type Fill, type Instrument, type InstrumentId, type StrategyId } from '@trader/core';
import type { RoundTrip } from './backtest-result.ts';

interface OpenTrip {
  readonly fromMs: number;
  readonly direction: 'long' | 'short';
  position: Decimal;
  largest: Decimal;
  pnl: Decimal;
  fees: Decimal;
}

/** Decimals of a base fee in quote. */
const feeScale = 16;

/**
 * The round trips of one strategy: from the fill that opens a position to the one that closes it. A fill through zero closes one and opens
 * the next. What is smaller than a lot counts as flat, because it cannot be sold; it is valued at the price of the fill that left it, and the next trip begins with it at
 * that price.
 *
 * @param fills - Of one strategy, oldest first.
 * @param instruments - The markets.
 * @param priceOf - The last price of a market, for trips that are still open.
 * @param endMs - The end of the run.
 */
export function findRoundTrips(
  strategy: StrategyId,
  fills: readonly Fill[],
  instruments: ReadonlyMap<InstrumentId, Instrument>,
  priceOf: (instrumentId: InstrumentId) => number | undefined,
  endMs: number,
): readonly RoundTrip[] {
  const trips: RoundTrip[] = [];
  const open = new Map<InstrumentId, OpenTrip>();
  const left = new Map<InstrumentId, Dust>();
  const finish = (trip: OpenTrip, symbol: string, toMs: number, isOpen: boolean): void => {
    trips.push({
      strategy,
      symbol,
      direction: trip.direction,
      fromMs: trip.fromMs,
      toMs,
      isOpen,
      quantity: trip.largest.toString(),
      pnl: trip.pnl.toString(),
      fees: trip.fees.toString(),
    });
  };
  for (const fill of fills) {
    const instrument = instruments.get(fill.instrumentId);
    if (instrument === undefined) continue;
    for (const part of split(fill, open.get(fill.instrumentId)?.position)) {
      let trip = open.get(fill.instrumentId);
      if (trip === undefined) {
        trip = begin(fill, left.get(fill.instrumentId));
        open.set(fill.instrumentId, trip);
      }
      apply(trip, part, fill, instrument);
      if (trip.position.abs().greaterThanOrEqual(instrument.lotSize)) continue;
      trip.pnl = trip.pnl.plus(trip.position.times(fill.price));
      finish(trip, fill.symbol, fill.brokerageTimeMs ?? fill.timeMs, false);
      left.set(fill.instrumentId, { position: trip.position, price: fill.price });
      open.delete(fill.instrumentId);
    }
  }
  for (const [instrumentId, trip] of open) {
    const price = priceOf(instrumentId);
    if (price !== undefined) trip.pnl = trip.pnl.plus(trip.position.times(price));
    finish(trip, instruments.get(instrumentId)?.symbol ?? '', endMs, true);
  }
  return trips;
}

/** A share of a fill: all of it, or what closes and what opens. */
interface Part {
  readonly quantity: Decimal;
  readonly quote: Decimal;
  readonly isFirst: boolean;
}

function split({ side, quantity, quoteQuantity, price }: Fill, position: Decimal | undefined): readonly Part[] {
  const whole = { quantity, quote: quoteQuantity, isFirst: true };
  if (position === undefined || position.isZero() || position.isPositive() === (side === 'buy')) return [whole];
  const closing = position.abs();
  if (quantity.lessThanOrEqual(closing)) return [whole];
  const first = price.times(closing);
  return [
    { quantity: closing, quote: first, isFirst: true },
    { quantity: quantity.minus(closing), quote: quoteQuantity.minus(first), isFirst: false },
  ];
}

/** What a closed trip left because it is smaller than a lot, and what it was valued at. */
interface Dust {
  readonly position: Decimal;
  readonly price: Decimal;
}

function begin({ side, timeMs, brokerageTimeMs }: Fill, dust: Dust | undefined): OpenTrip {
  const position = dust?.position ?? Decimal.zero;
  return {
    fromMs: brokerageTimeMs ?? timeMs,
    direction: side === 'buy' ? 'long' : 'short',
    position,
    largest: Decimal.zero,
    pnl: dust === undefined ? Decimal.zero : position.times(dust.price).negated(),
    fees: Decimal.zero,
  };
}

function apply(trip: OpenTrip, { quantity, quote, isFirst }: Part, fill: Fill, instrument: Instrument): void {
  const isBuy = fill.side === 'buy';
  trip.position = isBuy ? trip.position.plus(quantity) : trip.position.minus(quantity);
  trip.pnl = isBuy ? trip.pnl.minus(quote) : trip.pnl.plus(quote);
  if (isFirst) for (const { asset, amount } of fill.fees) payFee(trip, asset, amount, fill.price, instrument);
  if (trip.position.abs().greaterThan(trip.largest)) trip.largest = trip.position.abs();
}

function payFee(trip: OpenTrip, asset: string, amount: Decimal, price: Decimal, { base, quote }: Instrument): void {
  if (asset === base) {
    trip.position = trip.position.minus(amount);
    trip.fees = trip.fees.plus(amount.times(price).round(feeScale, 'half-even'));
  } else if (asset === quote) {
    trip.pnl = trip.pnl.minus(amount);
    trip.fees = trip.fees.plus(amount);
  }
}
