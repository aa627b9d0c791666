import { describe, expect, test } from 'vitest';
import type { TraderEvent } from '../event/trader-event.ts';
import type { Tick } from '../market/market-event.ts';
import { Decimal } from '../money/decimal.ts';
import type { BrokerageOrderId, ClientOrderId } from '../order/order.ts';
import { createSeededRandom } from '../strategy/seeded-random.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { balance, tick, xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import type { Engine } from './engine.ts';
import { anEngine } from './fixtures/an-engine.ts';

class Dicey extends StrategyBase {
  static override pace = 'event' as const;
  override onTick({ symbol, bid }: Tick): void {
    if (bid === undefined) return;
    if (this.random() < 0.5) this.buy({ symbol, type: 'limit', quantity: '0.001', price: bid });
    else if (this.orders.standing.length > 0) this.cancelAll();
  }
}

function makeEngine(): Engine {
  return anEngine({
    seed: 'dice',
    strategies: [{ id: 'dicey', strategy: Dicey, symbols: ['XBTZAR'], capital: { ZAR: '1000000' } }],
  });
}

/** Runs a seeded life: every effect is answered in some way some time later. */
function live(seed: string): string[] {
  const engine = makeEngine();
  const random = createSeededRandom(seed);
  const outputs: string[] = [];
  engine.process({ type: 'lifecycle', phase: 'start' }, 0);
  const waiting: TraderEvent[] = [balance('ZAR', '1000000')];
  let booked = 0;
  for (let step = 0; step < 500; step += 1) {
    const index = Math.floor(random() * waiting.length);
    const [event = tick(100_000 + Math.floor(random() * 10), 100_020)] = random() < 0.5 ? waiting.splice(index, 1) : [];
    const output = engine.process(event, step * 10);
    outputs.push(JSON.stringify(output));
    for (const effect of output.effects) {
      if (effect.type === 'place') {
        booked += 1;
        const brokerageOrderId = `B${booked}` as BrokerageOrderId;
        const { clientOrderId } = effect.order.terms;
        waiting.push({ type: 'place-outcome', clientOrderId, outcome: { outcome: 'accepted', brokerageOrderId } });
        waiting.push({
          type: 'order-report',
          brokerageOrderId,
          clientOrderId,
          instrumentId: xbtzar.id,
          status: 'open',
          finishedBy: undefined,
          cumulative: {
            base: Decimal.from('0.0005'),
            quote: Decimal.from('50'),
            fees: [{ asset: 'XBT', amount: Decimal.from('0.000001') }],
          },
          terms: undefined,
          reason: undefined,
          brokerageTimeMs: step,
        });
      }
      if (effect.type === 'cancel') {
        waiting.push({
          type: 'cancel-outcome',
          clientOrderId: effect.intent.clientOrderId,
          outcome: { outcome: 'accepted' },
        });
      }
    }
  }
  return outputs;
}

describe('the engine', () => {
  test('gives the same output for the same events, byte for byte', () => {
    expect(live('one')).toEqual(live('one'));
    expect(live('one')).not.toEqual(live('two'));
  });

  test('says nothing about a tick that changes nothing', () => {
    const engine = makeEngine();
    const quiet = engine.process({ type: 'heartbeat' }, 1);
    expect(quiet).toEqual({ effects: [], records: [], bars: [] });
    expect(engine.process({ type: 'check-order-status' }, 2)).toBe(quiet);
  });

  test('never lets its time run backwards', () => {
    const engine = makeEngine();
    engine.process({ type: 'heartbeat' }, 1_000);
    engine.process({ type: 'heartbeat' }, 500);
    expect(engine.nowMs).toBe(1_000);
  });

  test('ignores market data of instruments that nobody trades', () => {
    const engine = makeEngine();
    const stranger = { ...tick(1, 2), instrumentId: 'OTHER@scripted' as Tick['instrumentId'] };
    expect(engine.process(stranger, 1).records).toEqual([]);
  });

  test('ignores outcomes of orders that it does not know', () => {
    const engine = makeEngine();
    const clientOrderId = 'nobody' as ClientOrderId;
    const output = engine.process({ type: 'cancel-outcome', clientOrderId, outcome: { outcome: 'accepted' } }, 1);
    expect(output.effects).toEqual([]);
  });

  test('halts on a fatal fault of the brokerage', () => {
    const engine = makeEngine();
    engine.process(
      { type: 'fault', code: 'unauthorized', message: 'the key was revoked', severity: 'fatal', timeMs: 1 },
      1,
    );
    expect(engine.halted).toEqual({ code: 'unauthorized', message: 'the key was revoked' });
  });
});
