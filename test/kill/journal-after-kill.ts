import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { decodeRecord, isLiveOrderState, type OrderState, type TraderRecord } from '@trader/core';
import { JournalReader } from '../../packages/runner/src/journal/journal-reader.ts';

/** What a dead process has left in its journal. */
interface JournalLeft {
  /** Orders that live as far as the journal knows. */
  readonly live: number;
  /** Those of them without an answer: nobody here knows whether the exchange has them. */
  readonly unknown: number;
  /** What is wrong with the file; nothing should be. */
  readonly problem: string | undefined;
}

const unanswered: ReadonlySet<OrderState> = new Set(['submitted', 'unknown']);

/** Reads a journal again and again, always a copy: nothing but the next run may touch the files that a killed one has left. */
export class JournalAfterKill {
  readonly #file: string;
  readonly #states = new Map<string, OrderState>();
  #lastSequence = 0;

  /** @param file - The journal of the killed process. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Checks a copy as it is, and takes in what is new in it. */
  read(): JournalLeft {
    if (!existsSync(this.#file)) return this.#left(undefined);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'kill-test-copy-'));
    try {
      const copy = path.join(folder, 'journal.sqlite');
      for (const suffix of ['', '-wal', '-mark']) {
        if (existsSync(`${this.#file}${suffix}`)) copyFileSync(`${this.#file}${suffix}`, `${copy}${suffix}`);
      }
      return this.#left(this.#readCopy(copy));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #readCopy(copy: string): string | undefined {
    let reader: JournalReader | undefined;
    try {
      reader = new JournalReader(copy);
      reader.checkWhole();
      const { lastSequence } = reader;
      if (lastSequence < this.#lastSequence) return `it ends at ${lastSequence} and had ${this.#lastSequence} entries`;
      for (const { text } of reader.read(this.#lastSequence + 1)) this.#take(decodeRecord(text));
      this.#lastSequence = lastSequence;
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      reader?.close();
    }
  }

  #take(record: TraderRecord): void {
    if (record.type === 'order-requested') this.#states.set(record.terms.clientOrderId, 'requested');
    else if (record.type === 'order-submitted') this.#states.set(record.clientOrderId, 'submitted');
    else if (record.type === 'order-changed' && isLiveOrderState(record.to)) {
      this.#states.set(record.clientOrderId, record.to);
    } else if (record.type === 'order-changed') this.#states.delete(record.clientOrderId);
  }

  #left(problem: string | undefined): JournalLeft {
    const live = [...this.#states.values()].filter(state => state !== 'requested');
    return { live: live.length, unknown: live.filter(state => unanswered.has(state)).length, problem };
  }
}
