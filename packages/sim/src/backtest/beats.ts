/** Only moments at which a beat would change something are beaten: after new ticks, and when bars that are built from trades end. */
export class Beats {
  private readonly everyMs: number;
  private readonly barMs: number | undefined;
  private readonly barDelayMs: number;
  private due = Number.POSITIVE_INFINITY;
  private bars = false;

  /**
   * @param everyMs - The grid of the heartbeat, in milliseconds.
   * @param barMs - The shortest bar that is built from trades, in milliseconds; `undefined` when none is.
   * @param barDelayMs - How long such a bar waits for late trades.
   */
  constructor(everyMs: number, barMs: number | undefined, barDelayMs = 1_000) {
    this.everyMs = everyMs;
    this.barMs = barMs;
    this.barDelayMs = barDelayMs;
  }

  /** When the next beat comes, in milliseconds since the epoch; `Infinity` when none would change anything. */
  get nextMs(): number {
    return this.due;
  }

  /** A tick came that strategies at the pace of the heartbeat look at. */
  noteTick(timeMs: number): void {
    this.due = Math.min(this.due, this.gridAfter(timeMs));
  }

  /** A trade came that bars are built from. */
  noteTrade(timeMs: number): void {
    if (this.bars || this.barMs === undefined) return;
    this.bars = true;
    this.due = Math.min(this.due, this.barEndAfter(timeMs));
  }

  /** A beat came: the next one is when the next bar ends, if bars are built. */
  beat(timeMs: number): void {
    this.due = this.bars ? this.barEndAfter(timeMs) : Number.POSITIVE_INFINITY;
  }

  private barEndAfter(timeMs: number): number {
    const barMs = this.barMs ?? this.everyMs;
    const endMs = Math.floor((timeMs - this.barDelayMs) / barMs) * barMs + barMs;
    return this.gridAfter(endMs + this.barDelayMs - 1);
  }

  private gridAfter(timeMs: number): number {
    return Math.floor(timeMs / this.everyMs) * this.everyMs + this.everyMs;
  }
}
