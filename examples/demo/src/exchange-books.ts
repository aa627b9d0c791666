import { Decimal } from '@trader/core';
import type { SandboxAddress } from './sandbox-process.ts';

/** One order as the exchange's own list shows it. */
export interface ExchangeOrder {
  /** The exchange's id. */
  readonly orderId: string;
  /** The id that the client gave it; empty when it gave none. */
  readonly clientOrderId: string;
  /** The market. */
  readonly pair: string;
  /** Whether it will never trade again. */
  readonly complete: boolean;
  /** Base quantity asked for; zero for market orders. */
  readonly limitVolume: Decimal;
  /** Base filled so far. */
  readonly base: Decimal;
  /** Counter exchanged so far. */
  readonly counter: Decimal;
  /** Fees charged so far in base. */
  readonly feeBase: Decimal;
  /** Fees charged so far in counter. */
  readonly feeCounter: Decimal;
}

/** The two assets of a market. */
export interface Pair {
  /** What is traded. */
  readonly base: string;
  /** What is paid with. */
  readonly counter: string;
}

/** What the exchange has in its books of our account. */
export interface ExchangeBooks {
  /** Every order ever placed, by the exchange's id. */
  readonly orders: ReadonlyMap<string, ExchangeOrder>;
  /** Ids of the orders that it lists as open. */
  readonly openOrderIds: ReadonlySet<string>;
  /** Balances by asset, reserved amounts included. */
  readonly balances: ReadonlyMap<string, Decimal>;
  /** The assets of every market. */
  readonly pairs: ReadonlyMap<string, Pair>;
}

type Row = Readonly<Record<string, unknown>>;

const pageRows = 1_000;
/** Most pages of one list; more would be a list that never ends. */
const pagesMax = 1_000;
/** How often a call is repeated that the exchange's rate limit refused. */
const retriesMax = 20;
const retryDelayMs = 1_000;

/**
 * Reads the exchange's books through its REST API with nothing but `fetch`. It shares no code with the adapter, so that an
 * adapter that misreads the exchange cannot agree with itself.
 */
export async function readExchangeBooks(address: SandboxAddress): Promise<ExchangeBooks> {
  const open = await readOrders(address, 'false');
  const closed = await readOrders(address, 'true');
  return {
    // An order may end between the two lists; the later reading is the newer one.
    orders: new Map([...open, ...closed].map(order => [order.orderId, order])),
    openOrderIds: new Set(open.map(order => order.orderId)),
    balances: await readBalances(address),
    pairs: await readPairs(address),
  };
}

/** Balances by asset, added up over all accounts of an asset. */
export async function readBalances(address: SandboxAddress): Promise<ReadonlyMap<string, Decimal>> {
  const balances = new Map<string, Decimal>();
  for (const row of await readRows(address, '/api/1/balance', 'balance')) {
    const asset = text(row, 'asset');
    balances.set(asset, (balances.get(asset) ?? Decimal.zero).plus(amount(row, 'balance')));
  }
  return balances;
}

async function readPairs(address: SandboxAddress): Promise<ReadonlyMap<string, Pair>> {
  const rows = await readRows(address, '/api/exchange/1/markets', 'markets');
  return new Map(
    rows.map(row => [
      text(row, 'market_id'),
      { base: text(row, 'base_currency'), counter: text(row, 'counter_currency') },
    ]),
  );
}

/** All orders of one list, newest first. Pages overlap by a millisecond, because several orders may share one. */
async function readOrders(address: SandboxAddress, closed: 'true' | 'false'): Promise<readonly ExchangeOrder[]> {
  const orders = new Map<string, ExchangeOrder>();
  let createdBefore: number | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const query = new URLSearchParams({ closed, limit: `${pageRows}` });
    if (createdBefore !== undefined) query.set('created_before', `${createdBefore + 1}`);
    const rows = await readRows(address, `/api/exchange/2/listorders?${query}`, 'orders');
    const before = orders.size;
    for (const row of rows) orders.set(text(row, 'order_id'), toOrder(row));
    if (rows.length < pageRows || orders.size === before) return [...orders.values()];
    createdBefore = Number(rows.at(-1)?.['creation_timestamp']);
  }
  throw new Error(`the exchange's list of orders has more than ${pagesMax} pages`);
}

function toOrder(row: Row): ExchangeOrder {
  return {
    orderId: text(row, 'order_id'),
    clientOrderId: text(row, 'client_order_id'),
    pair: text(row, 'pair'),
    complete: text(row, 'status') === 'COMPLETE',
    limitVolume: amount(row, 'limit_volume'),
    base: amount(row, 'base'),
    counter: amount(row, 'counter'),
    feeBase: amount(row, 'fee_base'),
    feeCounter: amount(row, 'fee_counter'),
  };
}

async function readRows(address: SandboxAddress, path: string, list: string): Promise<readonly Row[]> {
  const rows = (await readJson(address, path))[list] ?? [];
  if (Array.isArray(rows)) return rows as readonly Row[];
  throw new Error(`${path} answered without a list named ${list}`);
}

async function readJson(address: SandboxAddress, path: string): Promise<Row> {
  const authorization = `Basic ${Buffer.from(`${address.keyId}:${address.keySecret}`).toString('base64')}`;
  for (let attempt = 0; ; attempt += 1) {
    const response = await fetch(new URL(path, address.url), { headers: { authorization } });
    if (response.ok) return (await response.json()) as Row;
    const body = await response.text();
    // The trading that ended a moment ago may have used up the minute's calls.
    if (response.status !== 429 || attempt >= retriesMax) {
      throw new Error(`${path} answered ${response.status}: ${body.slice(0, 200)}`);
    }
    await new Promise(resolve => setTimeout(resolve, retryDelayMs));
  }
}

function text(row: Row, field: string): string {
  const value = row[field];
  if (typeof value === 'string') return value;
  throw new Error(`a row of the exchange has no text named ${field}: ${JSON.stringify(row).slice(0, 200)}`);
}

function amount(row: Row, field: string): Decimal {
  return Decimal.parse(text(row, field));
}
