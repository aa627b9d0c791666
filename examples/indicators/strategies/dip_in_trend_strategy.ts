import { type Bar, type Decimal, StrategyBase } from '@trader/core';
import { EMA, RSI } from 'trading-signals';
import { z } from 'zod';

const params = z.strictObject({
  /** Bars of the average that tells the trend. */
  trend: z.number().int().min(2).max(200).default(50),
  /** Bars of the relative strength index. */
  strength: z.number().int().min(2).max(100).default(14),
  /** Buys when the index comes back above it. */
  low: z.number().min(1).max(50).default(45),
  /** Sells when the index is above it. */
  high: z.number().min(50).max(99).default(70),
  /** Sells when the price is that fraction below the trend. */
  stop: z.number().min(0).max(0.5).default(0.02),
  /** Share of the capital to spend on an entry. */
  share: z.number().gt(0).max(0.98).default(0.9),
});

const hourMs = 3_600_000;

/** The indicators of one symbol, and the index of the bar before. */
interface Indicators {
  readonly trend: EMA;
  readonly strength: RSI;
  before: number | undefined;
}

/** Buys when a dip in a rising market is over, sells when strength is high or the trend breaks. */
export default class DipInTrendStrategy extends StrategyBase<typeof params> {
  static override readonly params = params;
  static override readonly needs = { bars: [hourMs], warmUpBars: 60 };

  readonly #indicators = new Map<string, Indicators>();

  override onBar({ symbol, close }: Bar): void {
    const indicators = this.#indicatorsOf(symbol);
    const trend = indicators.trend.add(close);
    const strength = indicators.strength.add(close);
    const { before } = indicators;
    if (trend === null || strength === null || !indicators.trend.isStable) return;
    indicators.before = strength;
    if (this.warmingUp || before === undefined || this.orders.standing.length > 0) return;

    const { low, high, stop } = this.params;
    if (this.#held(symbol).isZero()) {
      if (close > trend && before <= low && strength > low) this.#enter(symbol, close);
    } else if (strength > high || close < trend * (1 - stop)) this.closePosition(symbol);
  }

  #enter(symbol: string, price: number): void {
    const instrument = this.instrument(symbol);
    const spend = this.capital.available(instrument.quote).times(this.params.share);
    const quantity = instrument.roundQuantity(spend.dividedBy(price, 18, 'down'), 'down');
    if (quantity.isZero()) return;
    // A limit a little above the market: it takes what is there, and no more than that is ever paid.
    const limit = instrument.roundPrice(price * 1.002, 'down');
    this.buy({ symbol, type: 'limit', quantity, price: limit, timeInForce: 'IOC' });
  }

  /** What can be sold: fees in base may leave less than one lot. */
  #held(symbol: string): Decimal {
    return this.instrument(symbol).roundQuantity(this.positions.get(symbol).quantity, 'down');
  }

  #indicatorsOf(symbol: string): Indicators {
    const { trend, strength } = this.params;
    const known = this.#indicators.get(symbol);
    const indicators = known ?? { trend: new EMA(trend), strength: new RSI(strength), before: undefined };
    this.#indicators.set(symbol, indicators);
    return indicators;
  }
}
