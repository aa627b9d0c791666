import { type Brokerage, type ClientOrderId, Decimal, type KeyRights, TradingError } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { makeProject } from '../../test/make-project.ts';
import { tradingStrategy, withTrading } from '../../test/run-project.ts';
import type { Diagnosis } from './diagnosis.ts';
import { examineProject } from './examine-project.ts';

const config = `brokerage: { adapter: ./none.ts }
strategies:
  - { id: trading, symbols: [XBTZAR], capital: { ZAR: '100000' } }
`;

async function examine(brokerage: Brokerage, text = config): Promise<readonly Diagnosis[]> {
  const projectDir = makeProject({
    'configs/global_strategy_config.yaml': text,
    'strategies/trading_strategy.ts': tradingStrategy,
  });
  const diagnoses: Diagnosis[] = [];
  for await (const diagnosis of examineProject({ projectDir, env: {}, brokerage })) diagnoses.push(diagnosis);
  return diagnoses;
}

/** What was said about one subject: level and finding. */
async function about(subject: string, brokerage: Brokerage, text?: string): Promise<readonly string[]> {
  const diagnoses = await examine(brokerage, text);
  return diagnoses.filter(each => each.subject === subject).map(({ level, finding }) => `${level} ${finding}`);
}

test('everything that was looked at is told, in order', async () => {
  const diagnoses = await examine(withTrading({}));
  expect(diagnoses.map(({ subject }) => subject)).toEqual([
    'node',
    'config',
    'strategies',
    'host',
    'markets',
    'key',
    'rights',
    'capital',
    'orders',
    'clock',
  ]);
  expect(diagnoses.filter(({ level }) => level !== 'ok')).toEqual([]);
});

test('on paper the key and the account behind it are not asked for', async () => {
  const diagnoses = await examine(withTrading({}), `mode: paper\n${config}`);
  expect(diagnoses.map(({ subject }) => subject)).toEqual(['node', 'config', 'strategies', 'host', 'markets', 'mode']);
  expect(diagnoses.at(-1)?.finding).toContain('no order leaves this machine');
});

test('the brokerage is closed afterwards', async () => {
  let closed = 0;
  const close = async () => {
    closed += 1;
  };
  const brokerage = { ...withTrading({}), close };
  await examine(brokerage);
  expect(closed).toBe(1);
});

describe('the key', () => {
  const rights = (fields: Partial<KeyRights>) => async () => ({ read: true, trade: true, withdraw: false, ...fields });
  test.each([
    [{ trade: false }, ['fail the key may not trade']],
    [{ read: false, trade: false }, ['fail the key may not read balances and orders']],
    [{ withdraw: true }, ['fail the key may withdraw money']],
    [{ withdraw: undefined }, ['warn whether the key may withdraw cannot be found out']],
  ])('with the rights %o', async (fields, findings) => {
    expect(await about('rights', withTrading({ keyRights: rights(fields) }))).toEqual(findings);
  });

  test('that is refused ends the questions, with exit code 4', async () => {
    const context = { brokerage: 'practice', operation: 'balances', reason: 'no such key' };
    const error = new TradingError('brokerage/unauthorized', 'the key is refused; look at it', context);
    const diagnoses = await examine(withTrading({ balances: () => Promise.reject(error) }));
    expect(diagnoses.at(-1)).toMatchObject({
      level: 'fail',
      subject: 'key',
      finding: 'the key is refused; look at it',
      exitCode: 4,
    });
  });
});

test('a key that is refused at the first question is told as a key', async () => {
  const context = { brokerage: 'practice', operation: 'instruments', reason: 'no such key' };
  const error = new TradingError('brokerage/unauthorized', 'the key is refused', context);
  const diagnoses = await examine({ ...withTrading({}), instruments: () => Promise.reject(error) });
  expect(diagnoses.at(-1)).toMatchObject({ level: 'fail', subject: 'key', exitCode: 4 });
});

describe('the host', () => {
  test('that does not answer is told with exit code 5, and nothing else is asked', async () => {
    const context = { brokerage: 'practice', operation: 'instruments', reason: 'ECONNREFUSED' };
    const error = new TradingError('brokerage/unreachable', 'nobody listens at the address', context);
    const diagnoses = await examine({ ...withTrading({}), instruments: () => Promise.reject(error) });
    expect(diagnoses.at(-1)).toMatchObject({ level: 'fail', subject: 'host', exitCode: 5 });
  });

  test('without a trading part is told', async () => {
    const { trading: _, ...marketOnly } = withTrading({});
    expect(await about('key', marketOnly)).toEqual(['warn practice has no trading part as configured']);
  });
});

describe('the clock', () => {
  const at = (offsetMs: number) =>
    withTrading({ find: async () => ({ outcome: 'absent', brokerageTimeMs: Date.now() + offsetMs }) });

  test('that is near is well', async () => {
    expect(await about('clock', at(900))).toEqual([
      expect.stringMatching(/^ok this machine is \d+ ms behind the brokerage$/),
    ]);
  });

  test('that is off is told', async () => {
    expect(await about('clock', at(-60_000))).toEqual([
      expect.stringMatching(/^warn this machine is 6\d{4} ms ahead of the brokerage$/),
    ]);
  });

  test('that makes every order expire would stop a run', async () => {
    const brokerage = at(60_000);
    const requestExpiry = { timeToLiveMs: 5_000, readLagMs: 0, clockResolutionMs: 1_000 };
    const expiring = { ...brokerage, capabilities: { ...brokerage.capabilities, requestExpiry } };
    expect(await about('clock', expiring)).toEqual([
      expect.stringMatching(/^fail .* orders are refused beyond 5000 ms$/),
    ]);
  });

  test('that the brokerage does not tell is not guessed', async () => {
    const silent = withTrading({ find: async () => ({ outcome: 'absent', brokerageTimeMs: undefined }) });
    expect(await about('clock', silent)).toEqual(['warn the brokerage does not tell its time']);
  });

  test('is asked for with an order id that nobody has', async () => {
    const asked: ClientOrderId[] = [];
    const find = async ({ clientOrderId }: { readonly clientOrderId: ClientOrderId }) => {
      asked.push(clientOrderId);
      return { outcome: 'absent', brokerageTimeMs: Date.now() } as const;
    };
    await examine(withTrading({ find }));
    expect(asked).toEqual(['trader-doctor-asks-the-time']);
  });
});

describe('the money', () => {
  const balance = (asset: string, total: string, available: string) => {
    return {
      type: 'balance',
      asset,
      total: Decimal.parse(total),
      available: Decimal.parse(available),
      brokerageTimeMs: undefined,
    } as const;
  };

  test.each([
    ['150000', '100000', 'ok strategies are given 100000 ZAR, the account holds 150000, 100000 of it free'],
    ['150000', '50000', 'warn strategies are given 100000 ZAR, the account holds 150000, 50000 of it free'],
    ['99999.99', '99999.99', 'fail strategies are given 100000 ZAR, the account holds 99999.99, 99999.99 of it free'],
  ])('of %s, %s of it free, is compared with the capital', async (total, available, finding) => {
    expect(await about('capital', withTrading({ balances: async () => [balance('ZAR', total, available)] }))).toEqual([
      finding,
    ]);
  });

  test('that is not given to anybody is told', async () => {
    const text = config.replace("capital: { ZAR: '100000' }", 'enabled: true');
    expect(await about('capital', withTrading({}), text)).toEqual(['warn no strategy is given any capital']);
  });
});
