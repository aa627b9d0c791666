import type { ContingentOrderSnapshot, OrderSnapshot, StrategySnapshot, SystemSnapshot } from '@trader/core';
import type { RunEvent } from '../src/run/run-event.ts';

/** A standing order of a snapshot. */
export function anOrder(fields: Partial<OrderSnapshot> = {}): OrderSnapshot {
  return {
    clientOrderId: 'c1',
    symbol: 'XBTZAR',
    side: 'buy',
    type: 'limit',
    state: 'open',
    quantity: '0.001',
    price: '1200000',
    filled: '0',
    cancelRequested: false,
    ...fields,
  };
}

/** A bracket of a snapshot that guards what its entry has bought. */
export function anExit(fields: Partial<ContingentOrderSnapshot> = {}): ContingentOrderSnapshot {
  return {
    id: 'x1',
    kind: 'bracket',
    symbol: 'XBTZAR',
    side: 'sell',
    state: 'working',
    left: '0.01',
    takeProfitPrice: '1224000',
    stopLevel: '1188000',
    trailingDistance: undefined,
    exitId: 'c2',
    ...fields,
  };
}

/** A strategy of a snapshot that has not done anything. */
export function aStrategy(fields: Partial<StrategySnapshot> = {}): StrategySnapshot {
  return {
    id: 'naive_test',
    status: 'running',
    symbols: ['XBTZAR'],
    ordersByState: {},
    standing: [],
    contingentOrders: [],
    fills: 0,
    positions: [],
    realisedPnl: {},
    unrealisedPnl: {},
    fees: {},
    capital: { ZAR: { total: '10000', held: '0', available: '10000' } },
    ...fields,
  };
}

/** A system that runs one strategy on one market. */
export function aSnapshot(fields: Partial<SystemSnapshot> = {}): SystemSnapshot {
  return {
    timeMs: 0,
    state: 'running',
    runId: '0123456789abcdef0123456789abcdef',
    brokerage: 'practice',
    halted: undefined,
    instruments: [
      { symbol: 'XBTZAR', status: 'active', bid: 1_200_000, ask: 1_200_100.5, last: 1_200_050, ageMs: 300 },
    ],
    strategies: [aStrategy()],
    balances: {},
    unallocated: {},
    queues: {
      actions: 0,
      actionsMax: 10_000,
      market: 0,
      marketMax: 4_096,
      conflated: { tick: 0, trade: 0, book: 0, bar: 0, dropped: 0 },
    },
    gauges: [],
    ...fields,
  };
}

/** Something that happened. */
export function anEvent(text: string, fields: Partial<RunEvent> = {}): RunEvent {
  return { type: 'fill', level: 'info', strategy: 'naive_test', text, facts: {}, ...fields };
}
