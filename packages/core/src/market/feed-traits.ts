/**
 * What the market data of an instrument consists of, where it is not a live stream: played back from files, whose rows are all there is.
 * Live streams give ticks and no bars.
 */
export interface FeedTraits {
  /** Whether ticks come. Where they do not, the close of a bar, a trade's price or the best prices of a book stand in for them. */
  readonly givesTicks: boolean;
  /** Whether bars of every length that strategies need come ready. Where they do not, they are built from trades. */
  readonly givesBars: boolean;
}

/** What live streams give. */
export const liveFeed: FeedTraits = { givesTicks: true, givesBars: false };
