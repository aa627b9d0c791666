import { expect, test } from 'vitest';
import { silentLogger } from '../log/logger.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { balance, scriptedCapabilities, xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import { Engine } from './engine.ts';

class Still extends StrategyBase {}

test('a reading that the journal held up confirms no difference when it was asked for right after the first one', () => {
  const engine = new Engine({
    runId: 'f'.repeat(32),
    seed: 'reading',
    brokerageName: 'scripted',
    capabilities: scriptedCapabilities,
    instruments: [xbtzar],
    strategies: [{ id: 'still', strategy: Still, symbols: ['XBTZAR'], capital: { ZAR: '1000' } }],
    risk: {},
    riskRules: [],
    placeWithinMs: 5_000,
    closedOrdersMax: 100,
    tradeLogMax: 100,
    logger: silentLogger,
    startMs: 0,
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
