/** How much worse than the market a taker is filled. */
export interface SlippageModel {
  /** What reports call it, with its settings. */
  readonly name: string;
}
