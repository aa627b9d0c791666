import { describe, expect, test } from 'vitest';
import type { Capabilities } from '../brokerage/capabilities.ts';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { Tick } from '../market/market-event.ts';
import { Decimal } from '../money/decimal.ts';
import type { Fill } from '../order/fill.ts';
import { StrategyBase, type StrategyClass } from '../strategy/strategy-base.ts';
import { ScriptedBrokerage, tick, xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import { TradingSystem } from '../system/trading-system.ts';
import { feesOnTop, sellableOf } from './fee-on-top.ts';

const d = (text: string): Decimal => Decimal.from(text);
const rate = d('0.01');

describe('a fee comes on top', () => {
  const table: readonly (readonly [Capabilities['feeAssets'], string | undefined, string | undefined])[] = [
    [['base'], undefined, '0.01'],
    [['quote'], '0.01', undefined],
    [['base', 'quote'], undefined, undefined],
    [['base', 'third'], undefined, '0.01'],
    [['third'], undefined, undefined],
  ];
  test.each(table)('where fees come in %o: of buys %s, of sells %s', (feeAssets, quote, base) => {
    const feeRates = new Map([[xbtzar.id, { maker: Decimal.zero, taker: rate }]]);
    const { capabilities } = new ScriptedBrokerage({ feeAssets });
    const { quoteFeeRate, baseFeeRate } = feesOnTop(xbtzar.id, { capabilities, feeRates });
    expect([quoteFeeRate?.toString(), baseFeeRate?.toString()]).toEqual([quote, base]);
  });
});

test('what can be sold and its fee are never more than what there is', () => {
  const onTop = { quoteFeeRate: undefined, baseFeeRate: d('0.003') };
  for (const text of ['1', '0.3333333333', '7.123456789', '0.0005']) {
    const sellable = sellableOf(d(text), onTop);
    expect(sellable.plus(sellable.times('0.003')).lessThanOrEqual(d(text))).toBe(true);
    expect(d(text).minus(sellable).lessThan(d(text).times('0.0031'))).toBe(true);
  }
  expect(sellableOf(d('1'), { quoteFeeRate: rate, baseFeeRate: undefined })).toEqual(d('1'));
  expect(sellableOf(d('-1'), onTop)).toEqual(d('-1'));
});

/** Runs a strategy with 0.5 XBT at a brokerage that charges 1 % of what is sold in base, on top. */
async function run(
  strategy: StrategyClass,
  feeAssets: Capabilities['feeAssets'],
  capital: Readonly<Record<string, string>> = { XBT: '0.5' },
) {
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new ScriptedBrokerage({ feeAssets, marketSellSizing: 'base' });
  brokerage.trading.feeRates = () => Promise.resolve({ maker: Decimal.zero, taker: rate });
  brokerage.answerPlace = order => {
    if (order === undefined) return Promise.resolve(brokerage.refusal);
    const quantity = order.intent.terms.quantity ?? Decimal.zero;
    brokerage.fill(order, quantity.toString(), '100000', false);
    const fees = [{ asset: 'XBT', amount: quantity.times(rate) }];
    const report = brokerage.report(order);
    brokerage.emit({ ...report, cumulative: { base: order.base, quote: order.quote, fees } });
    return Promise.resolve({ outcome: 'accepted', brokerageOrderId: order.id });
  };
  const system = new TradingSystem({
    brokerage,
    clock,
    strategies: [{ id: 'one', strategy, symbols: ['XBTZAR'], capital }],
  });
  const alarms: string[] = [];
  system.on('alarm', ({ code }) => alarms.push(code));
  const starting = system.start();
  await clock.advanceAsync(10);
  await starting;
  brokerage.emit(tick(99_999, 100_001));
  await clock.advanceAsync(10);
  return { system, alarms };
}

class SellsAll extends StrategyBase {
  static override pace = 'event' as const;
  override onTick({ symbol, bid }: Tick): void {
    this.sell({ symbol, type: 'limit', quantity: '0.5', price: String(bid) });
  }
}

describe('a strategy that sells everything it owns', () => {
  test('is denied where the fee comes on top in base, and told how much of it is the fee', async () => {
    const { system, alarms } = await run(SellsAll, ['base']);
    const [order] = system.orders();
    expect(order).toMatchObject({ state: 'denied', reason: { code: 'capital' } });
    expect(order?.reason?.message).toMatch(
      /^the order needs up to 0\.505 XBT, 0\.005 XBT of it for the fee; strategy one has 0\.5 available/,
    );
    expect(alarms).toEqual([]);
  });

  test('owes the fee where it only may come in base: that is named as what it is', async () => {
    const { alarms, system } = await run(SellsAll, ['base', 'quote']);
    expect(system.orders()[0]?.state).toBe('filled');
    expect(alarms).toEqual(['fee-not-covered']);
  });

  test('sells what leaves room for the fee when it closes', async () => {
    class Closes extends StrategyBase {
      static override pace = 'event' as const;
      override onTick({ symbol }: Tick): void {
        if (this.orders.closed.length === 0) this.buy({ symbol, type: 'limit', quantity: '0.5', price: '100000' });
      }
      override onFill({ side, symbol }: Fill): void {
        if (side === 'buy') this.closePosition(symbol);
      }
    }
    const { system, alarms } = await run(Closes, ['base'], { ZAR: '50000' });
    expect(system.orders().map(({ side, state, filled }) => `${side} ${state} ${filled}`)).toEqual([
      'buy filled 0.5',
      'sell filled 0.49',
    ]);
    // 0.495 was left after the fee of the purchase; 0.49 and its fee of 0.0049 leave less than a lot more than nothing.
    const [position] = system.snapshot().strategies[0]?.positions ?? [];
    expect(position?.quantity).toBe('0.0001');
    expect(alarms).toEqual([]);
  });
});
