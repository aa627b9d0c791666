import type { CumulativeFill } from '../brokerage/brokerage-event.ts';
import type { ClientOrderId, OrderState, StrategyId } from '../order/order.ts';

/** A person's wish, journaled with who wished it. */
export type Command =
  | {
      /** No new risk from now on; cancels still go out. */
      readonly command: 'halt';
      /** Why, for the log. */
      readonly reason: string;
    }
  | {
      /** Ends a halt, also one that a breaker or an alarm caused. */
      readonly command: 'resume';
    }
  | {
      /** Cancels every live order, of one strategy or of all. */
      readonly command: 'cancel-all';
      /** Only this strategy's. */
      readonly strategy?: StrategyId;
    }
  | {
      /** Cancels what is live, then closes positions at market, of one strategy or of all. */
      readonly command: 'close-all';
      /** Only this strategy's. */
      readonly strategy?: StrategyId;
    }
  | {
      /** Stops a strategy's hooks; its orders stay. */
      readonly command: 'pause-strategy';
      /** Which. */
      readonly strategy: StrategyId;
    }
  | {
      /** Lets a paused strategy go on. */
      readonly command: 'resume-strategy';
      /** Which. */
      readonly strategy: StrategyId;
    }
  | {
      /** Declares an `unknown` order's end on a person's word (evidence E7). */
      readonly command: 'settle';
      /** Which order. */
      readonly clientOrderId: ClientOrderId;
      /** What it became. */
      readonly state: Extract<OrderState, 'filled' | 'canceled' | 'expired' | 'rejected'>;
      /** What the person saw that proves it. */
      readonly note: string;
      /** Its final totals, when the person knows them: what was not known of its fills is booked. `filled` needs them to reach its size. */
      readonly totals?: CumulativeFill;
    };
