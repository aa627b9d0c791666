import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { ScriptedBrokerage, tick } from '../system/fixtures/scripted-brokerage.ts';
import { TradingSystem } from '../system/trading-system.ts';
import type { TradingSystemOptions } from '../system/trading-system-options.ts';

type Side = 'buy' | 'sell';

/** Shows prices one after the other; gives what became of an order that is asked for at the last one. */
async function placedAt(
  bids: readonly number[],
  side: Side,
  price: string,
  options: Partial<TradingSystemOptions> = { risk: { priceDeviationMax: '0.05' } },
): Promise<string> {
  class Asks extends StrategyBase {
    override onSignal(): void {
      this.placeOrder({ symbol: 'XBTZAR', side, type: 'limit', quantity: '0.01', price });
    }
  }
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new ScriptedBrokerage();
  const capital = { ZAR: '100000', XBT: '1' };
  const system = new TradingSystem({
    brokerage,
    clock,
    strategies: [{ id: 'asks', strategy: Asks, symbols: ['XBTZAR'], capital }],
    ...options,
  });
  const starting = system.start();
  await clock.advanceAsync(10);
  await starting;
  for (const bid of bids) {
    brokerage.emit(tick(bid, bid + 2));
    await clock.advanceAsync(10);
  }
  system.signal('ask', undefined);
  await clock.advanceAsync(10);
  const [order] = system.orders();
  return order?.reason === undefined ? `${order?.state}` : `${order.state} ${order.reason.code}`;
}

describe('with a band of 5 %', () => {
  test.each<[Side, string, string]>([
    ['buy', '105001', 'open'],
    ['buy', '105002', 'denied price-band'],
    ['buy', '20000', 'open'],
    ['sell', '95001', 'open'],
    ['sell', '95000', 'denied price-band'],
    ['sell', '900000', 'open'],
  ])('around 100,001 a limit to %s at %s is %s', async (side, price, outcome) => {
    expect(await placedAt([100_000], side, price)).toBe(outcome);
  });

  test('a single wrong price is not traded on, and one that three ticks confirm is', async () => {
    expect(await placedAt([100_000, 10_000], 'sell', '9999')).toBe('denied price-band');
    expect(await placedAt([100_000, 10_000, 10_001], 'sell', '9999')).toBe('denied price-band');
    expect(await placedAt([100_000, 10_000, 10_001, 10_002], 'sell', '9999')).toBe('open');
  });
});

test('without a band any price leaves', async () => {
  expect(await placedAt([100_000], 'buy', '150000', {})).toBe('open');
});

test('a band that is no fraction above 0 is refused', () => {
  class Still extends StrategyBase {}
  const make = (priceDeviationMax: string) => () =>
    new TradingSystem({
      brokerage: new ScriptedBrokerage(),
      strategies: [{ id: 'still', strategy: Still, symbols: ['XBTZAR'] }],
      risk: { priceDeviationMax },
    });
  expect(make('0')).toThrow('risk.priceDeviationMax was 0');
  expect(make('five')).toThrow('risk.priceDeviationMax was five');
});
