import type { StrategyId } from '../order/order.ts';
import type { PendingAction } from './pending-action.ts';

/** Timers that one strategy may have set at a time. */
export const timersMax = 1_000;

/**
 * Refuses a timer beyond the most that a strategy may have.
 *
 * @param strategy - Whose.
 * @param name - The new one.
 * @param timers - Those that are set.
 * @param actions - What the running hook has asked for so far.
 * @throws RangeError when it would be one too many.
 */
export function checkTimers(
  strategy: StrategyId,
  name: string,
  timers: ReadonlySet<string>,
  actions: readonly PendingAction[],
): void {
  if (timers.has(name) || timers.size + actions.length < timersMax) return;
  const names = new Set(timers).add(name);
  for (const action of actions) if (action.action === 'set-timer') names.add(action.name);
  if (names.size <= timersMax) return;
  throw new RangeError(
    `setTimer("${name}"): strategy "${strategy}" has ${timersMax} timers already, which is the most; clear some, or use one timer for several purposes`,
  );
}
