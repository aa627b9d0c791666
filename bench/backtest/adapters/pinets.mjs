// pinets: a Pine Script strategy; orders fill at the open of the next candle.
import { PineTS } from 'pinets';
import { resultOf } from '../workload.mjs';

const script = `//@version=6
strategy("cross", overlay=true, initial_capital=100000000000, default_qty_type=strategy.fixed, default_qty_value=1, commission_type=strategy.commission.percent, commission_value=0.1)
fast = ta.sma(close, 10)
slow = ta.sma(close, 50)
if ta.crossover(fast, slow)
    strategy.entry("L", strategy.long)
if ta.crossunder(fast, slow)
    strategy.close("L")
`;

export default {
  repeats: 2,
  isAsync: true,
  prepare: ({ length, openTimeMs, open, high, low, close, volume }) =>
    Array.from({ length }, (_, index) => ({
      openTime: openTimeMs[index],
      closeTime: openTimeMs[index] + 59_999,
      open: open[index],
      high: high[index],
      low: low[index],
      close: close[index],
      volume: volume[index],
    })),
  async run(rows) {
    const pine = new PineTS(rows, 'XBTZAR', '1', rows.length);
    await pine.ready?.();
    const { strategy } = await pine.run(script);
    return resultOf(strategy.closedtrades.map(({ entry_price: entry, exit_price: exit }) => [entry, exit]));
  },
};
