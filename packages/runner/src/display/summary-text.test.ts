import { expect, test } from 'vitest';
import { aStrategySummary, aSummary } from '../../test/summaries.ts';
import { summaryText } from './summary-text.ts';

test('tells what every strategy did', () => {
  const strategy = aStrategySummary({
    orders: { filled: 3, canceled: 2, denied: 1 },
    fills: 5,
    partialFills: 2,
    cancels: 1,
    realisedPnl: { ZAR: '12.5' },
    unrealisedPnl: { ZAR: '-3.25' },
    fees: { ZAR: '2.4125', XBT: '0.0000001' },
    position: {
      XBTZAR: { quantity: '0.0015', averagePrice: '1200000' },
      ETHZAR: { quantity: '0', averagePrice: undefined },
    },
    capital: {
      ZAR: { total: '8200', held: '1200', available: '7000' },
      XBT: { total: '0.0015', held: '0', available: '0.0015' },
    },
  });
  const text = summaryText(aSummary({ strategies: [strategy, aStrategySummary({ id: 'idle' })] }), false);
  expect(text).toBe(`SUMMARY  01:00 of trading; stopped when asked

naive_test (stopped)
  orders      3 filled, 2 canceled, 1 denied (1 canceled on request)
  fills       5, 2 of them partial
  realised    12.50 ZAR, before fees
  unrealised  -3.25 ZAR
  fees        2.4125 ZAR, 0.0000001 XBT
  position    0.0015 XBTZAR at 1,200,000.00, ETHZAR flat
  capital     8,200 ZAR (1,200 held), 0.0015 XBT

idle (stopped)
  orders      none
  fills       0
  realised    none
  unrealised  none
  fees        none
  position    none
  capital     10,000 ZAR

Nothing is left open and nothing is unknown.
`);
});

test('tells what went wrong and what is left', () => {
  const left = {
    clientOrderId: '3GGY6JOyqW4LD7NPLKTUyQ0000002',
    brokerageOrderId: undefined,
    strategy: 'naive_test',
    symbol: 'XBTZAR',
    side: 'buy',
    quantity: '0.001',
    filled: '0',
    price: '1200000',
  } as const;
  const text = summaryText(
    aSummary({
      endedBy: 'failure',
      startedTimeMs: undefined,
      complete: false,
      problems: [
        'naive_test: paused: onTick threw',
        'new risk stays halted (x): the journal failed; resume it by command',
      ],
      halted: 'the journal failed',
      haltCode: 'journal-failed',
      unknown: [left],
      open: [{ ...left, brokerageOrderId: 'B7', filled: '0.0004' }],
    }),
    false,
  );
  expect(text.split('\n').slice(-6)).toEqual([
    'problem: naive_test: paused: onTick threw',
    'halted (journal-failed): the journal failed (once you know why: trader run --resume)',
    'unknown: naive_test buy 0.001 XBTZAR @ 1200000, 0 filled, id 3GGY6JOyqW4LD7NPLKTUyQ0000002; look it up at the brokerage before trading again',
    'still open: naive_test buy 0.001 XBTZAR @ 1200000, 0.0004 filled, id B7',
    'the stop did not finish in time; look at the account before trading again',
    '',
  ]);
  expect(text).toContain('SUMMARY  00:00 of trading; it could not go on');
});

test('names exits that nobody watches any more', () => {
  const exit = {
    contingentOrderId: 'x1',
    strategy: 'naive_test',
    symbol: 'XBTZAR',
    side: 'sell',
    left: '0.0036',
    takeProfitPrice: '1223406',
    stopLevel: '1187422',
  } as const;
  const exits = [exit, { ...exit, takeProfitPrice: undefined, stopLevel: undefined }];
  expect(summaryText(aSummary({ exits }), false).split('\n').slice(-3)).toEqual([
    'nobody watches this exit until the next run: naive_test sell 0.0036 XBTZAR, stop 1187422, target 1223406',
    'nobody watches this exit until the next run: naive_test sell 0.0036 XBTZAR',
    '',
  ]);
});
