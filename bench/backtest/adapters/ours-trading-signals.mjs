// The same cross with two SMA objects of trading-signals.
import { SMA } from 'trading-signals';
import { oursFile } from '../../harness/setup.mjs';
import { backtest, sourceOf, symbol } from '../ours.mjs';

const { StrategyBase } = await import(oursFile);

class Cross extends StrategyBase {
  static needs = { bars: [60_000] };
  fast = new SMA(10);
  slow = new SMA(50);
  before = undefined;
  onBar({ close }) {
    const fast = this.fast.add(close);
    const slow = this.slow.add(close);
    if (slow === null) return;
    const now = fast - slow;
    const { before } = this;
    this.before = now;
    if (before === undefined) return;
    if (before <= 0 && now > 0) {
      if (this.positions.get(symbol).quantity.isZero()) this.buy({ symbol, type: 'market', quantity: 1 });
    } else if (before >= 0 && now < 0) this.closePosition(symbol);
  }
}

export default {
  repeats: 4,
  isAsync: true,
  prepare: sourceOf,
  run: source => backtest(source, Cross),
};
