/** How full one queue or cache is. */
export interface Gauge {
  /** What it holds, in words: `actions waiting`, `ended orders of dip`. */
  readonly name: string;
  /** How many there are now. */
  readonly size: number;
  /** How many there may be. */
  readonly sizeMax: number;
}
