import { decodeRecord, encodeRecord, type Journal, type JournalEntry } from '@trader/core';
import type { JournalWatch } from './journal-watch.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** What is on the disk: survives processes. */
export class JournalStore {
  /** What was made durable, in order, as it was appended. */
  readonly entries: JournalEntry[] = [];
  /** The same as text, as far as nobody has read it yet. */
  #texts: string[] = [];
  readonly #keepsText: boolean;
  /** What was read out of the text, once: entries are never changed. */
  readonly #decoded: JournalEntry[] = [];
  /** What is older was dropped. */
  #keptFrom = 0;

  /** @param keepsText - Whether entries become text and are read out of it. */
  constructor(keepsText: boolean) {
    this.#keepsText = keepsText;
  }

  /** Makes entries durable, all or none, as a transaction does. */
  add(entries: readonly JournalEntry[], texts: readonly string[]): void {
    this.entries.push(...entries);
    this.#texts.push(...texts);
  }

  /** Sequence of the newest snapshot that is durable. */
  get newestSnapshot(): number | undefined {
    return this.entries.findLast(({ record }) => record.type === 'snapshot')?.sequence;
  }

  /** Somebody drops what is older than the newest snapshot, where this seed has it so. */
  compact(world: World): void {
    const { newestSnapshot } = this;
    if (newestSnapshot === undefined || newestSnapshot <= this.#keptFrom) return;
    if (!world.scenario.compacts || !world.fires('journal-compacted', world.streams.journal, 0.5)) return;
    this.#keptFrom = newestSnapshot;
  }

  /** What a new process reads: every record out of its text. */
  read(fromSequence: number): Iterable<JournalEntry> {
    const from = Math.max(fromSequence, this.#keptFrom);
    if (!this.#keepsText) return from <= 1 ? this.entries : this.entries.filter(({ sequence }) => sequence >= from);
    for (const text of this.#texts) {
      const entry = this.entries[this.#decoded.length];
      if (entry !== undefined) this.#decoded.push({ ...entry, record: decodeRecord(text) });
    }
    this.#texts = [];
    return from <= 1 ? this.#decoded : this.#decoded.filter(({ sequence }) => sequence >= from);
  }
}

/** One process's journal: what is committed survives, what is not may not. */
export class SimulatedJournal implements Journal {
  readonly #store: JournalStore;
  readonly #process: SimulatedProcess;
  readonly #watch: JournalWatch;
  #pending: JournalEntry[] = [];
  #texts: string[] = [];
  #isCommitting = false;

  /** @param store - The disk; @param process - whose journal; @param watch - who looks at every record. */
  constructor(store: JournalStore, process: SimulatedProcess, watch: JournalWatch) {
    this.#store = store;
    this.#process = process;
    this.#watch = watch;
  }

  /** Everything appended by this process or before it, durable or not. */
  get all(): readonly JournalEntry[] {
    return [...this.#store.entries, ...this.#pending];
  }

  /** Adds one entry to the batch. */
  append(entry: JournalEntry): void {
    const { world } = this.#process;
    // There are many appends to one of anything else.
    if (this.#process.mayDie('crash-in-append', 0.2)) return;
    if (world.fires('journal-full', world.streams.journal, world.scenario.odds.journalFull)) {
      this.#watch.onFailed();
      throw new Error('no space left on device');
    }
    if (entry.record.type === 'snapshot') world.fired('journal-snapshot');
    if (entry.record.type === 'order-adopted') world.fired('adopted');
    this.#pending.push(entry);
    if (world.scenario.keepsText) this.#texts.push(encodeRecord(entry.record));
    this.#watch.onAppended(entry);
  }

  /** Makes the batch durable, now or later or never. */
  commit(): Promise<void> | undefined {
    const { world } = this.#process;
    const random = world.streams.journal;
    const { odds } = world.scenario;
    this.#isCommitting = true;
    if (this.#process.mayDie('crash-before-commit', 0.5)) return undefined;
    this.#watch.onBatch();
    if (world.fires('journal-fail-commit', random, odds.failCommit)) {
      // Some failed commits have reached the disk all the same.
      if (random.chance(0.5)) this.#makeDurable();
      else this.#forget();
      this.#watch.onFailed();
      if (random.chance(0.5)) return Promise.reject(new Error('input/output error'));
      throw new Error('input/output error');
    }
    if (world.fires('journal-delay', random, odds.slowCommit)) return this.#commitLater();
    this.#makeDurable();
    this.#process.mayDie('crash-after-commit', 0.5);
    return undefined;
  }

  /** What earlier processes left. */
  read(fromSequence: number): Iterable<JournalEntry> {
    return this.#store.read(fromSequence);
  }

  /** Where a start begins to read. */
  newestSnapshot(): number | undefined {
    return this.#store.newestSnapshot;
  }

  /** Nothing to release. */
  close(): void {
    // The disk stays.
  }

  /** What becomes of a batch when the process dies: none of it or, where a commit was under way, perhaps all of it. */
  loseTail(): void {
    if (this.#pending.length === 0) return;
    const { world } = this.#process;
    const mayStay = this.#isCommitting && world.streams.journal.chance(0.5) && world.allows('journal-unconfirmed-tail');
    if (mayStay && world.fired('journal-unconfirmed-tail')) this.#makeDurable();
    else {
      world.fired('journal-lose-tail');
      this.#forget();
    }
  }

  #commitLater(): Promise<void> {
    const { world } = this.#process;
    const random = world.streams.journal;
    const slowness = random.pick([5, 50, 500, 3_000]);
    return new Promise(resolve => {
      world.time.plan(random.integer(0, slowness), 'disk writes', () => {
        if (!this.#process.isAlive) return;
        this.#makeDurable();
        world.time.plan(random.integer(0, slowness), 'disk confirms', () => {
          if (this.#process.isAlive) resolve();
        });
      });
    });
  }

  #makeDurable(): void {
    this.#store.add(this.#pending, this.#texts);
    for (const entry of this.#pending) this.#watch.onDurable(entry);
    this.#forget();
  }

  #forget(): void {
    this.#isCommitting = false;
    this.#pending = [];
    this.#texts = [];
  }
}
