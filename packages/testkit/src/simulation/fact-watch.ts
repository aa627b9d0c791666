import {
  type AssetAmount,
  Decimal,
  type FactRecord,
  type Fill,
  type OrderReport,
  type TraderRecord,
} from '@trader/core';

/** Fees of one order at one total. */
interface ToldFees {
  readonly base: Decimal;
  readonly fees: readonly AssetAmount[];
}

/** What the facts of a journal say about halts, closing and fees. */
export class FactWatch {
  /** Whether new risk is halted. */
  isHalted = false;
  /** Fees by the brokerage's order id, as they were told at the largest total. */
  readonly fees = new Map<string, ToldFees>();
  /** Differences between the account and what explains it that were named and not accepted, by asset. */
  readonly differences = new Map<string, string>();
  /** What is expected of each asset beyond everything that is known to have changed it. */
  readonly bases = new Map<string, Decimal>();
  /** Contingent orders that have not ended. */
  readonly contingent = new Set<string>();
  /** Orders that are exits of one. */
  readonly exits = new Set<string>();
  /** What the fills of each strategy on each market have cost in quote, by both names; what sales brought is taken off. */
  readonly spent = new Map<string, Decimal>();
  readonly #closing = new Set<string>();

  /** Begins anew. */
  forget(): void {
    this.isHalted = false;
    this.fees.clear();
    this.differences.clear();
    this.bases.clear();
    this.contingent.clear();
    this.exits.clear();
    this.spent.clear();
    this.#closing.clear();
  }

  /** Whether a person asked to close the positions of a strategy in this run. */
  closes(strategy: string): boolean {
    return this.#closing.has(strategy) || this.#closing.has('');
  }

  /** Takes in one record. */
  note(record: TraderRecord): void {
    if (record.type === 'alarm' && record.severity === 'halt') this.isHalted = true;
    if (record.type === 'fact') this.#note(record.event);
    if (record.type === 'balance-difference') this.differences.set(record.asset, record.difference.toString());
    this.#noteContingent(record);
    if (record.type === 'fill') this.#noteFill(record.fill);
    // What was told before an order was adopted is part of what it began with.
    if (record.type === 'order-adopted') this.#beginFees(record.report);
    if (record.type !== 'account-base') return;
    if (record.reason === 'accepted') this.differences.clear();
    for (const { asset, amount } of record.amounts) this.bases.set(asset, amount);
  }

  #noteFill({ strategy, symbol, side, quoteQuantity }: Fill): void {
    const key = `${strategy} ${symbol}`;
    const value = side === 'buy' ? quoteQuantity : quoteQuantity.negated();
    this.spent.set(key, value.plus(this.spent.get(key) ?? Decimal.zero));
  }

  #noteContingent(record: TraderRecord): void {
    if (record.type === 'contingent-order-requested') this.contingent.add(record.terms.id);
    if (record.type === 'contingent-order-leg' && record.leg !== 'entry') this.exits.add(record.clientOrderId);
    if (record.type === 'contingent-order-changed' && record.endedBy !== undefined)
      this.contingent.delete(record.contingentOrderId);
  }

  #note(event: FactRecord['event']): void {
    switch (event.type) {
      case 'order-report':
        this.#noteFees(event);
        return;
      case 'look-up-outcome':
        if (event.outcome.outcome === 'found') this.#noteFees(event.outcome.report);
        return;
      case 'account-snapshot':
        for (const report of event.openOrders) this.#noteFees(report);
        return;
      case 'command': {
        const { command } = event;
        if (command.command === 'halt') this.isHalted = true;
        if (command.command === 'resume') this.isHalted = false;
        if (command.command === 'close-all') this.#closing.add(command.strategy ?? '');
        return;
      }
      default:
        return;
    }
  }

  #beginFees({ brokerageOrderId, cumulative }: OrderReport): void {
    if (brokerageOrderId === undefined || cumulative === undefined) return;
    this.fees.set(brokerageOrderId, { base: cumulative.base, fees: cumulative.fees ?? [] });
  }

  #noteFees({ brokerageOrderId, cumulative }: OrderReport): void {
    if (brokerageOrderId === undefined || cumulative?.fees === undefined) return;
    const { base, fees } = cumulative;
    const known = this.fees.get(brokerageOrderId);
    if (known?.base.greaterThan(base) === true) return;
    // At one total the larger amount is the later word: fees are booked late, and never taken back.
    const isLater = known === undefined || base.greaterThan(known.base) || sizeOf(fees).greaterThan(sizeOf(known.fees));
    if (isLater) this.fees.set(brokerageOrderId, { base, fees });
  }
}

function sizeOf(fees: readonly AssetAmount[]): Decimal {
  return fees.reduce((sum, { amount }) => sum.plus(amount.abs()), Decimal.zero);
}
