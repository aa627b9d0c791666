import { expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { Tick } from '../market/market-event.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { ScriptedBrokerage, tick } from './fixtures/scripted-brokerage.ts';
import { TradingSystem } from './trading-system.ts';

class SetClock extends SimulatedClock {
  offsetMs = 0;
  override nowMs(): number {
    return super.nowMs() + this.offsetMs;
  }
}

class BuyOnce extends StrategyBase {
  static override pace = 'event' as const;
  override onTick({ symbol }: Tick): void {
    if (this.orders.standing.length === 0) this.buy({ symbol, type: 'limit', quantity: '0.01', price: '100000' });
  }
}

test('an order without an answer is looked up soon, also after the clock was set back by an hour', async () => {
  const clock = new SetClock(10_000_000);
  const brokerage = new ScriptedBrokerage();
  brokerage.answerPlace = () =>
    Promise.resolve({ outcome: 'unknown', code: 'timed-out', message: 'no answer', resolveByMs: undefined });
  const strategies = [{ id: 'one', strategy: BuyOnce, symbols: ['XBTZAR'], capital: { ZAR: '10000' } }];
  const system = new TradingSystem({ brokerage, clock, strategies });
  const starting = system.start();
  await clock.advanceAsync(10);
  await starting;
  brokerage.emit(tick(99_999, 100_001));
  await clock.advanceAsync(10);
  expect(system.orders()[0]?.state).toBe('unknown');
  clock.offsetMs = -3_600_000;
  await clock.advanceAsync(5_000);
  expect(system.orders()[0]?.state).toBe('open');
  const stopping = system.stop();
  await clock.advanceAsync(1_000);
  await stopping;
});
