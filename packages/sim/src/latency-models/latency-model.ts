/** How long things are on their way, in milliseconds; drawn from the run's seed where it is random. */
export interface LatencyModel {
  /** What reports call it, with its settings. */
  readonly name: string;
}
