import { createSeededRandom } from '@trader/core';
import { makeProject } from './make-project.ts';

const dayMs = 86_400_000;
const startMs = Date.UTC(2024, 0, 1);

/** Daily bars by chance around a slow wave, so that crossings happen. */
export function searchBars(days: number): string {
  const random = createSeededRandom('bars');
  const lines = ['time,open,high,low,close,volume'];
  let open = 1_000;
  for (let day = 0; day < days; day += 1) {
    const close = Math.round(1_000 + 200 * Math.sin(day / 15) + (random() - 0.5) * 60);
    const time = new Date(startMs + day * dayMs).toISOString();
    lines.push(`${time},${open},${Math.max(open, close) + 5},${Math.min(open, close) - 5},${close},10`);
    open = close;
  }
  return `${lines.join('\n')}\n`;
}

/** Holds one unit while the price is above its average over the last `length` closes. */
export const crossingStrategy = `import { StrategyBase } from '@trader/core';
import { z } from 'zod';

export default class CrossingStrategy extends StrategyBase {
  static params = z.strictObject({ length: z.number().int().min(1).max(60), quiet: z.number().int().default(0) });
  static needs = { bars: [86400000] };
  closes = [];
  onBar(bar) {
    this.closes.push(bar.close);
    if (this.closes.length <= this.params.length) return;
    this.closes.shift();
    const mean = this.closes.reduce((sum, close) => sum + close, 0) / this.closes.length;
    const held = this.positions.get(bar.symbol).quantity;
    if (this.orders.standing.length > 0) return;
    if (bar.close > mean + this.params.quiet && held.isZero()) this.buy({ symbol: bar.symbol, type: 'market', quantity: '1' });
    if (bar.close < mean - this.params.quiet && !held.isZero()) this.closePosition(bar.symbol);
  }
}
`;

/** The configuration of a search; `optimize` is its section's content. */
export function searchConfig(optimize: string): string {
  return `brokerage:
  adapter: ./brokerages/none.ts
strategies:
  - { id: crossing, symbols: [XBTZAR], capital: { ZAR: '5000' }, params: { length: 5 } }
simulation:
  fees: { taker: '0.001', asset: quote }
backtest:
  data: [{ file: data/bars.csv, symbol: XBTZAR, interval: 1d }]
  instruments: [{ symbol: XBTZAR, base: XBT, quote: ZAR, tickSize: '1', lotSize: '1' }]
optimize:
${optimize.replace(/^/gm, '  ')}
`;
}

/** A project with everything that a search needs. */
export function makeSearchProject(optimize: string, days = 400): string {
  return makeProject({
    'configs/global_strategy_config.yaml': searchConfig(optimize),
    'strategies/crossing_strategy.js': crossingStrategy,
    'data/bars.csv': searchBars(days),
  });
}
