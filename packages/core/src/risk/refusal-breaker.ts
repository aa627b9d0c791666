import type { PlaceOutcome } from '../brokerage/brokerage.ts';
import type { EngineOptions } from '../engine/engine-options.ts';
import type { Turn } from '../engine/turn.ts';
import type { OrderReason, OrderTerms } from '../order/order.ts';

/** Orders in a row that the brokerage may refuse when nothing is configured. */
const rejectionsMaxDefault = 5;

/** How long the first wait is, in milliseconds; every further refusal doubles it. */
const waitMinMs = 1_000;

/** The longest wait, in milliseconds. */
const waitMaxMs = 60_000;

interface Refusals {
  count: number;
  untilMs: number;
  code: string;
}

/**
 * Makes a strategy wait whose orders on one instrument the brokerage refuses again and again: asking as fast as prices come would use up
 * the rate budget that its cancels need. It ends with the first order that is accepted, and with the run.
 */
export class RefusalBreaker {
  readonly #max: (strategy: string) => number;
  /** By strategy and instrument, so bounded by what is configured. */
  readonly #refusals = new Map<string, Refusals>();

  /** @param max - How many in a row a strategy may have. */
  constructor(max: (strategy: string) => number) {
    this.#max = max;
  }

  /** With the limits that an engine is given. */
  static of({ strategies, risk }: Pick<EngineOptions, 'strategies' | 'risk'>): RefusalBreaker {
    const limits = new Map(strategies.map(entry => [entry.id, entry.risk?.rejectionsMax]));
    return new RefusalBreaker(id => limits.get(id) ?? risk.rejectionsMax ?? rejectionsMaxDefault);
  }

  /** Takes note of what became of an order; raises an alarm when a row of refusals has just become too long. */
  note(terms: OrderTerms, outcome: PlaceOutcome, turn: Pick<Turn, 'nowMs' | 'alarm'>): void {
    const key = keyOf(terms);
    if (outcome.outcome === 'accepted') this.#refusals.delete(key);
    if (outcome.outcome !== 'rejected') return;
    const max = this.#max(terms.strategy);
    const count = (this.#refusals.get(key)?.count ?? 0) + 1;
    const waitMs = count < max ? 0 : Math.min(waitMinMs * 2 ** (count - max), waitMaxMs);
    this.#refusals.set(key, { count, untilMs: turn.nowMs + waitMs, code: outcome.code });
    if (count !== max) return;
    const message = `the brokerage refused ${count} orders of strategy "${terms.strategy}" on ${terms.symbol} in a row, the last one with ${outcome.code} (${outcome.message}); it waits longer after each further one, up to ${waitMaxMs / 1_000} s: mend what it asks for`;
    turn.alarm('warning', 'refused-in-a-row', message, terms.strategy);
  }

  /** Why a strategy has to wait with an order; `undefined` when it need not. Exits never wait longer than the first time. */
  wait(terms: OrderTerms, isExit: boolean, nowMs: number): OrderReason | undefined {
    const refusals = this.#refusals.get(keyOf(terms));
    if (refusals === undefined || nowMs >= refusals.untilMs) return undefined;
    const waitMs = refusals.untilMs - nowMs;
    if (isExit && waitMs > waitMinMs) return undefined;
    return {
      code: 'refused-in-a-row',
      message: `the brokerage refused ${refusals.count} orders on ${terms.symbol} in a row (${refusals.code}); none is sent for another ${Math.ceil(waitMs / 1_000)} s`,
    };
  }

  /** Forgets everything: what an earlier run was refused may be mended. */
  clear(): void {
    this.#refusals.clear();
  }
}

function keyOf({ strategy, instrumentId }: OrderTerms): string {
  return `${strategy} ${instrumentId}`;
}
