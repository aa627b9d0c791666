import { expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { Gauge } from '../event/gauge.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { ScriptedBrokerage, tick } from './fixtures/scripted-brokerage.ts';
import { TradingSystem } from './trading-system.ts';

/** Asks for more than it may, so that every order of it has ended at once. */
class BuyTooMuch extends StrategyBase {
  static override pace = 'event' as const;
  override onTick(): void {
    this.setTimer('again', 60_000);
    this.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '1', price: '100000' });
  }
}

class CountingBrokerage extends ScriptedBrokerage {
  gauges(): readonly Gauge[] {
    return [{ name: 'requests waiting', size: 2, sizeMax: 500 }];
  }
}

test('a snapshot tells of every queue and cache how full it is and may get, the brokerage’s own included', async () => {
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new CountingBrokerage();
  const system = new TradingSystem({
    brokerage,
    clock,
    actionQueueMax: 50,
    marketQueueMax: 40,
    closedOrdersMax: 3,
    tradeLogMax: 7,
    strategies: [{ id: 'one', strategy: BuyTooMuch, symbols: ['XBTZAR'], capital: { ZAR: '10000' } }],
  });
  const starting = system.start();
  await clock.advanceAsync(0);
  await starting;
  for (let count = 0; count < 5; count += 1) {
    brokerage.emit(tick(99_000, 100_000 + count));
    await clock.advanceAsync(1);
  }
  expect(system.snapshot().gauges).toEqual(
    expect.arrayContaining([
      { name: 'actions waiting', size: 0, sizeMax: 50 },
      { name: 'market data waiting', size: 0, sizeMax: 40 },
      { name: 'ended orders of one', size: 3, sizeMax: 3 },
      { name: 'fills of one', size: 0, sizeMax: 7 },
      { name: 'timers of one', size: 1, sizeMax: 1_000 },
      { name: 'orders of others', size: 0, sizeMax: 1_000 },
      { name: 'requests waiting', size: 2, sizeMax: 500 },
    ]),
  );
  const stopping = system.stop({ timeoutMs: 0 });
  await clock.advanceAsync(1);
  await stopping;
});
