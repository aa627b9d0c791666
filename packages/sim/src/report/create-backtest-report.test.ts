import { Decimal } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { makerTakerFees } from '../fee-models/maker-taker-fees.ts';
import { aResult, bars, curve, fill, order, startMs, trip } from '../figures/fixtures/a-result.ts';
import { createBacktestReport } from './create-backtest-report.ts';
import { aBusyResult, reportOptions } from './fixtures/a-busy-result.ts';

describe('a report', () => {
  test('is plain JSON: nothing is lost when it is written and read', () => {
    const report = createBacktestReport(aBusyResult(20, 100), reportOptions);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test('is the same, byte for byte, for the same result', () => {
    const write = () => {
      const result = aResult({ equity: curve([100, 90, 120]), roundTrips: [trip('5')] });
      return JSON.stringify(createBacktestReport(result, reportOptions));
    };
    expect(write()).toBe(write());
  });

  test('says what it is, and which version of it', () => {
    expect(createBacktestReport(aResult(), reportOptions)).toMatchObject({
      format: 'trader-backtest',
      version: 1,
      title: 'one',
      seed: '1',
      hash: '0123456789abcdef',
    });
  });

  test('keeps every digit of money as text', () => {
    const tiny = { asset: 'XBT', amount: Decimal.parse('0.000000000000000001') };
    const report = createBacktestReport(aResult({ fills: [fill('0.000000000000000003', '0.1', { fees: [tiny] })] }), {
      ...reportOptions,
      balances: { ZAR: '100000.000000000000000001' },
    });
    expect(report.fills[0]).toMatchObject({
      quantity: '0.000000000000000003',
      quoteQuantity: '0.1',
      fees: { XBT: '0.000000000000000001' },
    });
    expect(report.settings.balances).toEqual({ ZAR: '100000.000000000000000001' });
  });

  test('has null where a figure cannot be computed', () => {
    const { figures } = createBacktestReport(aResult(), reportOptions).total;
    expect(figures).toMatchObject({ winRate: null, profitFactor: null, sharpeRatio: null });
    expect(Object.values(figures)).not.toContain(undefined);
  });

  test('tells the fees of every market and side, in the asset they are charged in', () => {
    const fees = makerTakerFees({ maker: '-0.0001', taker: '0.006' });
    expect(createBacktestReport(aResult(), { ...reportOptions, fees }).settings.fees).toEqual([
      { symbol: 'XBTZAR', side: 'buy', maker: '-0.0001', taker: '0.006', asset: 'XBT' },
      { symbol: 'XBTZAR', side: 'sell', maker: '-0.0001', taker: '0.006', asset: 'ZAR' },
    ]);
  });

  test('has bars without what lies beyond their length, and a holding that starts with the same equity', () => {
    const chartBars = new Map([['XBTZAR', { ...bars([10, 11, 12]), length: 2 }]]);
    const report = createBacktestReport(aResult({ equity: curve([500, 400]), chartBars }), reportOptions);
    expect(report.bars[0]?.close).toEqual([10, 11]);
    expect(report.buyAndHold?.value).toEqual([500, 500, 550]);
  });

  test('has the time of the exchange on fills and the reason on orders', () => {
    const orders = [order({ state: 'denied', reason: { code: 'off-grid', message: 'not on the grid' } })];
    const fills = [fill('1', '2', { timeMs: startMs + 9, brokerageTimeMs: startMs + 5 })];
    const report = createBacktestReport(aResult({ orders, fills }), reportOptions);
    expect(report.fills[0]?.timeMs).toBe(startMs + 5);
    expect(report.orders[0]).toMatchObject({ state: 'denied', reason: { code: 'off-grid' } });
  });
});
