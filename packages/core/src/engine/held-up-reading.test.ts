import { expect, test } from 'vitest';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { balance } from '../system/fixtures/scripted-brokerage.ts';
import { anEngine } from './fixtures/an-engine.ts';

class Still extends StrategyBase {}

test('a reading that the journal held up confirms no difference when it was asked for right after the first one', () => {
  const engine = anEngine({
    seed: 'reading',
    strategies: [{ id: 'still', strategy: Still, symbols: ['XBTZAR'], capital: { ZAR: '1000' } }],
  });
  const read = (zar: string, requestedTimeMs: number, processedMs: number): readonly string[] => {
    const balances = [balance('ZAR', zar), balance('XBT', '0')];
    const reading = { type: 'account-snapshot', openOrders: [], balances, reason: 'audit', requestedTimeMs } as const;
    const { records } = engine.process(reading, processedMs);
    return records.map(({ type }) => type).filter(type => type === 'balance-difference');
  };
  expect(read('1000', 0, 0)).toEqual([]);
  expect(read('1001', 1_000, 1_000)).toEqual([]);
  expect(read('1001', 1_500, 60_000)).toEqual([]);
  expect(read('1001', 60_000, 60_100)).toEqual(['balance-difference']);
});
