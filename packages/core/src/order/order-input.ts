import type { CancelOutcome, PlaceOutcome } from '../brokerage/brokerage.ts';
import type { CumulativeFill, FillReport, OrderReport } from '../brokerage/brokerage-event.ts';
import type { OrderReason, OrderState } from './order.ts';

/** Where an order report came from: pushed by a stream, the answer to a look-up of this order, or a row of a list of open orders. */
export type ReportSource = 'stream' | 'look-up' | 'list';

/** Risk approved the order and its intent is about to become durable: `requested` becomes `submitted`. */
interface ApproveInput {
  /** Discriminant. */
  readonly input: 'approve';
}

/** We refused the order before it left. */
interface DenyInput {
  /** Discriminant. */
  readonly input: 'deny';
  /** Why. */
  readonly reason: OrderReason;
}

/** The place call came back. */
interface PlaceOutcomeInput {
  /** Discriminant. */
  readonly input: 'place-outcome';
  /** What it proves. */
  readonly outcome: PlaceOutcome;
}

/** The brokerage said what the order is now. */
export interface ReportInput {
  /** Discriminant. */
  readonly input: 'report';
  /** What it said. */
  readonly report: OrderReport;
  /** How we came by it. */
  readonly source: ReportSource;
}

/** The brokerage told one execution of the order. */
export interface FillInput {
  /** Discriminant. */
  readonly input: 'fill';
  /** The execution. */
  readonly fill: FillReport;
}

/** A look-up by our id found nothing. */
export interface AbsentInput {
  /** Discriminant. */
  readonly input: 'absent';
  /** The brokerage's own time of that answer, in milliseconds since the epoch; without it the answer proves nothing. */
  readonly brokerageTimeMs: number | undefined;
  /** How long the request had left, at the least, when this was asked, in milliseconds by our clock; `undefined` where nobody noted it. */
  readonly waitedMs?: number | undefined;
}

/** A look-up gave no answer that can be used. */
interface LookUpFailedInput {
  /** Discriminant. */
  readonly input: 'look-up-failed';
}

/** A cancel was asked for and is about to leave. */
interface RequestCancelInput {
  /** Discriminant. */
  readonly input: 'request-cancel';
}

/** A cancel call came back. */
interface CancelOutcomeInput {
  /** Discriminant. */
  readonly input: 'cancel-outcome';
  /** What it proves; never that the order has ended. */
  readonly outcome: CancelOutcome;
}

/** A person declares the order's end (evidence E7). */
export interface SettleInput {
  /** Discriminant. */
  readonly input: 'settle';
  /** What it became. `filled` needs totals (given or already applied) that reach the order's size, `rejected` needs no fills. */
  readonly state: Extract<OrderState, 'filled' | 'canceled' | 'expired' | 'rejected'>;
  /** Who says so. */
  readonly by: string;
  /** What the person saw that proves it. */
  readonly note: string;
  /** The brokerage's final totals, when the person knows them; what is missing here is applied. */
  readonly totals?: CumulativeFill | undefined;
}

/** Everything that can move an order: the closed list. */
export type OrderInput =
  | ApproveInput
  | DenyInput
  | PlaceOutcomeInput
  | ReportInput
  | FillInput
  | AbsentInput
  | LookUpFailedInput
  | RequestCancelInput
  | CancelOutcomeInput
  | SettleInput;

/** The discriminants of {@link OrderInput}. */
export type OrderInputKind = OrderInput['input'];
