import { AssetLedger, Decimal } from '@trader/core';
import type { RoundTrip } from '../backtest/backtest-result.ts';
import type { Figures } from './figures.ts';
import { finite } from './finite.ts';

/** The figures that round trips give. */
export type RoundTripFigures = Pick<
  Figures,
  | 'roundTrips'
  | 'openRoundTrips'
  | 'winRate'
  | 'profitFactor'
  | 'expectancy'
  | 'grossProfit'
  | 'grossLoss'
  | 'openProfit'
  | 'averageRoundTripMs'
  | 'feesInQuote'
  | 'timeInMarket'
>;

/** Decimals of an average. */
const averageScale = 8;

/**
 * Figures of round trips.
 *
 * @param trips - Round trips, in any order.
 * @param quoteOf - Quote asset of a symbol.
 * @param run - When the run began and ended, in milliseconds since the epoch.
 */
export function roundTripFigures(
  trips: readonly RoundTrip[],
  quoteOf: (symbol: string) => string,
  run: { readonly startMs: number; readonly endMs: number },
): RoundTripFigures {
  const closed = trips.filter(each => !each.isOpen);
  const open = trips.filter(each => each.isOpen);
  const wins = closed.filter(each => Decimal.parse(each.pnl).isPositive());
  const losses = closed.filter(each => Decimal.parse(each.pnl).isNegative());
  const [profit, loss, net] = [wins, losses, closed].map(each => sumByQuote(each, 'pnl', quoteOf)) as Three;
  const quotes = net.entries();
  const [only] = quotes.length === 1 ? quotes : [];
  const lossOfOnly = only === undefined ? Decimal.zero : loss.get(only[0]);
  return {
    roundTrips: closed.length,
    openRoundTrips: open.length,
    winRate: closed.length === 0 ? undefined : wins.length / closed.length,
    profitFactor:
      only === undefined || lossOfOnly.isZero()
        ? undefined
        : finite(profit.get(only[0]).toNumber() / lossOfOnly.abs().toNumber()),
    expectancy: only?.[1].dividedBy(closed.length, averageScale, 'half-even').toString(),
    grossProfit: profit.toJSON(),
    grossLoss: loss.toJSON(),
    openProfit: sumByQuote(open, 'pnl', quoteOf).toJSON(),
    averageRoundTripMs:
      closed.length === 0 ? undefined : closed.reduce((sum, each) => sum + each.toMs - each.fromMs, 0) / closed.length,
    feesInQuote: sumByQuote(trips, 'fees', quoteOf).toJSON(),
    timeInMarket: shareOfTime(trips, run),
  };
}

type Three = [AssetLedger, AssetLedger, AssetLedger];

function sumByQuote(
  trips: readonly RoundTrip[],
  field: 'pnl' | 'fees',
  quoteOf: (symbol: string) => string,
): AssetLedger {
  const ledger = new AssetLedger();
  for (const trip of trips) ledger.add(quoteOf(trip.symbol), Decimal.parse(trip[field]));
  return ledger;
}

/** Length of the union of the trips' times over the length of the run. */
function shareOfTime(
  trips: readonly RoundTrip[],
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
): number | undefined {
  if (!(endMs > startMs)) return undefined;
  let heldMs = 0;
  let untilMs = startMs;
  for (const { fromMs, toMs } of [...trips].sort((a, b) => a.fromMs - b.fromMs)) {
    const from = Math.max(fromMs, untilMs);
    const to = Math.min(toMs, endMs);
    if (to <= from) continue;
    heldMs += to - from;
    untilMs = to;
  }
  return heldMs / (endMs - startMs);
}
