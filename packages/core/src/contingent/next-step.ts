import type { ContingentOrderEnd, ContingentOrderState } from './contingent-order.ts';

/** Everything that the next step of a contingent order depends on. */
export interface ContingentFacts {
  /** Where it is in its life. */
  readonly state: ContingentOrderState;
  /** Whether its entry may still trade; `none` without one. An order whose outcome is not known is live. */
  readonly entry: 'none' | 'live' | 'ended';
  /** Which exit may still trade. */
  readonly exit: 'none' | 'take-profit' | 'stop';
  /** Whether it has a take-profit leg. */
  readonly takesProfit: boolean;
  /** What there is to exit now: `none` at all, less than the smallest order (`dust`), `held` by the strategy's other orders, or `some`. */
  readonly left: 'none' | 'dust' | 'held' | 'some';
  /** Whether anything was filled by its entry; true without one. */
  readonly entered: boolean;
}

/** What is to be done next. */
export type ContingentStep =
  | 'wait'
  | 'cancel-entry'
  | 'cancel-exit'
  | 'place-take-profit'
  | 'place-stop'
  | ContingentOrderEnd;

/**
 * The one state table of contingent orders: what to do next, by what is so now and nothing else. Asked again after everything
 * that changes, and after a restart, it gives the same answer for the same facts; so a step that was lost is taken again, and
 * one that was taken is not.
 *
 * Two rules make a doubled exit impossible: no exit is placed while the entry may still trade, and none while another exit may.
 * An order whose outcome is unknown may still trade.
 */
export function nextStep(facts: ContingentFacts): ContingentStep {
  const { state, entry, exit } = facts;
  if (state === 'ended') return 'wait';
  if (entry === 'live') return state === 'working' ? 'wait' : 'cancel-entry';
  if (exit !== 'none') return isUnwanted(state, exit) ? 'cancel-exit' : 'wait';
  if (!facts.entered) return state === 'canceling' ? 'canceled' : 'never-entered';
  if (state === 'canceling' && facts.left !== 'none') return 'canceled';
  switch (facts.left) {
    case 'none':
      return 'exited';
    case 'dust':
      return 'nothing-left';
    case 'held':
      return 'wait';
    case 'some':
      if (state === 'triggered') return 'place-stop';
      return facts.takesProfit ? 'place-take-profit' : 'wait';
    default:
      return facts.left satisfies never;
  }
}

function isUnwanted(state: ContingentOrderState, exit: 'take-profit' | 'stop'): boolean {
  return state === 'canceling' || (state === 'triggered' && exit === 'take-profit');
}
