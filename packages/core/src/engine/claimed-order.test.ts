import { expect, test } from 'vitest';
import type { OrderReport } from '../brokerage/brokerage-event.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import type { BrokerageOrderId, ClientOrderId } from '../order/order.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { balance, tick, xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import type { Engine } from './engine.ts';
import { anEngine } from './fixtures/an-engine.ts';

const brokerageOrderId = 'B1' as BrokerageOrderId;
const fee: readonly AssetAmount[] = [{ asset: 'ZAR', amount: Decimal.from('0.5') }];

class BuyOnce extends StrategyBase {
  override onStart(): void {
    this.buy({ symbol: 'XBTZAR', type: 'limit', quantity: '1', price: '100' });
  }
}

/** An engine that has asked for one order, and was told nothing of it. */
function start(): { engine: Engine; clientOrderId: ClientOrderId } {
  const engine = anEngine({
    seed: 'claim',
    strategies: [{ id: 'one', strategy: BuyOnce, symbols: ['XBTZAR'], capital: { ZAR: '1000' } }],
  });
  engine.process({ type: 'account-snapshot', openOrders: [], balances: [balance('ZAR', '1000')], reason: 'start' }, 0);
  engine.process(tick(99, 101), 0);
  const { effects } = engine.process({ type: 'lifecycle', phase: 'start' }, 0);
  const placed = effects.find(({ type }) => type === 'place');
  if (placed?.type !== 'place') throw new Error('nothing was placed');
  return { engine, clientOrderId: placed.order.terms.clientOrderId };
}

function finished(
  clientOrderId: ClientOrderId | undefined,
  base: string,
  fees: readonly AssetAmount[] | undefined,
): OrderReport {
  return {
    type: 'order-report',
    brokerageOrderId,
    clientOrderId,
    instrumentId: xbtzar.id,
    status: 'finished',
    finishedBy: 'canceled',
    cumulative: { base: Decimal.from(base), quote: Decimal.from(base).times('100'), fees },
    terms: { side: 'buy', type: 'limit', quantity: undefined, price: undefined, timeInForce: undefined },
    reason: undefined,
    brokerageTimeMs: undefined,
  };
}

test.each<[string, readonly OrderReport[], string, string]>([
  ['its fee', [finished(undefined, '0.4', fee)], '0.4', '-40.5'],
  ['its fills', [finished(undefined, '0.7', undefined)], '0.7', '-70'],
  [
    'its fee, also when an older statement without it comes later',
    [finished(undefined, '0.4', fee), finished(undefined, '0.4', [])],
    '0.4',
    '-40.5',
  ],
  [
    'no fee at a total at which none was told',
    [finished(undefined, '0.3', fee), finished(undefined, '0.4', undefined)],
    '0.4',
    '-40',
  ],
])(
  'what was told of an order before it was known as ours counts, where the look-up shows less: %s',
  (_, told, filled, left) => {
    const { engine, clientOrderId } = start();
    for (const report of told) engine.process(report, 10);
    const report: OrderReport = { ...finished(clientOrderId, '0.4', []), status: 'open', finishedBy: undefined };
    engine.process({ type: 'look-up-outcome', clientOrderId, outcome: { outcome: 'found', report } }, 20);
    // What is asked for once more stays without an answer.
    const outcome = { outcome: 'unknown', code: 'http-500', message: 'no clear answer' } as const;
    engine.process({ type: 'look-up-outcome', clientOrderId, outcome }, 30);
    const order = engine.orders.get(clientOrderId);
    expect(order?.state).toBe('canceled');
    expect(order?.filled.toString()).toBe(filled);
    expect(engine.strategies.get('one')?.positions.changed('ZAR').toString()).toBe(left);
  },
);
