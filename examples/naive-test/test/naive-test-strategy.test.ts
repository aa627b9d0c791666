import { type Order, type SpectatorEvents, TradingSystem } from '@trader/core';
import { createLuno } from '@trader/luno';
import { createLunoSandbox, type LunoSandbox } from '@trader/luno-sandbox';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import NaiveTestStrategy from '../strategies/naive_test_strategy.ts';

describe('the naive test strategy on a sandbox', () => {
  let sandbox: LunoSandbox;
  let system: TradingSystem;
  let ended: Order[];

  beforeEach(async () => {
    sandbox = await createLunoSandbox({ seed: 7 });
    system = new TradingSystem({
      brokerage: createLuno({
        keyId: 'sandbox',
        keySecret: 'sandbox-secret',
        baseUrl: sandbox.url,
        streamUrl: sandbox.streamUrl,
        rateBudget: { requestsPerMinuteMax: 300, burst: 100 },
      }),
      strategies: [
        {
          id: 'naive_test',
          strategy: NaiveTestStrategy,
          symbols: ['XBTZAR'],
          capital: { ZAR: '400000' },
          params: { sweep: 8 },
        },
      ],
      heartbeatMs: 50,
    });
    ended = [];
    system.on('order', ({ order, to }) => {
      if (['filled', 'canceled', 'denied', 'rejected', 'expired'].includes(to)) ended.push(order);
    });
  });

  afterEach(async () => {
    await system.stop();
    await sandbox.close();
  });

  /** Trades until one ended order is as described. */
  async function untilOneEnded(isWanted: (order: Order) => boolean): Promise<Order> {
    const found = new Promise<Order>(resolve => {
      system.on('order', () => {
        const order = ended.find(isWanted);
        if (order !== undefined) resolve(order);
      });
    });
    await system.start();
    return found;
  }

  test('an order at the other side of the book fills at once', async () => {
    const order = await untilOneEnded(({ tag, state }) => tag === 'take' && state === 'filled');
    expect(order.filled.equals(order.quantity ?? 0)).toBe(true);
  });

  test('an order for more than is on offer fills partly, and what is left is canceled', async () => {
    const order = await untilOneEnded(({ tag, state, filled }) => {
      return tag === 'sweep' && state === 'canceled' && filled.isPositive();
    });
    expect(order.cancelRequested).toBe(true);
    expect(order.filled.lessThan(order.quantity ?? 0)).toBe(true);
  });

  test('an order far from the market is canceled untouched', async () => {
    const order = await untilOneEnded(({ tag }) => tag === 'far');
    expect(order).toMatchObject({ state: 'canceled', cancelRequested: true });
    expect(order.filled.isZero()).toBe(true);
  });

  test('it sells again what it bought, and never asks for more than its capital allows', async () => {
    const broken: SpectatorEvents['order'][] = [];
    system.on('order', change => {
      const capital = Object.values(system.snapshot().strategies[0]?.capital ?? {});
      if (change.to === 'denied' || capital.some(({ available }) => available.startsWith('-'))) broken.push(change);
    });
    await untilOneEnded(({ side, filled }) => side === 'sell' && filled.isPositive());
    expect(broken).toEqual([]);
  });
});
