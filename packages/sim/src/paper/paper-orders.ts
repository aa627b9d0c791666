import {
  type AssetAmount,
  AssetLedger,
  type BrokerageOrderId,
  type ClientOrderId,
  type CumulativeFill,
  Decimal,
  type FillReport,
  type InstrumentId,
  type OrderReport,
  type OrderTerms,
} from '@trader/core';
import type { PaperMemory, PaperOrder } from './paper-memory.ts';

/**
 * The names and totals of orders over all runs on paper. The simulation counts orders and trades from 1 in every process, and knows only
 * what an order filled there; what leaves here has names that are unique for ever, and totals since the order was placed.
 */
export class PaperOrders {
  readonly #session: number;
  readonly #earlier: ReadonlyMap<ClientOrderId, PaperOrder>;

  /** @param memory - What earlier runs left. */
  constructor({ runs, orders }: PaperMemory) {
    this.#session = runs + 1;
    this.#earlier = new Map(orders.map(order => [order.terms.clientOrderId, order]));
  }

  /** Orders of earlier runs that still rest: they are placed again for what they have left. */
  get resting(): readonly OrderTerms[] {
    return [...this.#earlier.values()].filter(rests).map(({ terms, base }) => {
      return { ...terms, quantity: terms.quantity?.minus(base) };
    });
  }

  /** The exchange's name of an order: made from ours, so that it is the same in every run. */
  nameOf(clientOrderId: ClientOrderId): BrokerageOrderId {
    return `paper-${clientOrderId}` as BrokerageOrderId;
  }

  /** A report of the simulation as it leaves here. */
  report(report: OrderReport): OrderReport {
    const { clientOrderId, cumulative, terms } = report;
    if (clientOrderId === undefined) return report;
    const earlier = this.#earlier.get(clientOrderId);
    return {
      ...report,
      brokerageOrderId: this.nameOf(clientOrderId),
      cumulative: cumulative === undefined ? undefined : added(cumulative, earlier),
      terms: terms === undefined ? undefined : { ...terms, quantity: earlier?.terms.quantity ?? terms.quantity },
    };
  }

  /** A fill of the simulation as it leaves here. */
  fill(fill: FillReport): FillReport {
    const { clientOrderId, tradeId } = fill;
    if (clientOrderId === undefined) return fill;
    return { ...fill, brokerageOrderId: this.nameOf(clientOrderId), tradeId: `${this.#session}-${tradeId}` };
  }

  /**
   * What is said of an order that the simulation does not know: it ended with the run that placed it, with what is journaled of it. The
   * paper exchange lives in the process, so this is not a guess.
   */
  ended(clientOrderId: ClientOrderId, instrumentId: InstrumentId, brokerageTimeMs: number): OrderReport {
    const earlier = this.#earlier.get(clientOrderId);
    const cumulative = added({ base: Decimal.zero, quote: Decimal.zero, fees: [] }, earlier);
    return {
      type: 'order-report',
      brokerageOrderId: this.nameOf(clientOrderId),
      clientOrderId,
      instrumentId,
      status: 'finished',
      finishedBy: cumulative.base.isZero() ? 'rejected' : 'canceled',
      cumulative,
      terms: undefined,
      reason: 'the run on paper that placed it ended first',
      brokerageTimeMs,
    };
  }

  /** What is said of an order of an earlier run that is on its way back into the market. */
  returning(terms: OrderTerms, brokerageTimeMs: number): OrderReport {
    const { clientOrderId, instrumentId } = terms;
    const { status, finishedBy, reason, ...report } = this.ended(clientOrderId, instrumentId, brokerageTimeMs);
    return { ...report, status: 'open', finishedBy: undefined, reason: undefined };
  }
}

/** Whether an order was resting: one whose acceptance was never heard of has ended with its run, and so has one that never rests. */
function rests({ terms, state }: PaperOrder): boolean {
  return state === 'open' && terms.timeInForce === 'GTC' && terms.type !== 'market';
}

function added({ base, quote, fees }: CumulativeFill, earlier: PaperOrder | undefined): CumulativeFill {
  if (earlier === undefined) return { base, quote, fees };
  const total = new AssetLedger();
  total.addAll(earlier.fees.toAmounts());
  total.addAll(fees ?? noFees);
  return { base: base.plus(earlier.base), quote: quote.plus(earlier.quote), fees: total.toAmounts() };
}

const noFees: readonly AssetAmount[] = [];
