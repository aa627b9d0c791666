import { oursFile } from '../../harness/setup.mjs';
import { chunksOf, tradesEvery } from '../workload.mjs';

const { Instrument, runBacktest, StrategyBase } = await import(oursFile);
const symbol = 'XBTZAR';
const instrument = new Instrument({
  symbol,
  brokerage: 'bench',
  base: 'XBT',
  quote: 'ZAR',
  tickSize: '1',
  lotSize: '0.000001',
});

function createStrategies() {
  const seen = { sum: 0, fast: 0, slow: 0, count: 0 };
  class Adds extends StrategyBase {
    static pace = 'event';
    onTick({ bid, ask }) {
      seen.sum += bid + ask;
    }
  }
  class Averages extends StrategyBase {
    static pace = 'event';
    onTick({ bid, ask }) {
      const middle = (bid + ask) / 2;
      seen.fast += (middle - seen.fast) / 16;
      seen.slow += (middle - seen.slow) / 256;
    }
  }
  class Trades extends StrategyBase {
    static pace = 'event';
    onTick() {
      seen.count += 1;
      if (seen.count % tradesEvery !== 0) return;
      if (this.positions.get(symbol).quantity.isZero()) this.buy({ symbol, type: 'market', quantity: 1 });
      else this.closePosition(symbol);
    }
  }
  return { seen, strategies: [Adds, Averages, Trades] };
}

export default {
  repeats: 3,
  isAsync: true,
  async run({ length }) {
    const { seen, strategies } = createStrategies();
    const source = {
      name: 'bench',
      symbol,
      kind: 'tick',
      intervalMs: undefined,
      rows: length,
      chunks: () => chunksOf(length),
    };
    const capital = { ZAR: '1000000000' };
    const { endBalances, rows, fills } = await runBacktest({
      instruments: [instrument],
      sources: [source],
      strategies: strategies.map((strategy, index) => ({
        id: strategy.name,
        strategy,
        symbols: [symbol],
        capital: index === 2 ? capital : {},
      })),
      balances: capital,
    });
    const held = new Map(endBalances.map(({ asset, amount }) => [asset, amount.toNumber()]));
    const cash = (held.get('ZAR') ?? 0) - 1_000_000_000;
    return { ...seen, cash, held: held.get('XBT') ?? 0, counted: { rows, fills: fills.length } };
  },
};
