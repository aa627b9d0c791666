// Running sums in the strategy.
import { oursFile } from '../../harness/setup.mjs';
import { backtest, sourceOf, symbol } from '../ours.mjs';

const { StrategyBase } = await import(oursFile);

class Cross extends StrategyBase {
  static needs = { bars: [60_000] };
  closes = new Float64Array(50);
  count = 0;
  fast = 0;
  slow = 0;
  before = 0;
  onBar({ close }) {
    const { closes, count } = this;
    const place = count % 50;
    this.fast += count < 10 ? close : close - closes[(count - 10) % 50];
    this.slow += count < 50 ? close : close - closes[place];
    closes[place] = close;
    this.count = count + 1;
    if (count < 49) return;
    const now = this.fast * 5 - this.slow;
    const { before } = this;
    this.before = now;
    if (count === 49) return;
    if (before <= 0 && now > 0) {
      if (this.positions.get(symbol).quantity.isZero()) this.buy({ symbol, type: 'market', quantity: 1 });
    } else if (before >= 0 && now < 0) this.closePosition(symbol);
  }
}

export default {
  repeats: 6,
  isAsync: true,
  prepare: sourceOf,
  run: source => backtest(source, Cross),
};
