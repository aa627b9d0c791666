import type { TradingSystem } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { runProject, tradingStrategy, withTrading } from '../../test/run-project.ts';
import { runTrader } from '../run/run-trader.ts';
import { createBrokerage } from '../scaffold/template/practice-brokerage.ts';
import { toCommands } from './person-commands.ts';

const orderId = '66cWGV3Iu2xbuklHAq2ZZg0000007';

describe('what a person says on the command line', () => {
  test('becomes commands, settlements first', () => {
    expect(
      toCommands({
        resume: true,
        resumeStrategy: ['dip'],
        settle: [`${orderId}=canceled`],
        note: 'seen on the website',
      }),
    ).toEqual([
      { command: 'settle', clientOrderId: orderId, state: 'canceled', note: 'seen on the website' },
      { command: 'resume' },
      { command: 'resume-strategy', strategy: 'dip' },
    ]);
    expect(toCommands({})).toEqual([]);
  });

  test('about an order needs what was seen', () => {
    expect(() => toCommands({ settle: [`${orderId}=canceled`] })).toThrow(/--settle needs --note/);
  });
});

test('a halt outlives the run, and ends when a person says so at the next one', async () => {
  const halt = (system: TradingSystem) => {
    system.command({ command: 'halt', reason: 'worried' }, 'ann');
    return true;
  };
  const lasting = { ...withTrading({}), close: async () => undefined };
  const first = await runProject({ strategies: { trading: tradingStrategy }, brokerage: lasting, until: halt });
  const again = (more: Partial<Parameters<typeof runTrader>[0]>) =>
    runTrader({
      projectDir: first.projectDir,
      brokerage: createBrokerage(),
      env: {},
      forMs: 50,
      stdout: { write: () => true },
      stderr: { write: () => true },
      ...more,
    });
  expect((await again({})).halted).toMatch(/worried/);
  expect((await again({ commands: [{ command: 'resume' }] })).halted).toBeUndefined();
  expect((await again({})).halted).toBeUndefined();
});
