import { describe, expect, test } from 'vitest';
import type { OrderRequest } from '../order/order-request.ts';
import type { RiskLimits } from '../risk/risk-limits.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { tick } from '../system/fixtures/scripted-brokerage.ts';
import { anEngine } from './fixtures/an-engine.ts';

/** What becomes of orders that one hook asks for, in the order in which it asked. */
function review(requests: readonly OrderRequest[], risk: RiskLimits = {}): readonly string[] {
  class Asks extends StrategyBase {
    override onSignal(): void {
      for (const request of requests) this.placeOrder(request);
    }
  }
  const engine = anEngine({
    seed: 'review',
    strategies: [{ id: 'one', strategy: Asks, symbols: ['XBTZAR'], capital: { ZAR: '10000', XBT: '1' } }],
    risk,
    closedOrdersMax: 10,
    tradeLogMax: 10,
  });
  engine.process({ type: 'lifecycle', phase: 'start' }, 0);
  engine.process(tick(99_999, 100_001), 1);
  const { records } = engine.process({ type: 'signal', name: 'go', payload: undefined, strategy: undefined }, 2);
  return records.flatMap(record => (record.type === 'order-changed' ? [record.reason?.code ?? record.to] : []));
}

function buy(quantity: string): OrderRequest {
  return { symbol: 'XBTZAR', side: 'buy', type: 'limit', quantity, price: '100000' };
}

describe('orders of one hook', () => {
  test.each([
    ['capital', {}],
    ['position', { positionMax: { XBT: '0.1' } }],
  ] as const)('are reviewed in order: the first may use the %s, the later ones what is left', (code, risk) => {
    expect(review([buy('0.06'), buy('0.05'), buy('0.04')], risk)).toEqual(['submitted', code, 'submitted']);
  });

  test('take the last free place in order', () => {
    const outcomes = review([buy('0.01'), buy('0.01'), buy('0.01')], { openOrdersMax: 1 });
    expect(outcomes).toEqual(['submitted', 'open-orders', 'open-orders']);
  });
});

test('a sale far below the market is worth what the market pays', () => {
  const sale: OrderRequest = { symbol: 'XBTZAR', side: 'sell', type: 'limit', quantity: '0.5', price: '1' };
  expect(review([sale], { orderNotionalMax: { ZAR: '1000' } })).toEqual(['order-notional']);
});
