import { describe, expect, test } from 'vitest';
import { makerTakerFees } from '../fee-models/maker-taker-fees.ts';
import { anExchange, d, held, limit, market, place, short, tradingExchange } from './fixtures/an-exchange.ts';

describe('money', () => {
  test('a resting buy reserves price × quantity, a resting sell its quantity', () => {
    const exchange = tradingExchange();
    expect([held(exchange, 'ann', 'XBT'), held(exchange, 'ann', 'ZAR')]).toEqual(['100/96', '100000/100000']);
    expect([held(exchange, 'bob', 'XBT'), held(exchange, 'bob', 'ZAR')]).toEqual(['100/100', '100000/99660']);
  });

  test('a fill below the limit price frees what it saved at once', () => {
    const exchange = tradingExchange();
    const events = place(exchange, 'bob', limit('buy', 3, 105));
    expect(short(events)).toBe('o-5 accepted, o-1*o-5 2@100, o-1 filled, o-5 opened 1@105');
    expect(held(exchange, 'bob', 'ZAR')).toBe('99800/99355');
    expect(exchange.order('o-5')).toMatchObject({ base: d(2), quote: d(200), reserved: d(105) });
  });

  test('a quote-sized market order frees what it did not spend', () => {
    const exchange = tradingExchange();
    place(exchange, 'bob', market('buy', { quoteQuantity: '150.07' }));
    expect([held(exchange, 'bob', 'XBT'), held(exchange, 'bob', 'ZAR')]).toEqual(['101.5/101.5', '99850/99510']);
  });

  test('a trade tells both orders their running totals, the maker first', () => {
    const exchange = anExchange({}, { maker: '0.001', taker: '0.01' });
    place(exchange, 'ann', limit('sell', 2, 100), { clientOrderId: 'a-1' });
    place(exchange, 'bob', limit('buy', 1, 100));
    const fills = place(exchange, 'bob', limit('buy', 1, 100)).filter(event => event.type === 'order-filled-part');
    const amounts = { baseDelta: d(1), quoteDelta: d(100), price: d(100), tradeSequence: 2 };
    expect(fills).toMatchObject([
      {
        ...amounts,
        orderId: 'o-1',
        clientOrderId: 'a-1',
        liquidity: 'maker',
        base: d(2),
        quote: d(200),
        feeQuote: d('0.2'),
        feeQuoteDelta: d('0.1'),
        feeBase: d(0),
      },
      { ...amounts, orderId: 'o-3', liquidity: 'taker', base: d(1), quote: d(100), feeBase: d('0.01'), feeQuote: d(0) },
    ]);
    expect(held(exchange, 'ann', 'ZAR')).toBe('100199.8/100199.8');
    expect(held(exchange, 'bob', 'XBT')).toBe('101.98/101.98');
    expect([exchange.feesCollected('XBT'), exchange.feesCollected('ZAR')]).toEqual([d('0.02'), d('0.2')]);
    expect([exchange.totalOf('XBT'), exchange.totalOf('ZAR')]).toEqual([d(200), d(200_000)]);
  });

  test('rebates are paid out of the collected fees', () => {
    const exchange = anExchange({}, { maker: '-0.001', taker: '0.0005' });
    place(exchange, 'ann', limit('sell', 2, 100));
    place(exchange, 'bob', limit('buy', 2, 100));
    expect(held(exchange, 'ann', 'ZAR')).toBe('100200.2/100200.2');
    expect(exchange.feesCollected('ZAR')).toEqual(d('-0.2'));
    expect(exchange.totalOf('ZAR')).toEqual(d(200_000));
  });

  test('a fee in the asset that is paid is reserved at its worst and freed as it shrinks', () => {
    const exchange = anExchange({}, { asset: 'quote', maker: '0.01', taker: '0.02' });
    place(exchange, 'bob', limit('buy', 2, 100));
    expect(held(exchange, 'bob', 'ZAR')).toBe('100000/99796');
    place(exchange, 'ann', limit('sell', 1, 100));
    expect(held(exchange, 'bob', 'ZAR')).toBe('99899/99797');
    place(exchange, 'ann', limit('sell', 1, 100));
    expect(held(exchange, 'bob', 'ZAR')).toBe('99798/99798');
  });

  test('an order whose fee is not covered is rejected, to the last unit', () => {
    const exchange = anExchange({}, { asset: 'quote', maker: '0.01', taker: '0.02' });
    expect(short(place(exchange, 'bob', limit('buy', 1, '98039.5')))).toBe('rejected insufficient-balance');
    expect(short(place(exchange, 'bob', limit('buy', 1, 98039)))).toBe('o-1 accepted, o-1 opened 1@98039');
  });

  test('by option a buy reserves its worst fee although it is charged in base', () => {
    const fees = { maker: '0.01', taker: '0.02' };
    const exchange = anExchange({ rules: { reservation: 'principal-and-fee' } }, fees);
    place(exchange, 'bob', limit('buy', 2, 100));
    expect(held(exchange, 'bob', 'ZAR')).toBe('100000/99796');
    place(exchange, 'ann', limit('sell', 1, 100));
    expect(held(exchange, 'bob', 'ZAR')).toBe('99900/99798');
    place(exchange, 'ann', limit('sell', 1, 100));
    expect([held(exchange, 'bob', 'ZAR'), held(exchange, 'bob', 'XBT')]).toEqual(['99800/99800', '101.98/101.98']);
  });

  test('a fee is never more than what the fill brought in', () => {
    const exchange = anExchange({}, { maker: '0.001', taker: '0.001', scale: 0, rounding: 'ceiling' });
    place(exchange, 'ann', limit('sell', '0.002', 100));
    place(exchange, 'bob', limit('buy', '0.001', 100));
    expect(held(exchange, 'bob', 'XBT')).toBe('100/100');
    expect(exchange.order('o-2')).toMatchObject({ base: d('0.001'), feeBase: d('0.001') });
  });

  test('a rebate that was paid is not taken back, so that a fill never needs more than its order holds', () => {
    const exchange = anExchange({}, { asset: 'base', maker: '0.001', taker: '-0.01', scale: 0, rounding: 'up' });
    place(exchange, 'ann', limit('buy', '0.001', 100));
    place(exchange, 'bob', limit('sell', '0.012', 100));
    expect(exchange.order('o-2')).toMatchObject({ feeBase: d(-1) });
    place(exchange, 'ann', limit('buy', '0.011', 100));
    expect(exchange.order('o-2')).toMatchObject({ finishedBy: 'filled', feeBase: d(0) });
    expect(exchange.totalOf('XBT')).toEqual(exchange.netDeposits('XBT'));
  });

  test('an account may trade with itself', () => {
    const exchange = anExchange({}, { maker: '0.01', taker: '0.01' });
    place(exchange, 'ann', limit('sell', 1, 100));
    expect(short(place(exchange, 'ann', limit('buy', 1, 100)))).toBe(
      'o-2 accepted, o-1*o-2 1@100, o-1 filled, o-2 filled',
    );
    expect([held(exchange, 'ann', 'XBT'), held(exchange, 'ann', 'ZAR')]).toEqual(['99.99/99.99', '99999/99999']);
    expect(exchange.tradesOf('ann').map(trade => [trade.sequence, trade.orderId, trade.liquidity])).toEqual([
      [1, 'o-1', 'maker'],
      [1, 'o-2', 'taker'],
    ]);
  });

  test('balance events count rows per account and asset, and name order and trade', () => {
    const exchange = anExchange({}, { taker: '0.01' });
    place(exchange, 'ann', limit('sell', 1, 100));
    const rows = place(exchange, 'bob', limit('buy', 1, 101)).filter(event => event.type === 'balance-changed');
    expect(
      rows.map(row => [
        row.account,
        row.asset,
        row.rowIndex,
        row.cause,
        `${row.totalDelta}`,
        `${row.availableDelta}`,
        row.tradeSequence,
      ]),
    ).toEqual([
      ['bob', 'ZAR', 2, 'reserve', '0', '-101', undefined],
      ['ann', 'XBT', 3, 'trade', '-1', '0', 1],
      ['ann', 'ZAR', 2, 'trade', '100', '100', 1],
      ['bob', 'ZAR', 3, 'trade', '-100', '1', 1],
      ['bob', 'XBT', 2, 'trade', '1', '1', 1],
      ['bob', 'XBT', 3, 'fee', '-0.01', '-0.01', 1],
    ]);
    expect(new Set(rows.map(row => row.orderId))).toEqual(new Set(['o-1', 'o-2']));
  });

  test.each<[string, 'deposit' | 'withdraw', string, string | number, string]>([
    ['a withdrawal of what is reserved', 'withdraw', 'XBT', '96.5', 'insufficient-balance'],
    ['a withdrawal of nothing', 'withdraw', 'XBT', 0, 'amount-not-positive'],
    ['a deposit below nothing', 'deposit', 'XBT', -1, 'amount-not-positive'],
    ['a deposit that is not a number', 'deposit', 'XBT', 'much', 'malformed-amount'],
    ['a withdrawal of an asset that is not there', 'withdraw', 'ETH', 1, 'insufficient-balance'],
  ])('%s is rejected', (_, type, asset, amount, code) => {
    const exchange = tradingExchange();
    expect(exchange.apply({ type, account: 'ann', asset, amount }, 2)).toMatchObject([
      { type: 'transfer-rejected', account: 'ann', asset, code },
    ]);
    expect(held(exchange, 'ann', 'XBT')).toBe('100/96');
  });

  test('a withdrawal takes what is available', () => {
    const exchange = tradingExchange();
    expect(exchange.apply({ type: 'withdraw', account: 'ann', asset: 'XBT', amount: 96 }, 2)).toMatchObject([
      { type: 'balance-changed', cause: 'withdrawal', total: d(4), available: d(0), orderId: undefined },
    ]);
    expect(exchange.totalOf('XBT')).toEqual(exchange.netDeposits('XBT'));
  });
});

test('custom fee models decide per account, once for each order', () => {
  const standard = makerTakerFees({ taker: '0.01' });
  const friends = makerTakerFees({});
  const exchange = anExchange({
    fees: { terms: query => (query.account === 'bob' ? friends : standard).terms(query) },
  });
  place(exchange, 'ann', limit('sell', 2, 100));
  place(exchange, 'bob', limit('buy', 1, 100));
  place(exchange, 'ann', limit('buy', 1, 100));
  expect(exchange.tradesOf('bob')[0]?.feeBase).toEqual(d(0));
  expect(exchange.order('o-3')?.feeBase).toEqual(d('0.01'));
});
