import type { Decimal } from '@trader/core';
import type { Account } from '../../exchange/accounts.ts';
import { permissions } from '../../exchange/api-keys.ts';
import type { LedgerEntry } from '../../exchange/ledger-book.ts';
import { type Json, JsonNumber, type JsonRecord } from '../../wire/json-text.ts';
import { LunoRefusal } from '../../wire/luno-refusal.ts';
import type { EndpointCall, Route } from '../route.ts';
import { callerOf, type EndpointParts, listOf } from './endpoint-parts.ts';

const rowsMax = 1_000;

/** The endpoints that show the caller's accounts. */
export function accountRoutes(parts: EndpointParts): readonly Route[] {
  return [
    {
      name: 'balance',
      method: 'GET',
      path: '/api/1/balance',
      access: permissions.readBalance,
      answer(call) {
        const assets = call.params.list('assets');
        const rows = parts.accounts
          .list(callerOf(call).user)
          .filter(account => assets.length === 0 || assets.includes(account.asset));
        return {
          balance: listOf(
            parts,
            rows.map(account => balanceRow(parts, account)),
          ),
        };
      },
    },
    {
      name: 'transactions',
      method: 'GET',
      path: '/api/1/accounts/:id/transactions',
      access: permissions.readTransactions,
      answer(call) {
        const account = ownAccount(parts, call);
        const rows = ledgerRows(parts, call, account).map(entry => transactionRow(parts, account, entry));
        return { id: account.id.toString(), transactions: listOf(parts, rows) };
      },
    },
    {
      name: 'pending',
      method: 'GET',
      path: '/api/1/accounts/:id/pending',
      access: permissions.readTransactions,
      answer: call => ({ id: ownAccount(parts, call).id.toString(), pending: listOf(parts, []) }),
    },
    {
      name: 'send-networks',
      method: 'GET',
      path: '/api/1/send/networks',
      access: 0,
      answer: () => ({ networks: listOf(parts, []) }),
    },
  ];
}

function balanceRow({ exchange, format }: EndpointParts, account: Account): JsonRecord {
  const holding = exchange.simulated.balance(account.user, account.asset);
  return {
    account_id: account.id.toString(),
    asset: account.asset,
    balance: format(holding.total),
    reserved: format(holding.reserved),
    unconfirmed: '0.00',
    name: `${account.asset} Account`,
  };
}

function ownAccount(parts: EndpointParts, call: EndpointCall): Account {
  const text = call.path['id'] ?? '';
  if (!/^\d{1,19}$/.test(text)) throw new LunoRefusal('ErrInvalidAccountID', `it was "${text}"`);
  const account = parts.accounts.byId(BigInt(text));
  if (account === undefined || account.user !== callerOf(call).user) throw new LunoRefusal('ErrAccountNotFound');
  return account;
}

/** Rows from `min_row` (inclusive) to `max_row` (exclusive); numbers below 1 count back from the newest row. */
function ledgerRows(parts: EndpointParts, call: EndpointCall, account: Account): readonly LedgerEntry[] {
  const count = parts.ledger.count(account.user, account.asset);
  const row = (name: string) => {
    const text = call.params.requiredText(name);
    if (!/^-?\d{1,15}$/.test(text)) throw new LunoRefusal('ErrInvalidArguments', `${name} was "${text}"`);
    const value = Number(text);
    return value > 0 ? value : count + value + 1;
  };
  const min = row('min_row');
  const max = row('max_row');
  if (max - min > rowsMax) throw new LunoRefusal('ErrTooManyRowsRequested');
  return parts.ledger.rows(account.user, account.asset, min, max);
}

function transactionRow(parts: EndpointParts, account: Account, entry: LedgerEntry): JsonRecord {
  const { row, fill } = entry;
  const amount = (value: Decimal): Json =>
    parts.behaviour.ledgerAmounts === 'numbers' ? new JsonNumber(value.toString()) : parts.format(value);
  const trade =
    fill === undefined
      ? {}
      : {
          trade_details: {
            pair: fill.symbol,
            price: parts.format(fill.price),
            volume: parts.format(fill.baseDelta),
            sequence: fill.tradeSequence,
          },
        };
  return {
    row_index: row.rowIndex,
    account_id: account.id.toString(),
    timestamp: row.timeMs,
    balance: amount(row.total),
    available: amount(row.available),
    balance_delta: amount(row.totalDelta),
    available_delta: amount(row.availableDelta),
    currency: row.asset,
    description: descriptionOf(entry),
    kind: row.cause === 'fee' ? 'FEE' : row.cause === 'deposit' || row.cause === 'withdrawal' ? 'TRANSFER' : 'EXCHANGE',
    reference: [row.orderId, row.tradeSequence].filter(part => part !== undefined).join('-'),
    details: {},
    detail_fields: { crypto_details: { address: '', txid: '' }, ...trade },
  };
}

/** The row in a sentence whose first word is the one Luno uses. */
function descriptionOf({ row, fill }: LedgerEntry): string {
  const amount = `${row.totalDelta.abs()} ${row.asset}`;
  const held = `${row.availableDelta.abs()} ${row.asset}`;
  switch (row.cause) {
    case 'deposit':
      return `Received ${amount}`;
    case 'withdrawal':
      return `Sent ${amount}`;
    case 'reserve':
      return `Reserved ${held} for order`;
    case 'release':
      return `Released ${held}`;
    case 'fee':
      return 'Trading fee';
    case 'trade':
      return `${fill?.side === 'buy' ? 'Bought' : 'Sold'} ${fill?.baseDelta ?? ''} ${fill?.symbol ?? ''}`.trim();
    default:
      return row.cause satisfies never;
  }
}
