import { type Bar, Decimal, StrategyBase } from '@trader/core';
import { z } from 'zod';
import { RunningMean } from '../src/running-mean.ts';

const params = z
  .object({
    /** Bars in the fast average. */
    fast: z.number().int().min(1).default(5),
    /** Bars in the slow average. */
    slow: z.number().int().min(2).max(60).default(20),
    /** Quote amount to spend on an entry, as decimal text. */
    spend: z
      .string()
      .regex(/^\d+(\.\d+)?$/, 'must be decimal text such as "5000"')
      .default('5000'),
  })
  .refine(({ fast, slow }) => fast < slow, { path: ['fast'], error: 'must be smaller than slow' });

/** The averages of one symbol, and how they lay to each other after the last bar. */
interface Averages {
  readonly fast: RunningMean;
  readonly slow: RunningMean;
  above: boolean | undefined;
}

/** Long while the fast average of one-minute closes is above the slow one, flat otherwise; acts on crossings only. */
export default class MovingAverageStrategy extends StrategyBase<typeof params> {
  static override readonly params = params;
  static override readonly needs = { bars: [60_000], warmUpBars: 60 };

  readonly #averages = new Map<string, Averages>();

  override onBar(bar: Bar): void {
    const averages = this.#averagesOf(bar.symbol);
    const fast = averages.fast.add(bar.close);
    const slow = averages.slow.add(bar.close);
    if (fast === undefined || slow === undefined || fast === slow) return;

    const wasAbove = averages.above;
    averages.above = fast > slow;
    if (this.warmingUp || wasAbove === undefined || wasAbove === averages.above) return;
    this.log.info(averages.above ? 'crossed up' : 'crossed down', { symbol: bar.symbol, fast, slow });
    if (averages.above) this.#enter(bar.symbol);
    else this.closePosition(bar.symbol);
  }

  /** Buys what the ask offers up to `spend`; what does not fill at once is canceled, so nothing is ever left standing. */
  #enter(symbol: string): void {
    const ask = this.tick(symbol)?.ask;
    if (ask === undefined) return;
    const instrument = this.instrument(symbol);
    const price = instrument.roundPrice(ask, 'up');
    const quantity = instrument.roundQuantity(Decimal.from(this.params.spend).dividedBy(price, 18, 'down'), 'down');
    this.buy({ symbol, type: 'limit', quantity, price, timeInForce: 'IOC' });
  }

  #averagesOf(symbol: string): Averages {
    const { fast, slow } = this.params;
    const averages = this.#averages.get(symbol) ?? {
      fast: new RunningMean(fast),
      slow: new RunningMean(slow),
      above: undefined,
    };
    this.#averages.set(symbol, averages);
    return averages;
  }
}
