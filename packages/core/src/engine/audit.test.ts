import { expect, test } from 'vitest';
import { silentLogger } from '../log/logger.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { scriptedCapabilities, xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import { Engine } from './engine.ts';

class Idle extends StrategyBase {}

/** At which of the seconds 1 to 10 the account is read. */
function readings(isPushed: boolean): readonly number[] {
  const pushed = { orders: isPushed, fills: isPushed, balances: isPushed };
  const engine = new Engine({
    runId: 'f'.repeat(32),
    seed: 'audit',
    brokerageName: 'scripted',
    capabilities: { ...scriptedCapabilities, privateStream: { ...scriptedCapabilities.privateStream, ...pushed } },
    instruments: [xbtzar],
    strategies: [{ id: 'idle', strategy: Idle, symbols: ['XBTZAR'] }],
    risk: {},
    riskRules: [],
    placeWithinMs: 5_000,
    auditMs: 4_000,
    closedOrdersMax: 100,
    tradeLogMax: 100,
    logger: silentLogger,
    startMs: 0,
  });
  const seconds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  return seconds.filter(second => {
    const { effects } = engine.process({ type: 'check-order-status' }, second * 1_000);
    return effects.some(({ type }) => type === 'read-account');
  });
}

test('what is pushed is read as well, at the interval of the audit', () => {
  expect(readings(true)).toEqual([4, 8]);
});

test('what is not pushed is read at every check', () => {
  expect(readings(false)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});
