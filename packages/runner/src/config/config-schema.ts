import { z } from 'zod';
import { backtestSchema, simulationSchema } from './backtest-schema.ts';
import { optimizeSchema } from './optimize-schema.ts';
import { amount, assetCode, limit, milliseconds } from './schema-parts.ts';
import type { TraderConfig } from './trader-config.ts';

const riskSchema = z.strictObject({
  orderNotionalMax: z
    .record(assetCode, limit)
    .exactOptional()
    .meta({ description: 'Largest quote amount of one order, by quote asset.', examples: [{ ZAR: '10000' }] }),
  positionMax: z
    .record(assetCode, limit)
    .exactOptional()
    .meta({
      description: 'Largest position if everything live fills, by base asset.',
      examples: [{ XBT: '0.5' }],
    }),
  openOrdersMax: z
    .number()
    .int()
    .min(1)
    .exactOptional()
    .meta({ description: 'Most live orders at once. Default 50 per strategy and 200 in all.', examples: [20] }),
  priceDeviationMax: limit.exactOptional().meta({
    description:
      'How far from the confirmed price an order may trade to its own harm, as a fraction: 0.05 is 5 %. Default: any price.',
    examples: ['0.05'],
  }),
  rejectionsMax: z
    .number()
    .int()
    .min(1)
    .exactOptional()
    .meta({
      description:
        'Orders in a row that the brokerage may refuse to a strategy on one instrument before it has to wait, 1 s at first, a minute at most. Default 5.',
      examples: [5],
    }),
  staleAfterMs: milliseconds(1)
    .exactOptional()
    .meta({
      description: 'Market data older than this denies orders where data is pulled, in milliseconds. Default 10000.',
      examples: [10_000],
    }),
});

const strategySchema = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, _ and -')
    .meta({ description: 'Its name in logs, fills and reports; unique.', examples: ['naive_test'] }),
  file: z
    .string()
    .min(1)
    .exactOptional()
    .meta({
      description: 'Its file in strategies/, by name or by path inside the project. Default: the id.',
      examples: ['naive_test_strategy'],
    }),
  symbols: z
    .array(z.string().min(1))
    .min(1)
    .meta({ description: "The brokerage's market names that it trades.", examples: [['XBTZAR']] }),
  capital: z
    .record(assetCode, amount)
    .exactOptional()
    .meta({ description: 'What it may use, by asset.', examples: [{ ZAR: '10000' }] }),
  params: z
    .record(z.string(), z.unknown())
    .exactOptional()
    .meta({ description: "Checked by the strategy class's own schema, `static params`.", examples: [{ every: 5 }] }),
  risk: riskSchema.exactOptional().meta({ description: 'Its own limits, on top of the system-wide ones.' }),
  positionMode: z
    .enum(['long-only', 'netting'])
    .exactOptional()
    .meta({ description: 'Whether it may go short where the brokerage can. Default long-only.' }),
  enabled: z
    .boolean()
    .default(true)
    .meta({ description: 'false leaves it out of the run.', examples: [true] }),
});

const journalFileDefault = 'state/journal.sqlite';

const journalSchema = z.strictObject({
  file: z
    .string()
    .min(1)
    .default(journalFileDefault)
    .meta({ description: "The journal's file, relative to the project.", examples: [journalFileDefault] }),
  retentionDays: z
    .int()
    .min(1)
    .max(36_500)
    .exactOptional()
    .meta({
      description:
        'Days of entries that are kept; what is older is dropped as soon as a snapshot stands in for it. Default: everything is kept.',
      examples: [90],
    }),
  entriesMax: z
    .int()
    .min(1_000)
    .exactOptional()
    .meta({
      description:
        'How many of the newest entries are kept at least; what is older is dropped as soon as a snapshot stands in for it.',
      examples: [1_000_000],
    }),
  snapshotEvery: z
    .int()
    .min(1)
    .exactOptional()
    .meta({
      description:
        'After how many records a snapshot of everything is written; starts read from the newest one on. One is also written once a day. Default: 20000.',
      examples: [20_000],
    }),
  lockDir: z
    .string()
    .min(1)
    .exactOptional()
    .meta({
      description:
        'Folder of the locks that keep two runs off one account. Default: trader/locks where the machine keeps the state of programs.',
      examples: ['/var/lib/trader/locks'],
    }),
});

const recordingDefaults = { dir: 'state/recordings', segmentBytesMax: 16 * 2 ** 20, totalBytesMax: 2 ** 30 };

const recordingSchema = z.strictObject({
  dir: z
    .string()
    .min(1)
    .default(recordingDefaults.dir)
    .meta({ description: 'Folder of the recordings, relative to the project.', examples: [recordingDefaults.dir] }),
  segmentBytesMax: z
    .number()
    .int()
    .min(65_536)
    .default(recordingDefaults.segmentBytesMax)
    .meta({
      description: 'Size at which a file of a recording is finished and the next begins, in bytes.',
      examples: [recordingDefaults.segmentBytesMax],
    }),
  totalBytesMax: z
    .number()
    .int()
    .min(1_048_576)
    .default(recordingDefaults.totalBytesMax)
    .meta({
      description: 'Bytes that all recordings may have together; the oldest files are deleted beyond.',
      examples: [recordingDefaults.totalBytesMax],
    }),
});

/** The whole configuration file; the one place where its keys, defaults and bounds are written. */
export const configSchema: z.ZodType<TraderConfig> = z
  .strictObject({
    $schema: z.string().exactOptional().meta({ description: 'Where editors find this schema; not read otherwise.' }),
    mode: z
      .enum(['live', 'paper'])
      .default('live')
      .meta({
        description:
          "live sends orders to the brokerage; paper simulates trading on the brokerage's markets, and no order leaves the machine.",
        examples: ['paper'],
      }),
    brokerage: z
      .strictObject({
        adapter: z
          .string()
          .min(1)
          .meta({
            description: 'The adapter: a package name, or a file of the project that starts with ./',
            examples: ['./brokerages/practice_brokerage.ts'],
          }),
        options: z
          .record(z.string(), z.unknown())
          .default({})
          .meta({ description: "The adapter's own options; secrets as env:NAME.", examples: [{}] }),
      })
      .meta({ description: 'Where to trade.', examples: [{ adapter: './brokerages/practice_brokerage.ts' }] }),
    strategies: z
      .array(strategySchema)
      .min(1)
      .meta({ description: 'What to run.', examples: [[{ id: 'naive_test', symbols: ['XBTZAR'] }]] }),
    heartbeatMs: milliseconds(10)
      .default(1_000)
      .meta({ description: 'Pace of the system, in milliseconds.', examples: [1_000] }),
    stopPolicy: z
      .enum(['keep', 'cancel', 'close'])
      .default('cancel')
      .meta({ description: 'What a stop does with open orders (keep, cancel) and positions (close).' }),
    stopTimeoutMs: milliseconds(1)
      .default(10_000)
      .meta({ description: 'How long a stop may take, in milliseconds.', examples: [10_000] }),
    stallTimeoutMs: milliseconds(0)
      .default(60_000)
      .meta({
        description:
          'How long a hook may keep everything waiting before trader run ends the process, in milliseconds; 0: for ever.',
        examples: [60_000],
      }),
    crashesMax: z
      .number()
      .int()
      .min(0)
      .max(100)
      .default(5)
      .meta({
        description:
          'How many runs may have ended without being stopped, in the ten minutes before a start, until one begins without new risk; 0: any number.',
        examples: [5],
      }),
    auditMs: milliseconds(1)
      .exactOptional()
      .meta({
        description: 'How often orders and balances are read although they are pushed, in milliseconds. Default 30000.',
        examples: [30_000],
      }),
    placeWithinMs: milliseconds(1)
      .exactOptional()
      .meta({
        description: 'How long an order may wait before it is not sent any more, in milliseconds. Default 5000.',
        examples: [5_000],
      }),
    foreignOrders: z
      .union(
        [
          z.enum(['alarm', 'ignore']),
          z.strictObject({ adopt: z.string().min(1).meta({ description: 'The id of the strategy that gets them.' }) }),
        ],
        {
          error: 'must be alarm, ignore or { adopt: STRATEGY }',
        },
      )
      .exactOptional()
      .meta({
        description:
          'Orders that somebody else placed on the account: named (alarm), left alone in silence (ignore), or given to a strategy (adopt: its id). Default alarm.',
        examples: [{ adopt: 'naive_test' }],
      }),
    unexplainedBalances: z.enum(['halt', 'alarm', 'ignore']).exactOptional().meta({
      description:
        'A balance that opening balances and fills do not explain: no new risk until a person resumes (halt), named only (alarm), not looked for (ignore). Default halt.',
    }),
    seed: z
      .string()
      .min(1)
      .exactOptional()
      .meta({ description: "Seed of the strategies' random().", examples: ['7'] }),
    risk: riskSchema.exactOptional().meta({ description: 'Limits over all strategies together.' }),
    log: z
      .strictObject({
        level: z
          .enum(['debug', 'info', 'warn', 'error'])
          .default('info')
          .meta({ description: 'The least important lines to keep.' }),
        format: z
          .enum(['json', 'pretty'])
          .exactOptional()
          .meta({ description: 'Default: pretty on a terminal, json otherwise.' }),
        file: z
          .string()
          .min(1)
          .exactOptional()
          .meta({
            description: 'File of the project that log lines are added to. Default: standard error.',
            examples: ['logs/trader.log'],
          }),
      })
      .default({ level: 'info' })
      .meta({ description: 'Where log lines go.' }),
    journal: z
      .union([journalSchema, z.literal(false)], { error: 'must be false or a map of keys and values' })
      .default({ file: journalFileDefault })
      .meta({
        description: 'Where orders, fills and balances are kept between runs; false forgets them with the run.',
        examples: [{ file: journalFileDefault }],
      }),
    simulation: simulationSchema
      .exactOptional()
      .meta({ description: 'How trading is simulated, in backtests and on paper.', examples: [{ fills: 'touch' }] }),
    optimize: optimizeSchema.exactOptional().meta({
      description: 'What trader optimize searches.',
      examples: [{ params: { fast: { from: 5, to: 50, step: 5 } } }],
    }),
    backtest: backtestSchema.exactOptional().meta({
      description: 'What trader backtest runs on.',
      examples: [{ data: [{ file: 'data/xbtzar-1h.csv', symbol: 'XBTZAR', interval: '1h' }] }],
    }),
    recording: z
      .union([recordingSchema, z.literal(false)], { error: 'must be false or a map of keys and values' })
      .default(recordingDefaults)
      .meta({
        description: 'Where everything that strategies saw is kept for trader replay; false, or no journal: nowhere.',
        examples: [recordingDefaults],
      }),
  })
  .meta({ title: 'configs/global_strategy_config.yaml' });

/** The JSON Schema of the configuration file, for completion in editors. */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configSchema, {
    io: 'input',
    // Where input and output differ zod leaves examples out; ours are examples of input.
    override: ({ zodSchema, jsonSchema }) => {
      const examples = z.globalRegistry.get(zodSchema)?.['examples'];
      if (examples !== undefined) jsonSchema['examples'] = examples as never;
    },
  }) as Record<string, unknown>;
}
