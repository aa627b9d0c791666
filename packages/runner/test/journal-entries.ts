import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  type BrokerageOrderId,
  type ClientOrderId,
  Decimal,
  instrumentId,
  type JournalEntry,
  type TraderRecord,
} from '@trader/core';
import { afterAll } from 'vitest';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Where a journal may be, in a folder of its own that goes away with the test file. */
export function journalFile(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'trader-journal-')));
  folders.push(folder);
  return path.join(folder, 'state', 'journal.sqlite');
}

const clientOrderId = '0123456789abcdef-1' as ClientOrderId;
const brokerageOrderId = 'BXMC2CJ7HNB88U4' as BrokerageOrderId;
const order = { clientOrderId, strategy: 'naive', instrumentId: instrumentId('XBTZAR', 'luno'), symbol: 'XBTZAR' };

/** Types whose records are made of many parts: the tests of core have them. */
type ComposedType = `contingent-${string}`;

/** One record of every other type. */
export const recordOfType: {
  readonly [T in Exclude<TraderRecord['type'], ComposedType>]: Extract<TraderRecord, { type: T }>;
} = {
  'run-started': {
    type: 'run-started',
    runId: 'ab'.repeat(16),
    brokerage: 'luno',
    strategies: ['naive'],
    coreVersion: '1',
  },
  'order-requested': {
    type: 'order-requested',
    terms: {
      ...order,
      side: 'buy',
      type: 'limit',
      quantity: Decimal.parse('0.00100000'),
      quoteQuantity: undefined,
      price: Decimal.parse('1234567'),
      stopPrice: undefined,
      trigger: undefined,
      timeInForce: 'GTC',
      postOnly: true,
      tag: `a "tag" with 'quotes', \u0000 and \ud83d\ude80`,
      requestedTimeMs: 1_700_000_000_000,
    },
    hold: { base: 'XBT', quote: 'ZAR', quoteFeeRate: Decimal.parse('0.001') },
  },
  'order-submitted': { type: 'order-submitted', clientOrderId, resolveByMs: 1_700_000_006_000 },
  'order-changed': {
    type: 'order-changed',
    clientOrderId,
    strategy: 'naive',
    from: 'submitted',
    to: 'open',
    brokerageOrderId,
    filled: Decimal.zero,
    cancelRequested: false,
    reason: undefined,
  },
  fill: {
    type: 'fill',
    fill: {
      ...order,
      fillId: `${clientOrderId}-1`,
      brokerageOrderId,
      side: 'buy',
      quantity: Decimal.parse('0.000300000000000001'),
      quoteQuantity: Decimal.parse('370.3701'),
      price: Decimal.parse('1234567'),
      fees: [{ asset: 'XBT', amount: Decimal.parse('-0.0000003') }],
      tradeId: undefined,
      liquidity: 'maker',
      tag: undefined,
      brokerageTimeMs: undefined,
      timeMs: 1_700_000_001_000,
    },
    realisedPnl: Decimal.parse('-0.5'),
    positionAfter: Decimal.parse('0.0003'),
  },
  fact: { type: 'fact', event: { type: 'command', command: { command: 'halt', reason: 'worried' }, by: 'ann' } },
  alarm: { type: 'alarm', code: 'gap', message: 'a gap', severity: 'warning', strategy: undefined },
  strategy: { type: 'strategy', strategy: 'naive', status: 'running', reason: 'started' },
  'strategy-saved': { type: 'strategy-saved', strategy: 'naive', value: { seen: [1, 'two', null] } },
  'order-adopted': {
    type: 'order-adopted',
    terms: {
      ...order,
      side: 'sell',
      type: 'limit',
      quantity: Decimal.one,
      quoteQuantity: undefined,
      price: Decimal.one,
      stopPrice: undefined,
      trigger: undefined,
      timeInForce: 'GTC',
      postOnly: false,
      tag: 'adopted',
      requestedTimeMs: 1,
    },
    hold: { base: 'XBT', quote: 'ZAR' },
    report: {
      type: 'order-report',
      brokerageOrderId,
      clientOrderId: undefined,
      instrumentId: order.instrumentId,
      status: 'open',
      finishedBy: undefined,
      cumulative: undefined,
      terms: undefined,
      reason: undefined,
      brokerageTimeMs: undefined,
    },
  },
  snapshot: {
    type: 'snapshot',
    version: 1,
    runs: 1,
    strategies: [],
    account: { balances: [], inflows: [], reservedByOthers: [] },
    bases: [],
    differences: [],
    foreign: { orders: [], effects: [] },
    contingent: [],
  },
  'order-reviewed': {
    type: 'order-reviewed',
    clientOrderId,
    rule: 'available-capital',
    code: 'capital',
    limit: Decimal.parse('10'),
    value: Decimal.parse('11.5'),
  },
  'account-base': {
    type: 'account-base',
    amounts: [{ asset: 'ZAR', amount: Decimal.parse('12.50') }],
    reason: 'first',
    by: undefined,
  },
  'balance-difference': {
    type: 'balance-difference',
    asset: 'ZAR',
    expected: Decimal.parse('10'),
    found: Decimal.parse('9.5'),
    difference: Decimal.parse('-0.5'),
  },
  closing: { type: 'closing', strategy: 'naive', isActive: true },
  recording: {
    type: 'recording',
    note: { note: 'segment', file: 'a/000001.jsonl.gz', firstEvent: 1, lastEvent: 9, bytes: 5, sha256: '0f' },
  },
  'account-identified': {
    type: 'account-identified',
    account: { brokerage: 'luno', ids: ['2225762606892986213', '6213702911573325445'], key: undefined },
    reason: 'first',
  },
};

/** Entries with these sequences, of all types in turn. */
export function someEntries(first: number, last: number): readonly JournalEntry[] {
  const records = Object.values(recordOfType);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const sequence = first + index;
    const record = records[sequence % records.length] ?? recordOfType.strategy;
    return { sequence, timeMs: 1_700_000_000_000 + sequence, record };
  });
}
