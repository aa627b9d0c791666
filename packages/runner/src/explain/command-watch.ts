import type { ActionCause, Command, TraderRecord } from '@trader/core';
import { type EntryRow, toEntry } from '../journal/entry-row.ts';

/** A command that made the engine act. */
export interface Wish {
  /** Its name: `cancel-all`. */
  readonly command: Command['command'];
  /** Who wished it; `stop` and `system` are the system itself. */
  readonly by: string;
}

/** Keeps, while a journal is read, whose command the engine carries out. */
export class CommandWatch {
  #latest: Wish | undefined;
  /** What closes every position as a run ends; the journal does not tell when it is through. */
  #stop: Wish | undefined;
  readonly #closing = new Map<string, Wish>();

  /** Takes in the next entry. */
  see(row: EntryRow): void {
    if (row.type === 'fact' && row.text.includes('"command"')) this.#seeFact(toEntry(row).record);
    else if (row.type === 'closing') this.#seeClosing(toEntry(row).record);
    else if (row.type === 'run-started') this.#stop = undefined;
  }

  /** Whose command led to an action of no hook; `undefined` where none did, or where the journal does not have it. */
  behind({ event }: ActionCause, strategy: string): Wish | undefined {
    return event === 'command' ? this.#latest : (this.#closing.get(strategy) ?? this.#stop);
  }

  #seeFact(record: TraderRecord): void {
    if (record.type !== 'fact' || record.event.type !== 'command') return;
    this.#latest = { command: record.event.command.command, by: record.event.by };
    if (this.#latest.command === 'close-all' && this.#latest.by === 'stop') this.#stop = this.#latest;
  }

  /** Closing takes many events; what it asks for in any of them is the wish of who began it. */
  #seeClosing(record: TraderRecord): void {
    if (record.type !== 'closing') return;
    if (!record.isActive) this.#closing.delete(record.strategy);
    else if (this.#latest !== undefined) this.#closing.set(record.strategy, this.#latest);
  }
}

/** A wish in words: `cancel-all by ann`. */
export function wishText({ command, by }: Wish): string {
  if (by === 'stop') return `${command} by the system, which stops`;
  return `${command} by ${by === 'system' ? 'the system itself' : by}`;
}
