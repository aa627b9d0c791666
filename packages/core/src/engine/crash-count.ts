import type { TraderRecord } from '../journal/trader-record.ts';

/** In which time crashes are counted, in milliseconds. */
const windowMs = 600_000;

/** Crashes that are remembered; more than anybody configures. */
const crashesKeptMax = 100;

/** Counts runs that traded and did not end in order, as the journal shows them: killed, out of memory, ended by a watchdog. */
export class CrashCount {
  #isTrading = false;
  #crashes: number[] = [];
  #startedMs = 0;

  /** Takes note of what is folded, in order. */
  note(record: TraderRecord, timeMs: number): void {
    if (record.type === 'strategy') {
      if (record.status === 'running') this.#isTrading = true;
      else if (record.status === 'stopped') this.#isTrading = false;
    }
    if (record.type !== 'run-started') return;
    if (this.#isTrading) this.#crashes = [...this.#crashes, timeMs].slice(-crashesKeptMax);
    this.#isTrading = false;
    this.#startedMs = timeMs;
  }

  /** How many there were in the ten minutes before the present start, as far back as the newest snapshot. */
  get recent(): number {
    return this.#crashes.filter(timeMs => timeMs > this.#startedMs - windowMs).length;
  }

  /** Why no new risk is taken at a start, when there were too many; `max` of `undefined` never minds. */
  reason(max: number | undefined): string | undefined {
    if (max === undefined || this.recent < max) return undefined;
    return `${this.recent} runs in the last ${windowMs / 60_000} minutes ended without being stopped, so this one begins without new risk: find out why they did (log, memory, exit codes), then resume by command`;
  }
}
