import { Decimal } from '@trader/core';
import { z } from 'zod';
import { amount, assetCode, decimal, limit, milliseconds } from './schema-parts.ts';

const rate = decimal(value => value.abs().lessThanOrEqual(Decimal.one), 'a fraction: 0.1 % is 0.001');
const fraction = decimal(value => !value.isNegative() && value.lessThan(Decimal.one), 'a fraction: 0.05 % is 0.0005');

const fillModel = z.enum(['touch', 'trade-through', 'volume', 'queue']);

const fillsSchema = z.union(
  [
    fillModel,
    z.strictObject({
      model: fillModel.meta({ description: 'The model.', examples: ['volume'] }),
      participation: z
        .number()
        .gt(0)
        .max(1)
        .exactOptional()
        .meta({
          description: "For volume: fraction of the market's volume that own orders get at most. Default 0.1.",
          examples: [0.1],
        }),
    }),
  ],
  { error: 'must be touch, trade-through, volume or queue, or a map with model' },
);

const delay = (words: string) =>
  milliseconds(0)
    .exactOptional()
    .meta({ description: words, examples: [50] });

/** `simulation:` of the configuration. */
export const simulationSchema = z.strictObject({
  balances: z
    .record(assetCode, amount)
    .exactOptional()
    .meta({
      description: 'What the account holds at the start, by asset. Default: what the strategies are given as capital.',
      examples: [{ ZAR: '100000' }],
    }),
  fees: z
    .strictObject({
      maker: rate.exactOptional().meta({ description: 'Fraction for resting orders. Default 0.', examples: ['0'] }),
      taker: rate
        .exactOptional()
        .meta({ description: 'Fraction for incoming orders. Default 0.', examples: ['0.001'] }),
      asset: z
        .enum(['base', 'quote', 'received'])
        .exactOptional()
        .meta({ description: 'Asset of the fee. Default received: base for buys, quote for sells.' }),
    })
    .exactOptional()
    .meta({ description: 'What trading costs. Default: nothing.', examples: [{ maker: '0', taker: '0.001' }] }),
  fills: fillsSchema
    .exactOptional()
    .meta({ description: 'When resting orders fill. Default touch.', examples: ['touch'] }),
  latency: z
    .strictObject({
      entryMs: delay('From the decision until the exchange has the request.'),
      responseMs: delay("From the exchange's doing until the strategy hears of it."),
      feedMs: delay("From the market's event until the strategy sees it."),
      sigma: z
        .number()
        .min(0)
        .max(5)
        .exactOptional()
        .meta({ description: 'Makes them medians of delays by chance (log-normal).', examples: [0.5] }),
    })
    .exactOptional()
    .meta({
      description: 'How long messages are on their way, in milliseconds. Default: no time.',
      examples: [{ entryMs: 50, responseMs: 50 }],
    }),
  slippage: z
    .strictObject({
      ticks: z
        .number()
        .int()
        .min(0)
        .exactOptional()
        .meta({ description: 'Ticks worse.', examples: [1] }),
      fraction: fraction.exactOptional().meta({ description: 'Fraction of the price worse.', examples: ['0.0005'] }),
      impact: z
        .number()
        .min(0)
        .lt(1)
        .exactOptional()
        .meta({ description: 'By the square of the share of volume taken.', examples: [0.1] }),
    })
    .refine(value => Object.keys(value).length <= 1, { error: 'must have one of ticks, fraction and impact' })
    .exactOptional()
    .meta({
      description: 'How much worse than the market takers are filled. Default: not at all.',
      examples: [{ ticks: 1 }],
    }),
});

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const intervalError = "must be a length such as '5m', '1h' or '1d', or whole milliseconds";

const interval = z
  .union([z.string().regex(/^[1-9]\d{0,5}[smhdw]$/, intervalError), z.number().int().min(1)], { error: intervalError })
  .transform(value =>
    typeof value === 'number' ? value : Number(value.slice(0, -1)) * (unitMs[value.slice(-1)] ?? Number.NaN),
  );

const dateError = "must be a date such as '2024-01-31', or a time in UTC such as '2024-01-31T12:00Z'";

/** Whether the month has such a day: `Date.parse` takes 30 February for 1 March. */
function isOnCalendar(text: string): boolean {
  return z.iso.date().safeParse(text.slice(0, 10)).success;
}

const date = z
  .string({ error: dateError })
  .regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/, dateError)
  .refine(isOnCalendar, { error: dateError })
  .transform(text => Date.parse(text))
  .refine(timeMs => Number.isFinite(timeMs), { error: dateError });

const text = z.string().min(1);

const instrumentSchema = z.strictObject({
  symbol: text.meta({ description: 'The market.', examples: ['XBTZAR'] }),
  brokerage: text.default('simulated').meta({ description: 'Which brokerage trades it.', examples: ['luno'] }),
  base: assetCode.meta({ description: 'What is bought and sold.', examples: ['XBT'] }),
  quote: assetCode.meta({ description: 'What it is paid with.', examples: ['ZAR'] }),
  tickSize: limit.meta({ description: 'Prices are multiples of this.', examples: ['1'] }),
  lotSize: limit.meta({ description: 'Quantities are multiples of this.', examples: ['0.000001'] }),
  priceMin: amount.exactOptional().meta({ description: 'Lowest price.' }),
  priceMax: limit.exactOptional().meta({ description: 'Highest price.' }),
  quantityMin: amount.exactOptional().meta({ description: 'Smallest quantity of one order.', examples: ['0.0005'] }),
  quantityMax: limit.exactOptional().meta({ description: 'Largest quantity of one order.' }),
  notionalMin: amount.exactOptional().meta({ description: 'Smallest amount of one order.' }),
  notionalMax: limit.exactOptional().meta({ description: 'Largest amount of one order.' }),
  feeScale: z.number().int().min(0).max(18).exactOptional().meta({ description: 'Decimals of fees.' }),
  quoteStep: limit.exactOptional().meta({ description: 'Grid of orders that are sized in quote.' }),
});

/** Whether a file of market data tells itself what it holds. */
export function isColumnFile(file: string | readonly string[]): file is string {
  return typeof file === 'string' && file.endsWith('.tcol');
}

const dataSchema = z
  .strictObject({
    file: z.union([text, z.array(text).min(1)], { error: 'must be a file or a list of files' }).meta({
      description:
        'A file of the project, or files that continue each other: .csv, .json, .jsonl, also .gz; or one .tcol.',
      examples: ['data/xbtzar-1h.csv'],
    }),
    symbol: text.meta({ description: 'The market.', examples: ['XBTZAR'] }),
    kind: z
      .enum(['bar', 'trade', 'tick', 'book'])
      .default('bar')
      .meta({ description: 'What the file holds; column files (.tcol) say it themselves.' }),
    depth: z
      .number()
      .int()
      .min(1)
      .max(1_000)
      .exactOptional()
      .meta({ description: 'Levels per side of books. Default 10.', examples: [10] }),
    interval: interval.exactOptional().meta({ description: 'Length of bars.', examples: ['1h'] }),
    stamps: z
      .enum(['open', 'close'])
      .exactOptional()
      .meta({ description: "Whether a bar's time is when it opens (default) or closes." }),
    time: z
      .enum(['s', 'ms', 'us', 'ns', 'iso'])
      .exactOptional()
      .meta({ description: 'How times are written. Default: found out.' }),
    delimiter: text.exactOptional().meta({ description: 'What separates cells. Default: found out.', examples: [';'] }),
    header: z.boolean().exactOptional().meta({ description: 'Whether headings are there. Default: found out.' }),
    columns: z
      .record(text, z.union([text, z.number().int().min(0), z.literal(false)]))
      .exactOptional()
      .meta({
        description: 'Which column holds what, by heading or position from 0. Default: found out.',
        examples: [{ time: 'Date', close: 'Close' }],
      }),
  })
  .refine(({ file, kind, interval: length }) => kind !== 'bar' || length !== undefined || isColumnFile(file), {
    path: ['interval'],
    error: "must be there for bars, such as '1h'",
  });

/** Where the report goes when nothing else is said. */
const reportDefault = 'reports/backtest.html';

/** `backtest:` of the configuration. */
export const backtestSchema = z.strictObject({
  data: z
    .array(dataSchema)
    .min(1)
    .meta({
      description: 'Market data.',
      examples: [[{ file: 'data/xbtzar-1h.csv', symbol: 'XBTZAR', interval: '1h' }]],
    }),
  instruments: z
    .union([text, z.array(instrumentSchema).min(1)], { error: 'must be a file or a list of instruments' })
    .default('instruments.json')
    .meta({
      description: 'Rules of the markets: a JSON file as trader record writes it, or a list.',
      examples: ['instruments.json'],
    }),
  from: date.exactOptional().meta({ description: 'The first day or time, in UTC.', examples: ['2024-01-01'] }),
  to: date.exactOptional().meta({ description: 'The end; it is not part of the run.', examples: ['2025-01-01'] }),
  strategies: z
    .array(text)
    .min(1)
    .exactOptional()
    .meta({ description: 'Ids of the strategies to run. Default: the enabled ones.', examples: [['naive_test']] }),
  title: text.exactOptional().meta({ description: 'What the report is called.', examples: ['Crossing averages'] }),
  reportingAsset: assetCode
    .exactOptional()
    .meta({ description: 'The asset of equity. Default: the quote asset of all markets.', examples: ['ZAR'] }),
  equityInterval: interval
    .exactOptional()
    .meta({ description: 'How often equity is sampled. Default: a day, or shorter in short runs.', examples: ['1d'] }),
  riskFreeRate: z
    .number()
    .gt(-1)
    .max(10)
    .default(0)
    .meta({ description: 'Fraction per year that money earns without risk.', examples: [0.05] }),
  report: text
    .regex(/\.html$/, 'must be the name of an HTML file')
    .default(reportDefault)
    .meta({ description: 'The HTML report; the JSON stands beside it.', examples: [reportDefault] }),
});
