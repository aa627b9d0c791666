import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { Tick } from '../market/market-event.ts';
import { Decimal } from '../money/decimal.ts';
import { StrategyBase, type StrategyClass } from '../strategy/strategy-base.ts';
import { ScriptedBrokerage, tick, xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import { TradingSystem } from '../system/trading-system.ts';
import type { TradingSystemOptions } from '../system/trading-system-options.ts';

async function run(strategy: StrategyClass, options: Partial<TradingSystemOptions> = {}) {
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new ScriptedBrokerage();
  // Market and immediate orders fill at once at 100,000, limit orders rest.
  brokerage.answerPlace = order => {
    if (order === undefined) return Promise.resolve(brokerage.refusal);
    const { timeInForce, quantity } = order.intent.terms;
    if (timeInForce === 'IOC' && quantity !== undefined) brokerage.fill(order, quantity.toString(), '100000');
    return Promise.resolve({ outcome: 'accepted', brokerageOrderId: order.id });
  };
  const capital = { ZAR: '100000', XBT: '0.5' };
  const system = new TradingSystem({
    brokerage,
    clock,
    strategies: [{ id: 'one', strategy, symbols: ['XBTZAR'], capital }],
    ...options,
  });
  const alarms: string[] = [];
  system.on('alarm', ({ code }) => alarms.push(code));
  const starting = system.start();
  await clock.advanceAsync(10);
  await starting;
  const settle = (byMs = 10): Promise<void> => clock.advanceAsync(byMs);
  const position = (): string | undefined => system.snapshot().strategies[0]?.positions[0]?.quantity;
  return { clock, brokerage, system, alarms, settle, position };
}

describe('closing', () => {
  test('succeeds against a strategy that goes on placing orders', async () => {
    class Busy extends StrategyBase {
      override onTick({ symbol }: Tick): void {
        this.buy({ symbol, type: 'limit', quantity: '0.01', price: '90000' });
      }
      override onSignal(): void {
        this.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '0.01', price: '100000', timeInForce: 'IOC' });
      }
    }
    const { brokerage, system, settle, position } = await run(Busy);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    system.signal('buy', undefined);
    await settle(1_000);
    expect(position()).toBe('0.01');
    expect(system.snapshot().strategies[0]?.standing).toHaveLength(1);
    system.command({ command: 'close-all' });
    for (let beat = 0; beat < 5; beat += 1) {
      brokerage.emit(tick(99_999, 100_002 + beat));
      await settle(1_000);
    }
    expect(position()).toBe('0');
  });

  test('is not taken for done while nobody quotes a price', async () => {
    class Seller extends StrategyBase {
      override onSignal(): void {
        this.sell({ symbol: 'XBTZAR', type: 'market', quantity: '0.01' });
      }
    }
    const { brokerage, system, settle, position, alarms } = await run(Seller);
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    system.signal('sell', undefined);
    await settle();
    expect(position()).toBe('-0.01');
    brokerage.emit({ ...tick(99_999, 1), ask: undefined });
    await settle();
    system.command({ command: 'close-all' });
    await settle(2_000);
    expect(alarms).toEqual([]);
    brokerage.emit(tick(99_999, 100_001));
    await settle(2_000);
    expect(position()).toBe('0');
    expect(alarms).toEqual([]);
  });

  test('cancels orders that become the strategy’s while it waits for others to end', async () => {
    class Buyer extends StrategyBase {
      override onSignal(): void {
        this.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '0.01', price: '90000' });
      }
    }
    const { brokerage, system, settle } = await run(Buyer, { foreignOrders: { adopt: 'one' }, auditMs: 1_000 });
    brokerage.emit(tick(99_999, 100_001));
    await settle();
    system.signal('buy', undefined);
    await settle();
    brokerage.answerCancel = () => new Promise(() => undefined);
    system.command({ command: 'close-all' });
    await settle();
    const cumulative = { base: Decimal.zero, quote: Decimal.zero, fees: [] };
    const terms = { side: 'buy', type: 'limit', quantity: Decimal.one, price: Decimal.from('80000') } as const;
    const statement = { status: 'open', finishedBy: undefined, reason: undefined, brokerageTimeMs: 1 } as const;
    const names = { brokerageOrderId: 'H1' as never, clientOrderId: undefined, instrumentId: xbtzar.id };
    brokerage.foreign = [
      { type: 'order-report', ...names, ...statement, cumulative, terms: { ...terms, timeInForce: 'GTC' } },
    ];
    await settle(5_000);
    expect(system.orders().map(({ brokerageOrderId }) => brokerageOrderId)).toContain('H1');
    expect(brokerage.calls).toContain('cancel H1');
  });
});
