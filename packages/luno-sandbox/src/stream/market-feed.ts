/** Takes one frame of the market stream. */
export type MarketFrameListener = (frame: string) => void;

/** What the market stream of one market says: a snapshot for each session, then updates. */
export interface MarketFeed {
  /** Sequence of the newest update. */
  sequence(): bigint;
  /** When the last update was sent, in milliseconds since the epoch. */
  lastUpdateMs(): number;
  /** The whole state as the first frame of a session. */
  snapshot(timeMs: number): string;
  /** Hears every update from now on; the returned function ends it. */
  subscribe(listener: MarketFrameListener): () => void;
  /** Sends an update without content, which takes a sequence as well. */
  noOp(timeMs: number): void;
  /** Sends a status update. */
  statusChanged(status: string, timeMs: number): void;
  /** Skips one sequence number: a gap without anything missing. */
  skipSequence(): void;
}
