import type { MarketFeed } from '../stream/market-feed.ts';
import type { CandleBook } from './candle-book.ts';
import type { MarketRow, TradingStatus } from './market-row.ts';

/** Everything the sandbox holds of one market. */
export interface SandboxMarket {
  /** Its rules. */
  readonly row: MarketRow;
  /** Its candles. */
  readonly candles: CandleBook;
  /** Its stream. */
  readonly feed: MarketFeed;
  /** Whether it trades. */
  status: TradingStatus;
}
