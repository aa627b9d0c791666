import type { ClientOrderIdRules } from '../brokerage/capabilities.ts';
import { ClientOrderIds } from './client-order-id.ts';

/** Runs that are remembered; what an older one placed has long ended. */
const runsMax = 100;

/** The runs that wrote this journal, by which an order of another instance of this program is told from one of ours. */
export class OwnRuns {
  readonly #rules: ClientOrderIdRules;
  readonly #present: ClientOrderIds;
  /** What ids begin with, by the run's id; the oldest first. */
  readonly #runs = new Map<string, string>();

  /** @param runId - The present run; @param rules - how client order ids look. */
  constructor(runId: string, rules: ClientOrderIdRules) {
    this.#rules = rules;
    this.#present = new ClientOrderIds(runId, rules);
  }

  /** Ids of the runs that were added, the oldest first. */
  get ids(): readonly string[] {
    return [...this.#runs.keys()];
  }

  /** A run wrote this journal. */
  add(runId: string): void {
    // Nothing that a journal says must keep it from being read, and such a run has placed nothing.
    if (!/^[0-9a-f]{32}$/i.test(runId)) return;
    this.#runs.delete(runId);
    this.#runs.set(runId, new ClientOrderIds(runId, this.#rules).run);
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > runsMax && oldest !== undefined) this.#runs.delete(oldest);
  }

  /** What an order's id begins with when this program made it in a run that is none of these; `undefined` for all others. */
  strangerIn(clientOrderId: string | undefined): string | undefined {
    const run = clientOrderId === undefined ? undefined : this.#present.runOf(clientOrderId);
    if (run === undefined || run === this.#present.run) return undefined;
    for (const own of this.#runs.values()) if (own === run) return undefined;
    return run;
  }
}
