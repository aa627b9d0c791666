import {
  AssetLedger,
  type BrokerageOrderId,
  type ClientOrderId,
  Decimal,
  instrumentId,
  type Order,
  type OrderState,
  type OrderTerms,
} from '@trader/core';
import type { LunoSandbox } from '@trader/luno-sandbox';
import type { RunSummary } from '@trader/runner';
import { findDifferences } from '../../examples/demo/src/find-differences.ts';
import type { RecordedOrder } from '../../examples/demo/src/run-recorder.ts';
import { readSandboxState, toAccountBooks } from './compare-books.ts';
import { toRecordedOrder } from './recorded-order.ts';

type AmountTexts = Readonly<Record<string, string>>;

interface OrderLine {
  readonly type: 'order';
  readonly strategy: string;
  readonly clientOrderId: string;
  readonly brokerageOrderId?: string;
  readonly symbol: string;
  readonly side: Order['side'];
  readonly orderType: Order['type'];
  readonly state: OrderState;
  readonly quantity?: string;
  readonly filled: string;
  readonly filledQuote: string;
  readonly fees: AmountTexts;
}

interface FillLine {
  readonly type: 'fill';
  readonly clientOrderId: string;
  readonly quantity: string;
  readonly quoteQuantity: string;
  readonly fees: AmountTexts;
}

/**
 * Compares the sandbox's books of record with what `trader run --json` told: one sentence for every difference, none when no order
 * was lost or doubled. Capital of the summary and what no strategy was given must add up to the account.
 */
export async function compareRun(sandbox: LunoSandbox, stdout: string): Promise<readonly string[]> {
  const { books } = toAccountBooks(await readSandboxState(sandbox.url));
  const lines = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as OrderLine | FillLine | (RunSummary & { readonly type: 'summary' }));
  const orders = new Map<string, RecordedOrder>();
  const strayFills: string[] = [];
  let summary: RunSummary | undefined;
  for (const line of lines) {
    if (line.type === 'order') orders.set(line.clientOrderId, merge(orders.get(line.clientOrderId), line));
    else if (line.type === 'summary') summary = line;
    else if (line.type === 'fill') {
      const recorded = orders.get(line.clientOrderId);
      if (recorded === undefined) strayFills.push(line.clientOrderId);
      else addFill(recorded, line);
    }
  }
  if (summary === undefined) return ['The run told no summary.'];
  const opening = toDecimals(sandbox.users[0]?.balances ?? {});
  return findDifferences(books, {
    orders: [...orders.values()],
    forgotten: 0,
    strayFills,
    openingBalances: opening,
    balances: toOwned(summary, opening),
    // A run tells no balances; what they must be follows from the fills, which is compared.
    toldBalances: books.balances,
  });
}

/** Every strategy's capital and what none was given: what the account must hold. Strategies of these runs have 100,000 ZAR. */
function toOwned({ strategies }: RunSummary, opening: ReadonlyMap<string, Decimal>): ReadonlyMap<string, Decimal> {
  const owned = new AssetLedger();
  for (const [asset, amount] of opening) owned.add(asset, amount);
  for (const { capital } of strategies) {
    owned.subtract('ZAR', Decimal.from('100000'));
    for (const [asset, { total }] of Object.entries(capital)) owned.add(asset, Decimal.parse(total));
  }
  return new Map(owned.entries());
}

function merge(known: RecordedOrder | undefined, line: OrderLine): RecordedOrder {
  const { strategy, clientOrderId, symbol, side, state } = line;
  const terms: OrderTerms = {
    clientOrderId: clientOrderId as ClientOrderId,
    strategy,
    instrumentId: instrumentId(symbol, 'luno'),
    symbol,
    side,
    type: line.orderType,
    quantity: line.quantity === undefined ? undefined : Decimal.parse(line.quantity),
    quoteQuantity: undefined,
    price: undefined,
    stopPrice: undefined,
    trigger: undefined,
    timeInForce: 'GTC',
    postOnly: false,
    tag: undefined,
    requestedTimeMs: 0,
  };
  const recorded = toRecordedOrder(terms, {
    state,
    brokerageOrderId: line.brokerageOrderId as BrokerageOrderId | undefined,
    filled: Decimal.parse(line.filled),
    filledQuote: Decimal.parse(line.filledQuote),
    fees: Object.entries(line.fees).map(([asset, amount]) => ({ asset, amount: Decimal.parse(amount) })),
  });
  return known === undefined ? recorded : { ...known, order: recorded.order };
}

function addFill(recorded: RecordedOrder, { quantity, quoteQuantity, fees }: FillLine): void {
  recorded.fills += 1;
  recorded.base = recorded.base.plus(Decimal.parse(quantity));
  recorded.quote = recorded.quote.plus(Decimal.parse(quoteQuantity));
  for (const [asset, amount] of Object.entries(fees)) recorded.fees.add(asset, Decimal.parse(amount));
}

function toDecimals(amounts: Readonly<Record<string, unknown>>): ReadonlyMap<string, Decimal> {
  return new Map(Object.entries(amounts).map(([asset, amount]) => [asset, Decimal.from(String(amount))]));
}
