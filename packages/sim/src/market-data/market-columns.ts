/** A stretch of time in which the source may have missed something: the recorder was off, a stream broke. */
export interface MarketGap {
  /** The last moment known to be complete, in milliseconds since the epoch. */
  readonly fromMs: number;
  /** The first moment that is complete again. */
  readonly toMs: number;
  /** Why, for a person. */
  readonly reason: string;
}

/** Complete bars of one interval as columns; row `i` is one bar. Prices and volumes are doubles: measurements, never money. */
export interface BarColumns {
  /** Discriminant. */
  readonly kind: 'bar';
  /** Rows; every column is at least that long, what lies beyond is not read. */
  readonly length: number;
  /** Where rows may be missing, oldest first; each belongs to the chunk of the first row at or after its end. Absent: nowhere known. */
  readonly gaps?: readonly MarketGap[];
  /** Length of the bars, in milliseconds. */
  readonly intervalMs: number;
  /** When each interval starts, in milliseconds since the epoch; strictly rising. */
  readonly openTimeMs: Float64Array;
  /** First price; the previous close when nothing traded. */
  readonly open: Float64Array;
  /** Highest price. */
  readonly high: Float64Array;
  /** Lowest price. */
  readonly low: Float64Array;
  /** Last price. */
  readonly close: Float64Array;
  /** Base quantity traded; 0 when nothing traded. */
  readonly volume: Float64Array;
}

/** Public trades as columns; row `i` is one trade. */
export interface TradeColumns {
  /** Discriminant. */
  readonly kind: 'trade';
  /** Rows. */
  readonly length: number;
  /** Where rows may be missing, oldest first; each belongs to the chunk of the first row at or after its end. Absent: nowhere known. */
  readonly gaps?: readonly MarketGap[];
  /** When each happened, in milliseconds since the epoch; never falling. */
  readonly timeMs: Float64Array;
  /** Price. */
  readonly price: Float64Array;
  /** Base quantity. */
  readonly quantity: Float64Array;
  /** Who took liquidity: 1 the buyer, −1 the seller, 0 not told. */
  readonly takerSide: Int8Array;
  /** The exchange's ids; absent: the row's number in its source, from 0, is the id. */
  readonly tradeId?: readonly string[];
  /** Number of the first row in its source; counts on from chunk to chunk. */
  readonly firstRow: number;
}

/** Best prices as columns; row `i` is one tick. `NaN` stands for a side that nobody quotes. */
export interface TickColumns {
  /** Discriminant. */
  readonly kind: 'tick';
  /** Rows. */
  readonly length: number;
  /** Where rows may be missing, oldest first; each belongs to the chunk of the first row at or after its end. Absent: nowhere known. */
  readonly gaps?: readonly MarketGap[];
  /** When each was so, in milliseconds since the epoch; never falling. */
  readonly timeMs: Float64Array;
  /** Highest price somebody buys at, or `NaN`. */
  readonly bid: Float64Array;
  /** Lowest price somebody sells at, or `NaN`. */
  readonly ask: Float64Array;
  /** Price of the last trade, or `NaN`. */
  readonly last: Float64Array;
}

/** The top of the book after each change, as columns; row `i` has `depth` levels per side at `i * depth`, best first, `NaN` beyond the last. */
export interface BookColumns {
  /** Discriminant. */
  readonly kind: 'book';
  /** Rows. */
  readonly length: number;
  /** Where rows may be missing, oldest first; each belongs to the chunk of the first row at or after its end. Absent: nowhere known. */
  readonly gaps?: readonly MarketGap[];
  /** Levels per side. */
  readonly depth: number;
  /** When each was so, in milliseconds since the epoch; never falling. */
  readonly timeMs: Float64Array;
  /** Prices of buyers. */
  readonly bidPrice: Float64Array;
  /** Base quantities of buyers. */
  readonly bidQuantity: Float64Array;
  /** Prices of sellers. */
  readonly askPrice: Float64Array;
  /** Base quantities of sellers. */
  readonly askQuantity: Float64Array;
}

/** A stretch of one instrument's market data of one kind. Whoever reads it must not keep it: sources may reuse the arrays. */
export type MarketColumns = BarColumns | TradeColumns | TickColumns | BookColumns;

/** What kind of market data. */
export type MarketDataKind = MarketColumns['kind'];
