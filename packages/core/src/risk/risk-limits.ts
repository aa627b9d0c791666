import type { DecimalInput } from '../money/decimal.ts';

/**
 * Limits of one strategy, or of the whole system. Amounts are maps by asset: order notionals by quote asset, positions by
 * base asset. An absent limit does not bind; the defaults that always bind are written at each field.
 */
export interface RiskLimits {
  /** Largest quote amount of one order, by quote asset: `{ ZAR: '10000' }`. */
  readonly orderNotionalMax?: Readonly<Record<string, DecimalInput>>;
  /** Largest position, long or short, counted as if everything live or unknown fills, by base asset. */
  readonly positionMax?: Readonly<Record<string, DecimalInput>>;
  /** Most live orders at once, unknown ones included. Default 50 per strategy and 200 in all. */
  readonly openOrdersMax?: number;
  /**
   * How far from the confirmed price an order may trade to its own harm (a purchase above, a sale below), as a fraction: `'0.05'` is 5 %. A price that far from
   * the one before is confirmed by the third tick that agrees. Default: any price.
   */
  readonly priceDeviationMax?: DecimalInput;
  /**
   * Orders in a row that the brokerage may refuse to a strategy on one instrument, at least 1; from then on each further one makes it wait, 1 s at
   * first, twice as long every time, a minute at most, until one is accepted. Default 5.
   */
  readonly rejectionsMax?: number;
  /** Market data older than this denies orders where data is pulled, in milliseconds. Default 10,000. */
  readonly staleAfterMs?: number;
}
