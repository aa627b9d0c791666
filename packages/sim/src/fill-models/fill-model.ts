/** Decides when a resting order fills against market data, and how much of it. */
export interface FillModel {
  /** What reports call it, with its settings. */
  readonly name: string;
}
