// Our whole engine over columns in memory: events, order management, risk, simulated trading, ledger, positions, fees, result with hash.
import { oursFile } from '../harness/setup.mjs';
import { fee, resultOf } from './workload.mjs';

const { createMemorySource, Instrument, makerTakerFees, runBacktest } = await import(oursFile);

export const symbol = 'XBTZAR';
const capital = { ZAR: '1000000000' };
const instrument = new Instrument({
  symbol,
  brokerage: 'bench',
  base: 'XBT',
  quote: 'ZAR',
  tickSize: '1',
  lotSize: '0.000001',
});

/** A source over the candles. */
export const sourceOf = ({ length, openTimeMs, open, high, low, close, volume }) => {
  const columns = { kind: 'bar', length, intervalMs: 60_000, openTimeMs, open, high, low, close, volume };
  return createMemorySource(symbol, 'bench', columns);
};

/** Runs one strategy and gives what the workload compares. */
export async function backtest(source, strategy) {
  const { strategies, fills, rows, endBalances } = await runBacktest({
    instruments: [instrument],
    sources: [source],
    strategies: [{ id: 'cross', strategy, symbols: [symbol], capital }],
    balances: capital,
    fees: makerTakerFees({ maker: fee, taker: fee, asset: 'quote' }),
  });
  const trips = [];
  let paid = 0;
  let entry;
  for (const { fill } of fills) {
    const price = fill.price.toNumber();
    if (fill.side === 'buy') entry = price;
    else {
      trips.push([entry, price]);
      entry = undefined;
    }
    paid += fill.fees[0].amount.toNumber() * 1_000;
  }
  const result = resultOf(trips);
  const closed = strategies[0].roundTrips.filter(({ isOpen }) => !isOpen).length;
  if (closed !== trips.length || Math.abs(paid - result.fees - (entry ?? 0)) > 0.5)
    throw new Error('fees or trips differ');
  return { ...result, counted: { rows, fills: fills.length, assets: endBalances.length } };
}
