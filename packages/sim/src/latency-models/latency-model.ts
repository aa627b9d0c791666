/** The delays of one run. Asked in order of time; a message never overtakes an earlier one of its direction, whatever is answered. */
export interface LatencyDelays {
  /** From the strategy's decision until the exchange has the request, in milliseconds. */
  entryMs(timeMs: number): number;
  /** From the exchange's doing until the strategy hears of it, in milliseconds. */
  responseMs(timeMs: number): number;
  /** From the market's event until the strategy sees it, in milliseconds. */
  feedMs(timeMs: number): number;
}

/** How long requests, answers and market data are on their way; drawn from the run's seed where it is random. */
export interface LatencyModel {
  /** What reports call it, with its settings. */
  readonly name: string;
  /**
   * The delays of one run; everything that changes lives in what it returns. Fractions of a millisecond are rounded up.
   *
   * @param random - Numbers in [0, 1) from the run's seed.
   */
  start(random: () => number): LatencyDelays;
}
