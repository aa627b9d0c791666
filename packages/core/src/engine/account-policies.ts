import type { StrategyId } from '../order/order.ts';

/**
 * What is done about orders on the account that this system did not place: by hand, by another program, by a journal that is gone.
 *
 * - `alarm` (default): each is named once, and so is every fill of it; it is left alone. One that this program placed in a run that the
 *   journal does not know halts new risk: another instance trades on the account, or its journal is gone
 * - `ignore`: nothing is said; it is left alone
 * - `{ adopt: 'strategy' }`: open limit orders on an instrument of that strategy become that strategy's at the next reading of the
 *   account: it finds them among its standing orders (tag `adopted`) and hears of them through `onOrder` and `onFill`, its capital
 *   pays for what they fill from then on, and its cancels reach them. What had filled before stays unallocated. All others are
 *   treated as with `alarm`
 *
 * Whatever the policy, what they reserve is not available to strategies, and what they fill explains the account's balances.
 */
export type ForeignOrderPolicy =
  | 'alarm'
  | 'ignore'
  | {
      /** Id of the strategy that gets them. */
      readonly adopt: StrategyId;
    };

/**
 * What is done about a balance that nothing explains: `halt` (default) takes no new risk until a person resumes, `alarm` only says so,
 * `ignore` compares nothing.
 */
export type UnexplainedBalancePolicy = 'halt' | 'alarm' | 'ignore';
