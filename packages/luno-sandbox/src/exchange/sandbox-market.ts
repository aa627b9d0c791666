import type { MarketFeed } from '../stream/market-feed.ts';
import type { CandleBook } from './candle-book.ts';
import type { MarketRow, TradingStatus } from './market-row.ts';
import type { MarketView } from './market-view.ts';

/** Everything the sandbox holds of one market. */
export interface SandboxMarket {
  /** Its rules. */
  readonly row: MarketRow;
  /** Its candles. */
  readonly candles: CandleBook;
  /** What REST shows of it. */
  view: MarketView;
  /** Its stream. */
  feed: MarketFeed;
  /** Whether it trades. */
  status: TradingStatus;
}
