/** Points of the way that prices are assumed to take within a bar. */
export const pathPoints = 4;

/**
 * The way that prices are assumed to take within a bar: open, one extreme, the other, close. The low comes first for who holds
 * base, the high for who owes it or holds nothing: what was bought within a bar is not sold at its top. Only what is held decides, never
 * how the bar ends: strategies that see the way would know it before.
 *
 * The points are spread evenly over the bar: the open at its start, the close at its end.
 */
export class PricePath {
  /** When the bar begins, in milliseconds since the epoch. */
  openTimeMs = 0;
  /** When it ends. */
  closeTimeMs = 0;
  /** Base quantity traded in it. */
  volume = 0;
  /** Whether nobody traded: no volume and one price. Resting orders do not fill in silence. */
  isSilent = false;
  private open = 0;
  private high = 0;
  private low = 0;
  private close = 0;
  private lowFirst = true;

  /** Begins a bar. */
  begin(
    openTimeMs: number,
    closeTimeMs: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ): void {
    this.openTimeMs = openTimeMs;
    this.closeTimeMs = closeTimeMs;
    this.open = open;
    this.high = high;
    this.low = low;
    this.close = close;
    this.volume = volume;
    this.isSilent = volume === 0 && high === low;
  }

  /** Decides which extreme comes first. @param held - The sign of what is held in base: below 0 when it is owed. */
  orient(held: number): void {
    this.lowFirst = held > 0;
  }

  /** Price of a point, 0 to 3. */
  price(point: number): number {
    if (point === 0) return this.open;
    if (point === pathPoints - 1) return this.close;
    return (point === 1) === this.lowFirst ? this.low : this.high;
  }

  /** Time of a point, 0 to 3, in whole milliseconds since the epoch. */
  timeMs(point: number): number {
    if (point === pathPoints - 1) return this.closeTimeMs;
    return this.openTimeMs + Math.floor(((this.closeTimeMs - this.openTimeMs) * point) / (pathPoints - 1));
  }

  /** Time at which the way is at a price between a point, 1 to 3, and the one before, in whole milliseconds since the epoch. */
  timeBefore(point: number, price: number): number {
    const fromMs = this.timeMs(point - 1);
    const from = this.price(point - 1);
    const part = Math.abs((price - from) / (this.price(point) - from));
    return fromMs + Math.floor((this.timeMs(point) - fromMs) * part);
  }
}
