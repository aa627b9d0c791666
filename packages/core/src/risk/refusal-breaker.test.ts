import { describe, expect, test } from 'vitest';
import type { PlaceOutcome } from '../brokerage/brokerage.ts';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { Tick } from '../market/market-event.ts';
import type { Order, OrderTerms } from '../order/order.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { ScriptedBrokerage, tick, xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import { TradingSystem } from '../system/trading-system.ts';
import { RefusalBreaker } from './refusal-breaker.ts';

const terms = (strategy = 'one', symbol = 'XBTZAR'): OrderTerms =>
  ({ strategy, symbol, instrumentId: `${symbol}@x` }) as unknown as OrderTerms;
const refused: PlaceOutcome = { outcome: 'rejected', code: 'ErrFunds', message: 'funds are short' };
const accepted = { outcome: 'accepted', brokerageOrderId: 'B1' } as unknown as PlaceOutcome;
const unknown: PlaceOutcome = { outcome: 'unknown', code: 'x', message: 'y', resolveByMs: undefined };

/** A moment, and where alarms go. */
const at = (nowMs: number, alarms: string[] = []) => ({
  nowMs,
  alarm: (_: string, __: string, message: string) => void alarms.push(message),
});

/** A breaker that has seen so many refusals at a moment. */
function broken(count: number, nowMs = 0): RefusalBreaker {
  const breaker = new RefusalBreaker(() => 3);
  for (let index = 0; index < count; index += 1) breaker.note(terms(), refused, at(nowMs));
  return breaker;
}

describe('refusals in a row', () => {
  test.each([
    [2, 0],
    [3, 1_000],
    [4, 2_000],
    [8, 32_000],
    [9, 60_000],
    [50, 60_000],
  ])('after %d of at most 3, an order waits %d ms', (count, waitMs) => {
    const breaker = broken(count, 500);
    if (waitMs > 0) expect(breaker.wait(terms(), false, 500 + waitMs - 1)?.code).toBe('refused-in-a-row');
    expect(breaker.wait(terms(), false, 500 + waitMs)).toBeUndefined();
  });

  test('are told once, when they become too many, with the last reason', () => {
    const breaker = new RefusalBreaker(() => 2);
    const told: string[] = [];
    for (const nowMs of [0, 1, 2, 3]) breaker.note(terms(), refused, at(nowMs, told));
    expect(told).toEqual([
      expect.stringMatching(
        /^the brokerage refused 2 orders of strategy "one" on XBTZAR in a row, .* ErrFunds \(funds are short\)/,
      ),
    ]);
  });

  test('end with an order that is accepted, and not with one whose outcome is unknown', () => {
    const breaker = broken(9);
    breaker.note(terms(), unknown, at(1));
    expect(breaker.wait(terms(), false, 1)).toBeDefined();
    breaker.note(terms(), accepted, at(1));
    expect(breaker.wait(terms(), false, 1)).toBeUndefined();
  });

  test('concern one strategy on one instrument', () => {
    const breaker = broken(9);
    expect(breaker.wait(terms('two'), false, 1)).toBeUndefined();
    expect(breaker.wait(terms('one', 'ETHZAR'), false, 1)).toBeUndefined();
  });

  test('let an exit wait for a second at most', () => {
    const breaker = broken(9);
    expect(breaker.wait(terms(), true, 58_999)).toBeUndefined();
    expect(breaker.wait(terms(), true, 59_500)).toBeDefined();
  });
});

test('a strategy that is refused at every tick asks the brokerage ever more rarely, and hears why', async () => {
  class Keen extends StrategyBase {
    static override pace = 'event' as const;
    static heard: Order[] = [];
    override onTick({ symbol }: Tick): void {
      this.buy({ symbol, type: 'limit', quantity: '0.01', price: '90000' });
    }
    override onOrder(order: Order): void {
      if (order.state === 'denied') Keen.heard.push(order);
    }
  }
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new ScriptedBrokerage();
  let asked = 0;
  brokerage.accepts = () => {
    asked += 1;
    return false;
  };
  const system = new TradingSystem({
    brokerage,
    clock,
    strategies: [{ id: 'keen', strategy: Keen, symbols: [xbtzar.symbol], capital: { ZAR: '10000' } }],
  });
  const alarms: string[] = [];
  system.on('alarm', ({ code }) => alarms.push(code));
  const starting = system.start();
  await clock.advanceAsync(10);
  await starting;
  for (let second = 0; second < 300; second += 1) {
    brokerage.emit(tick(99_999, 100_001 + second));
    await clock.advanceAsync(1_000);
  }
  // Five at once, then after 1, 2, 4 … 60 s.
  expect(asked).toBeGreaterThan(8);
  expect(asked).toBeLessThan(20);
  expect(alarms.filter(code => code === 'refused-in-a-row')).toHaveLength(1);
  expect(Keen.heard.at(-1)?.reason?.message).toMatch(
    /^the brokerage refused \d+ orders on XBTZAR in a row \(ErrTest\); none is sent for another/,
  );
});
