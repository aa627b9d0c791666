/** A snapshot is due after a day, however little happened, in milliseconds. */
const snapshotAfterMs = 24 * 60 * 60 * 1_000;

/** When a snapshot of everything is recorded: after so many records, and once a day if anything was recorded. */
export class SnapshotSchedule {
  readonly #every: number | undefined;
  #records = 0;
  #snapshotMs: number | undefined;

  /** @param every - After how many records; `undefined` for never. */
  constructor(every: number | undefined) {
    this.#every = every;
  }

  /** Counts what was recorded. */
  count(records: number): void {
    this.#records += records;
  }

  /** Goes on from what a journal has. */
  restore({ entriesSinceSnapshot, snapshotMs }: { entriesSinceSnapshot: number; snapshotMs: number }): void {
    this.#records = entriesSinceSnapshot;
    this.#snapshotMs = snapshotMs;
  }

  /** Whether it is time for one. */
  isDue(nowMs: number): boolean {
    if (this.#every === undefined) return false;
    this.#snapshotMs ??= nowMs;
    return this.#records >= this.#every || (this.#records > 0 && nowMs - this.#snapshotMs >= snapshotAfterMs);
  }

  /** One was taken. */
  taken(nowMs: number): void {
    this.#records = 0;
    this.#snapshotMs = nowMs;
  }
}
