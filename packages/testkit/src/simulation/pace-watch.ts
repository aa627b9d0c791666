import type { Referee } from './referee.ts';

/** The time over which requests are counted, in milliseconds of true time. */
const windowMs = 10_000;

/** How many requests of one kind about one thing may leave within that time. */
const requestsMax = { cancel: 8, find: 7, read: 40 } as const;

/** The subject of a reading of open orders. */
export const wholeAccount = 'account';

/** What is asked of the brokerage again and again while there is no answer, or none that helps. */
export type PacedRequest = keyof typeof requestsMax;

/** I20, as far as it is the engine's: what is asked again waits in between, however fast the answers come. */
export class PaceWatch {
  readonly #referee: Referee;
  readonly #times = new Map<string, number[]>();

  /** @param referee - Who is told. */
  constructor(referee: Referee) {
    this.#referee = referee;
  }

  /** A request leaves: about an order, or about the whole account. */
  note(request: PacedRequest, subject: string, nowMs: number): void {
    const key = `${request} ${subject}`;
    const recent = this.#recent(key, nowMs);
    recent.push(nowMs);
    this.#times.set(key, recent);
    // Each reading of the account whose list leaves an order out is a reason to look that order up.
    const reasons = request === 'find' ? this.#recent(`read ${wholeAccount}`, nowMs).length : 0;
    const max = requestsMax[request] + reasons;
    this.#referee.must(
      recent.length <= max,
      'I20',
      () => `${key} left ${recent.length} times within ${windowMs / 1_000} s, ${max} are enough`,
    );
  }

  #recent(key: string, nowMs: number): number[] {
    return (this.#times.get(key) ?? []).filter(timeMs => timeMs > nowMs - windowMs);
  }
}
