import {
  AssetLedger,
  type ClientOrderId,
  Decimal,
  type DecimalInput,
  type Fill,
  type JournalEntry,
  type OrderState,
  type OrderTerms,
  type TraderRecord,
  terminalOrderStates,
} from '@trader/core';

/** What is known of an order that was live when the run before ended. */
export interface PaperOrder {
  /** What it is. */
  readonly terms: OrderTerms;
  /** Where it was in its life. */
  readonly state: OrderState;
  /** Base quantity filled so far. */
  readonly base: Decimal;
  /** Quote amount exchanged so far. */
  readonly quote: Decimal;
  /** Fees charged so far, by asset. */
  readonly fees: AssetLedger;
}

/** What earlier runs on paper left. */
export interface PaperMemory {
  /** How many runs there were. */
  readonly runs: number;
  /** What the account holds, by asset. */
  readonly balances: Readonly<Record<string, Decimal>>;
  /** The live orders, oldest first. */
  readonly orders: readonly PaperOrder[];
}

interface KnownOrder {
  readonly terms: OrderTerms;
  readonly base: string;
  readonly quote: string;
  state: OrderState;
  filled: Decimal;
  filledQuote: Decimal;
  fees: AssetLedger;
}

/**
 * The paper account as its journal tells: what it held at the start and every fill since, and the orders that were live. A paper
 * exchange lives in the process, so whatever was not journaled has not happened.
 *
 * @param entries - The journal of earlier runs on paper, in order.
 * @param start - What the account held before the first run, by asset.
 */
export function readPaperMemory(
  entries: Iterable<JournalEntry>,
  start: Readonly<Record<string, DecimalInput>>,
): PaperMemory {
  const reader = new MemoryReader(start);
  for (const { record } of entries) reader.read(record);
  return reader.memory();
}

class MemoryReader {
  #runs = 0;
  #balances = new AssetLedger();
  readonly #orders = new Map<ClientOrderId, KnownOrder>();

  constructor(start: Readonly<Record<string, DecimalInput>>) {
    for (const [asset, amount] of Object.entries(start)) this.#balances.add(asset, Decimal.from(amount));
  }

  read(record: TraderRecord): void {
    switch (record.type) {
      case 'run-started':
        this.#runs += 1;
        return;
      case 'snapshot':
        this.#begin(record);
        return;
      case 'order-requested':
        this.#orders.set(record.terms.clientOrderId, knownOrder(record.terms, record.hold));
        return;
      case 'order-changed': {
        const order = this.#orders.get(record.clientOrderId);
        if (order !== undefined) order.state = record.to;
        return;
      }
      case 'fill':
        this.#book(record.fill);
        return;
      default:
        return;
    }
  }

  memory(): PaperMemory {
    const live = [...this.#orders.values()].filter(({ state }) => !terminalOrderStates.has(state));
    return {
      runs: this.#runs,
      balances: Object.fromEntries(this.#balances.toAmounts().map(({ asset, amount }) => [asset, amount])),
      orders: live.map(({ terms, state, filled, filledQuote, fees }) => {
        return { terms, state, base: filled, quote: filledQuote, fees };
      }),
    };
  }

  /** Everything before is left out of a journal that begins with a snapshot; one in the middle says nothing new. */
  #begin({ runs, account, strategies }: Extract<TraderRecord, { type: 'snapshot' }>): void {
    if (this.#runs > 0) return;
    this.#runs = runs;
    this.#balances = new AssetLedger();
    for (const { asset, total } of account.balances) this.#balances.add(asset, total);
    for (const { asset, amount } of account.inflows) this.#balances.add(asset, amount);
    for (const { terms, hold, progress } of strategies.flatMap(({ orders }) => orders)) {
      const order = knownOrder(terms, hold);
      order.state = progress.state ?? 'requested';
      order.filled = progress.filled ?? Decimal.zero;
      order.filledQuote = progress.filledQuote ?? Decimal.zero;
      order.fees.addAll(progress.fees ?? []);
      this.#orders.set(terms.clientOrderId, order);
    }
  }

  #book({ clientOrderId, side, quantity, quoteQuantity, fees }: Fill): void {
    const order = this.#orders.get(clientOrderId);
    if (order === undefined) return;
    order.filled = order.filled.plus(quantity);
    order.filledQuote = order.filledQuote.plus(quoteQuantity);
    order.fees.addAll(fees);
    const isBuy = side === 'buy';
    this.#balances.add(order.base, isBuy ? quantity : quantity.negated());
    this.#balances.add(order.quote, isBuy ? quoteQuantity.negated() : quoteQuantity);
    for (const { asset, amount } of fees) this.#balances.subtract(asset, amount);
  }
}

function knownOrder(terms: OrderTerms, { base, quote }: { readonly base: string; readonly quote: string }): KnownOrder {
  const nothing = Decimal.zero;
  return { terms, base, quote, state: 'requested', filled: nothing, filledQuote: nothing, fees: new AssetLedger() };
}
