import { expect, test } from 'vitest';
import type { Tick } from '../market/market-event.ts';
import { Decimal } from '../money/decimal.ts';
import type { BrokerageOrderId } from '../order/order.ts';
import { StrategyBase, type TimerFired } from '../strategy/strategy-base.ts';
import { xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import type { Effect } from './effect.ts';
import { anEngine } from './fixtures/an-engine.ts';

function tickAt(timeMs: number): Tick {
  return { type: 'tick', instrumentId: xbtzar.id, symbol: 'XBTZAR', bid: 99, ask: 101, last: 100, timeMs };
}

/** Places one order and cancels it when its timer comes. */
class OnceAndCancel extends StrategyBase {
  override onStart(): void {
    this.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '1', price: '100' });
  }

  override onTimer(_: TimerFired): void {
    this.cancelAll();
  }
}

test('a cancel whose outcome stays unknown goes out again at longer and longer distances, not as fast as answers come', () => {
  const engine = anEngine({
    seed: 'cancel',
    strategies: [{ id: 'once', strategy: OnceAndCancel, symbols: ['XBTZAR'], capital: { ZAR: '1000' } }],
  });
  const brokerageOrderId = 'B1' as BrokerageOrderId;
  const cancels: number[] = [];
  /** Answers every call at once: orders are open, and nobody knows what became of cancels. */
  const answer = (effects: readonly Effect[], nowMs: number): void => {
    for (const effect of effects) {
      if (cancels.length > 50) return;
      if (effect.type === 'place') {
        const { clientOrderId } = effect.order.terms;
        const outcome = { outcome: 'accepted', brokerageOrderId } as const;
        answer(engine.process({ type: 'place-outcome', clientOrderId, outcome }, nowMs).effects, nowMs);
      } else if (effect.type === 'cancel') {
        cancels.push(nowMs);
        const { clientOrderId } = effect.intent;
        const outcome = { outcome: 'unknown', code: 'http-500', message: 'no clear answer' } as const;
        answer(engine.process({ type: 'cancel-outcome', clientOrderId, outcome }, nowMs).effects, nowMs);
      } else if (effect.type === 'look-up') {
        const { clientOrderId, instrumentId } = effect.query;
        const report = {
          type: 'order-report',
          clientOrderId,
          brokerageOrderId,
          instrumentId,
          status: 'open',
          side: 'buy',
          filled: { base: Decimal.zero, quote: Decimal.zero, fees: [] },
        } as const;
        const outcome = { outcome: 'found', report } as never;
        answer(engine.process({ type: 'look-up-outcome', clientOrderId, outcome }, nowMs).effects, nowMs);
      }
    }
  };

  const balances = [
    { type: 'balance', asset: 'ZAR', total: Decimal.from(1_000), available: Decimal.from(1_000) },
  ] as never;
  answer(engine.process({ type: 'account-snapshot', openOrders: [], balances, reason: 'start' }, 0).effects, 0);
  engine.process(tickAt(0), 0);
  answer(engine.process({ type: 'lifecycle', phase: 'start' }, 0).effects, 0);
  answer(engine.process({ type: 'timer', strategy: 'once', name: 'cancel' }, 500).effects, 500);
  for (let second = 1; second <= 60; second += 1) {
    answer(engine.process({ type: 'check-order-status' }, second * 1_000).effects, second * 1_000);
  }

  expect(cancels).toEqual([500, 500, 3_000, 7_000, 15_000, 31_000, 47_000]);
});
