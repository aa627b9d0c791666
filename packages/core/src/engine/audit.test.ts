import { expect, test } from 'vitest';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { scriptedCapabilities } from '../system/fixtures/scripted-brokerage.ts';
import { anEngine } from './fixtures/an-engine.ts';

class Idle extends StrategyBase {}

/** At which of the seconds 1 to 10 the account is read. */
function readings(isPushed: boolean): readonly number[] {
  const pushed = { orders: isPushed, fills: isPushed, balances: isPushed };
  const engine = anEngine({
    seed: 'audit',
    capabilities: { ...scriptedCapabilities, privateStream: { ...scriptedCapabilities.privateStream, ...pushed } },
    strategies: [{ id: 'idle', strategy: Idle, symbols: ['XBTZAR'] }],
    auditMs: 4_000,
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
