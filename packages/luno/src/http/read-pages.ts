import type { LunoSettings } from '../luno-options.ts';
import type { OrderWire } from '../wire/order-wire.ts';
import type { OwnTradeWire } from '../wire/trade-wire.ts';
import { listOpenOrders, listOwnTrades } from './endpoints/orders.ts';
import type { LunoReader } from './luno-reader.ts';
import { unreadable } from './reply-error.ts';

/**
 * A page shorter than this is the last one. Luno documents pages of up to 1000 rows; in case a server caps them at its default
 * of 100, whatever was asked for, a page of 100 rows is not yet taken for the end.
 */
const fullPageRows = 100;

type PageSettings = Pick<LunoSettings, 'pageRows' | 'pagesMax' | 'name' | 'requestTimeoutMs'>;

/**
 * All open orders, newest first. Pages end at a creation time; orders that share it are read twice and kept once, so that none
 * falls between two pages.
 */
export async function readOpenOrders(
  reader: LunoReader,
  settings: PageSettings,
  signal: AbortSignal | undefined,
): Promise<{ readonly orders: readonly OrderWire[]; readonly replyTimeMs: number | undefined }> {
  const orders = new Map<string, OrderWire>();
  let createdBeforeMs: number | undefined;
  let replyTimeMs: number | undefined;
  for (let page = 0; page < settings.pagesMax; page += 1) {
    const { value, times } = await listOpenOrders(reader, { limit: settings.pageRows, createdBeforeMs }, signal);
    // Of several pages the oldest reply dates the whole.
    replyTimeMs ??= times?.dateMs;
    const sizeBefore = orders.size;
    for (const order of value.orders) orders.set(order.order_id, order);
    const oldest = value.orders.at(-1);
    if (oldest === undefined || isLast(value.orders.length, orders.size - sizeBefore, settings)) {
      return { orders: [...orders.values()], replyTimeMs };
    }
    if (orders.size === sizeBefore) throw stuck(settings, 'api/exchange/2/listorders', 'the list does not move on');
    createdBeforeMs = oldest.creation_timestamp + 1;
  }
  throw stuck(settings, 'api/exchange/2/listorders', `the list has more than ${settings.pagesMax} pages`);
}

/** Our trades of one market since a moment, oldest first, each once. */
export async function readOwnTrades(
  reader: LunoReader,
  settings: PageSettings,
  query: { readonly pair: string; readonly sinceMs: number },
  signal: AbortSignal | undefined,
): Promise<readonly OwnTradeWire[]> {
  const trades = new Map<string, OwnTradeWire>();
  let from: { sinceMs: number } | { sequence: string } = { sinceMs: query.sinceMs };
  for (let page = 0; page < settings.pagesMax; page += 1) {
    const { value } = await listOwnTrades(reader, { pair: query.pair, limit: settings.pageRows, from }, signal);
    const sizeBefore = trades.size;
    // A self-trade has one sequence for both orders, so the order is part of the key.
    for (const trade of value.trades) trades.set(`${trade.sequence} ${trade.order_id}`, trade);
    const newest = value.trades.at(-1);
    if (newest === undefined || isLast(value.trades.length, trades.size - sizeBefore, settings)) {
      return [...trades.values()];
    }
    if (trades.size === sizeBefore) throw stuck(settings, 'api/1/listtrades', 'the list does not move on');
    from = { sequence: newest.sequence };
  }
  throw stuck(settings, 'api/1/listtrades', `the list has more than ${settings.pagesMax} pages`);
}

function isLast(rows: number, newRows: number, settings: PageSettings): boolean {
  if (rows < Math.min(fullPageRows, settings.pageRows)) return true;
  return newRows === 0 && rows < settings.pageRows;
}

function stuck(settings: PageSettings, path: string, reason: string) {
  const request = { path, permission: 'Perm_R_Orders' };
  return unreadable({ brokerage: settings.name, request, timeoutMs: settings.requestTimeoutMs }, reason, '');
}
