import { Decimal, decodeRecord, type JournalEntry, type Order, type OrderState, type TraderRecord } from '@trader/core';
import type { SandboxState } from '@trader/luno-sandbox';
import { findDifferences } from '../../examples/demo/src/find-differences.ts';
import type { RecordedOrder } from '../../examples/demo/src/run-recorder.ts';
import { toAccountBooks } from './compare-books.ts';
import { toRecordedOrder } from './recorded-order.ts';

/** What a journal says about every order that it knows, over all the runs that it has seen. */
export class JournaledOrders {
  /** By our id. */
  readonly orders = new Map<string, RecordedOrder>();
  /** Fills of orders that it does not know. */
  readonly strayFills: string[] = [];
  /** How many runs it has seen. */
  runs = 0;

  /** @param text - What `trader journal export` wrote. */
  constructor(text: string) {
    for (const { record } of readExport(text)) this.#take(record);
  }

  #take(record: TraderRecord): void {
    if (record.type === 'run-started') this.runs += 1;
    else if (record.type === 'order-requested')
      this.orders.set(record.terms.clientOrderId, toRecordedOrder(record.terms));
    else if (record.type === 'order-changed') this.#change(record.clientOrderId, record);
    else if (record.type === 'fill') this.#fill(record.fill);
  }

  #change(id: string, { to, brokerageOrderId }: { to: OrderState; brokerageOrderId: Order['brokerageOrderId'] }): void {
    const known = this.orders.get(id);
    if (known === undefined) throw new Error(`order ${id} changed and was never asked for`);
    const order = { ...known.order, state: to, brokerageOrderId: brokerageOrderId ?? known.order.brokerageOrderId };
    this.orders.set(id, { ...known, order });
  }

  #fill({ clientOrderId, quantity, quoteQuantity, fees }: Extract<TraderRecord, { type: 'fill' }>['fill']): void {
    const known = this.orders.get(clientOrderId);
    if (known === undefined) {
      this.strayFills.push(clientOrderId);
      return;
    }
    const ledger = known.fees.copy();
    ledger.addAll(fees);
    const base = known.base.plus(quantity);
    const quote = known.quote.plus(quoteQuantity);
    const order: Order = {
      ...known.order,
      filled: base,
      filledQuote: quote,
      fees: ledger.toAmounts(),
    };
    this.orders.set(clientOrderId, { ...known, order, base, quote, fees: ledger, fills: known.fills + 1 });
  }
}

/** Compares the sandbox's books with a journal, and with what strategies own and the rest of the account, at the end of the last run. */
export function compareJournal(
  state: SandboxState,
  journaled: JournaledOrders,
  openingBalances: Readonly<Record<string, unknown>>,
  balances: ReadonlyMap<string, Decimal>,
): readonly string[] {
  const { books, isConserved } = toAccountBooks(state);
  const opening = Object.entries(openingBalances);
  const differences = findDifferences(books, {
    orders: [...journaled.orders.values()],
    forgotten: 0,
    strayFills: journaled.strayFills,
    openingBalances: new Map(opening.map(([asset, amount]) => [asset, Decimal.from(String(amount))])),
    balances,
    toldBalances: books.balances,
  });
  return isConserved ? differences : [...differences, 'The exchange itself lost or made money.'];
}

function readExport(text: string): readonly JournalEntry[] {
  return text
    .trimEnd()
    .split('\n')
    .map(line => {
      const { sequence, timeMs, record } = JSON.parse(line) as JournalEntry;
      return { sequence, timeMs, record: decodeRecord(JSON.stringify(record)) };
    });
}
