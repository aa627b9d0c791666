import type { MarketStatus } from '@trader/sim';
import type { TradingStatus } from './market-row.ts';

/** The status words of one market on Luno's three surfaces, and what the exchange underneath makes of it. */
export interface StatusWords {
  /** `trading_status` of `GET /api/exchange/1/markets`. */
  readonly market: string;
  /** `status` of tickers. */
  readonly ticker: string;
  /** `status` of the market stream. */
  readonly stream: string;
  /** What is traded. */
  readonly simulated: MarketStatus;
}

/** Luno's words for each status. `markets` has no word for “takes no orders”, so it says `SUSPENDED`. */
export const statusWords: Readonly<Record<TradingStatus, StatusWords>> = {
  ACTIVE: { market: 'ACTIVE', ticker: 'ACTIVE', stream: 'ACTIVE', simulated: 'active' },
  POST_ONLY: { market: 'POST_ONLY', ticker: 'POSTONLY', stream: 'POSTONLY', simulated: 'post-only' },
  SUSPENDED: { market: 'SUSPENDED', ticker: 'POSTONLY', stream: 'POSTONLY', simulated: 'post-only' },
  DISABLED: { market: 'SUSPENDED', ticker: 'DISABLED', stream: 'DISABLED', simulated: 'disabled' },
};
