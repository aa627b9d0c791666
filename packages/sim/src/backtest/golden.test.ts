import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createSeededRandom, Decimal, Instrument } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { makerTakerFees } from '../fee-models/maker-taker-fees.ts';
import type { BarColumns } from '../market-data/market-columns.ts';
import { createMemorySource } from '../market-data/memory-source.ts';
import { plainSmaCross } from './fixtures/plain-sma-cross.ts';
import { smaCross } from './fixtures/sma-cross.ts';
import { runBacktest } from './run-backtest.ts';

const recorded = path.resolve(import.meta.dirname, '../../../../../shared/data/luno/xbtmyr_5m_90d.csv');
const isThere = existsSync(recorded);
const intervalMs = 300_000;

const instrument = new Instrument({
  symbol: 'XBTMYR',
  brokerage: 'luno',
  base: 'XBT',
  quote: 'MYR',
  tickSize: '1',
  lotSize: '0.000001',
  quantityMin: '0.0005',
});

function columnsOf(rows: readonly (readonly number[])[]): BarColumns {
  const column = (index: number): Float64Array => Float64Array.from(rows, row => row[index] ?? Number.NaN);
  return {
    kind: 'bar',
    length: rows.length,
    intervalMs,
    openTimeMs: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}

function readRecorded(): BarColumns {
  const lines = readFileSync(recorded, 'utf8').trim().split('\n').slice(1);
  return columnsOf(
    lines.map(line => {
      const [seconds = 0, ...values] = line.split(',').map(Number);
      return [seconds * 1_000, ...values];
    }),
  );
}

/** A seeded walk with jumps between bars, quiet bars and bars that stand still. */
function makeBars(length: number): BarColumns {
  const random = createSeededRandom('golden');
  let price = 300_000;
  return columnsOf(
    Array.from({ length }, (_, index) => {
      const isQuiet = random() < 0.05;
      const open = isQuiet ? price : price + Math.round((random() - 0.5) * 200);
      const close = isQuiet ? open : open + Math.round((random() - 0.5) * 800);
      const high = Math.max(open, close) + (isQuiet ? 0 : Math.floor(random() * 100));
      const low = Math.min(open, close) - (isQuiet ? 0 : Math.floor(random() * 100));
      price = close;
      return [
        1_700_000_100_000 + index * intervalMs,
        open,
        high,
        low,
        close,
        isQuiet ? 0 : Math.round(random() * 1e6) / 1e6,
      ];
    }),
  );
}

async function expectSame(bars: BarColumns, feePer10k: bigint): Promise<number> {
  const plain = plainSmaCross(bars, { fast: 10, slow: 50, lots: 123_457n, cash: 1_000_000n, feePer10k });
  const fee = Decimal.fromUnits(feePer10k, 4);
  const result = await runBacktest({
    instruments: [instrument],
    sources: [createMemorySource('XBTMYR', 'golden', bars)],
    strategies: [
      {
        id: 'cross',
        strategy: smaCross(10, 50, '0.123457', intervalMs),
        symbols: ['XBTMYR'],
        capital: { MYR: '1000000' },
      },
    ],
    balances: { MYR: '1000000' },
    fees: makerTakerFees({ taker: fee, maker: fee, asset: 'quote' }),
  });
  expect(result.alarms).toEqual([]);
  const fills = result.fills.map(
    ({ fill }) => `${fill.brokerageTimeMs} ${fill.side} ${fill.price} ${fill.fees[0]?.amount.toUnits(8) ?? 0n}`,
  );
  expect(fills).toEqual(plain.fills);
  const end = new Map(result.endBalances.map(({ asset, amount }) => [asset, amount]));
  expect(end.get('MYR')?.toUnits(12)).toBe(plain.cash);
  expect(end.get('XBT')?.toUnits(6) ?? 0n).toBe(plain.lots);
  expect(result.strategies[0]?.capital).toEqual(result.endBalances);
  const lastClose = bars.close[bars.length - 1] ?? Number.NaN;
  // Equity is in doubles, made of the exact balances.
  const worth = Decimal.fromUnits(plain.cash, 12).toNumber() + Decimal.fromUnits(plain.lots, 6).toNumber() * lastClose;
  expect(result.equity.value.at(-1)).toBe(worth);
  return fills.length;
}

describe('a cross of averages gives what a plain loop over bigints gives, to the last digit', () => {
  test.each([0n, 60n])('over seeded bars with gaps and quiet bars, at a fee of %d per 10,000', async fee => {
    expect(await expectSame(makeBars(3_000), fee)).toBeGreaterThan(50);
  });

  test.skipIf(!isThere).each([0n, 60n])(
    `over 90 days of Luno's XBTMYR, at a fee of %d per 10,000${isThere ? '' : ' (SKIPPED: ../shared/data is missing)'}`,
    async fee => {
      expect(await expectSame(readRecorded(), fee)).toBeGreaterThan(500);
    },
  );
});
