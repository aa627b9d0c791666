import { AssetLedger, Decimal, type OrderState } from '@trader/core';
import type { SandboxState } from '@trader/luno-sandbox';
import type { RunSummary } from '@trader/runner';
import type { ExchangeOrder } from '../../examples/demo/src/exchange-books.ts';
import { toAccountBooks } from '../journeys/compare-books.ts';
import { compareJournal, type JournaledOrders } from '../journeys/compare-journal.ts';

/** What both sides know at the end. */
interface FinalBooks {
  /** The exchange's books of record. */
  readonly state: SandboxState;
  /** What the journal says over all runs. */
  readonly journaled: JournaledOrders;
  /** What the account held before the first run. */
  readonly openingBalances: Readonly<Record<string, string>>;
  /** What the last run said. */
  readonly summary: RunSummary;
}

/** How the two compare. */
export interface BooksVerdict {
  /** Runs in the journal. */
  readonly runs: number;
  /** Orders that the exchange has accepted. */
  readonly orders: number;
  /** Fills in the journal. */
  readonly fills: number;
  /** Orders and amounts that one side has and the other one lacks: here what is missing. */
  readonly lost: number;
  /** Orders that are there twice, and amounts that were counted too high here. */
  readonly doubled: number;
  /** One sentence for everything that differs, balances and states included. */
  readonly differences: readonly string[];
}

/** What strategies of the test are given. */
const capital = '100000';
/** Orders that the exchange must not have. */
const absentStates: ReadonlySet<OrderState> = new Set(['requested', 'denied', 'rejected']);

/** Compares the exchange's books with a journal, and with what the strategies own at the end of the last run. */
export function compareFinally(books: FinalBooks): BooksVerdict {
  const { state, journaled, summary } = books;
  const { orders } = toAccountBooks(state).books;
  const differences = compareJournal(state, journaled, books.openingBalances, owned(books));
  const left = [...summary.open, ...summary.unknown].map(({ clientOrderId }) => `Order ${clientOrderId} is left.`);
  return {
    runs: journaled.runs,
    orders: orders.size,
    fills: [...journaled.orders.values()].reduce((sum, { fills }) => sum + fills, 0),
    ...count([...orders.values()], journaled),
    differences: [...differences, ...left],
  };
}

function count(
  theirs: readonly ExchangeOrder[],
  { orders, strayFills }: JournaledOrders,
): Pick<BooksVerdict, 'lost' | 'doubled'> {
  const byId = new Map<string, ExchangeOrder[]>();
  for (const order of theirs) byId.set(order.clientOrderId, [...(byId.get(order.clientOrderId) ?? []), order]);
  let lost = [...byId.keys()].filter(id => !orders.has(id)).length;
  let doubled = strayFills.length + theirs.length - byId.size;
  for (const [id, { order, base, quote }] of orders) {
    const there = byId.get(id)?.[0];
    if (there === undefined) {
      if (!absentStates.has(order.state)) lost += 1;
    } else if (absentStates.has(order.state) || base.lessThan(there.base) || quote.lessThan(there.counter)) lost += 1;
    else if (base.greaterThan(there.base) || quote.greaterThan(there.counter)) doubled += 1;
  }
  return { lost, doubled };
}

/** What the strategies own and what none was given. */
function owned({ summary, openingBalances }: FinalBooks): ReadonlyMap<string, Decimal> {
  const ledger = new AssetLedger();
  for (const [asset, amount] of Object.entries(openingBalances)) ledger.add(asset, Decimal.from(amount));
  for (const { capital: amounts } of summary.strategies) {
    ledger.subtract('ZAR', Decimal.from(capital));
    for (const [asset, { total }] of Object.entries(amounts)) ledger.add(asset, Decimal.parse(total));
  }
  return new Map(ledger.entries());
}
