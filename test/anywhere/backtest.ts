import { type Bar, Instrument, StrategyBase } from '@trader/core';
import { barSource, makerTakerFees, randomLatency, runBacktest, volumeFills } from '@trader/sim';

const minute = 60_000;

const instrument = new Instrument({
  symbol: 'XBTZAR',
  brokerage: 'sim',
  base: 'XBT',
  quote: 'ZAR',
  tickSize: '1',
  lotSize: '0.0001',
});

/** Buys and sells by chance, with every kind of order that has a price of its own to compute. */
class Chance extends StrategyBase {
  static override needs = { bars: [minute, 5 * minute] };
  override onBar({ symbol, close }: Bar): void {
    const dice = this.random();
    const quantity = Math.ceil(this.random() * 100) / 100;
    if (dice < 0.1) this.buy({ symbol, type: 'market', quantity });
    else if (dice < 0.2) this.buy({ symbol, type: 'limit', quantity, price: Math.round(close * 0.999) });
    else if (dice < 0.3) this.sell({ symbol, type: 'limit', quantity, price: Math.round(close * 1.001) });
    else if (dice < 0.35) this.closePosition(symbol);
    else if (dice < 0.4) this.cancelAll();
  }
}

/** A wave with a beat: no chance needed, the same numbers wherever it runs. */
function wave(length: number) {
  const price = (index: number): number => 10_000 + ((index * 37) % 211) + ((index * 61) % 97) - Math.floor(index / 7);
  const bars = Array.from({ length }, (_, index) => {
    const [open, close] = [price(index), price(index + 1)];
    return {
      openTimeMs: 1_699_999_980_000 + index * minute,
      open,
      high: Math.max(open, close) + 3,
      low: Math.min(open, close) - 3,
      close,
      volume: (index % 13) / 2,
    };
  });
  return barSource({ symbol: 'XBTZAR', name: 'wave', intervalMs: minute, bars });
}

/** A backtest as text: everything that it gave, to the last digit. */
export async function backtestOnce(): Promise<string> {
  const result = await runBacktest({
    instruments: [instrument],
    sources: [wave(1_500)],
    strategies: [{ id: 'chance', strategy: Chance, symbols: ['XBTZAR'], capital: { ZAR: '100000' } }],
    balances: { ZAR: '100000' },
    fees: makerTakerFees({ maker: '-0.0001', taker: '0.001' }),
    fills: volumeFills({ participation: 0.3 }),
    latency: randomLatency({ entry: { medianMs: 80 }, response: { medianMs: 40, sigma: 1 }, feed: { medianMs: 20 } }),
    seed: 'anywhere',
  });
  return JSON.stringify({ ...result, chartBars: [...result.chartBars] }, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value,
  );
}
