/** How the brokerage's clock stands against the engine's, as far as the adapter has told. */
export class BrokerageTime {
  #offsetMs = 0;

  /** Takes in a new measurement of the brokerage's time minus ours. */
  apply(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }

  /** A moment of ours on the brokerage's clock. */
  toBrokerageMs(timeMs: number): number {
    return Math.ceil(timeMs + this.#offsetMs);
  }
}
