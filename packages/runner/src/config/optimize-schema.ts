import { z } from 'zod';
import { parseCondition } from '../optimize/condition.ts';
import { type ObjectiveName, objectives } from './optimize-config.ts';

const objectiveNames = Object.keys(objectives) as [ObjectiveName, ...ObjectiveName[]];

const rangeSchema = z
  .strictObject({
    from: z.number().meta({ description: 'Smallest value.', examples: [5] }),
    to: z.number().meta({ description: 'Largest value.', examples: [50] }),
    step: z
      .number()
      .int()
      .min(1)
      .exactOptional()
      .meta({ description: 'Distance of two whole numbers. Default 1.', examples: [5] }),
    type: z
      .enum(['integer', 'real'])
      .exactOptional()
      .meta({ description: 'Default integer when both ends are whole, otherwise real.' }),
    scale: z
      .enum(['linear', 'log'])
      .exactOptional()
      .meta({ description: 'log: equal ratios are equally far apart. Default linear.' }),
    gridPoints: z
      .number()
      .int()
      .min(2)
      .exactOptional()
      .meta({ description: 'Values that a grid takes of real numbers. Default 10.' }),
  })
  .refine(({ from, to }) => from <= to, { error: 'must not have `from` above `to`' });

const choiceSchema = z.array(z.union([z.string(), z.number(), z.boolean()])).min(1);

/** Where the report goes when nothing else is said. */
const reportDefault = 'reports/optimize.html';

/** `optimize:` of the configuration. */
export const optimizeSchema = z.strictObject({
  strategy: z
    .string()
    .min(1)
    .exactOptional()
    .meta({ description: 'Whose params are searched. Default: the only strategy of the backtest.' }),
  params: z
    .record(z.string(), z.union([choiceSchema, rangeSchema], { error: 'must be a range with from and to, or a list' }))
    .refine(params => Object.keys(params).length > 0, { error: 'must name at least one param' })
    .meta({ description: 'The values to try.', examples: [{ fast: { from: 5, to: 50, step: 5 } }] }),
  where: z
    .array(
      z.string().refine(text => parseCondition(text) !== undefined, {
        error: "must compare two params, or a param and a number, such as 'fast < slow'",
      }),
    )
    .default([])
    .meta({ description: 'Sets that break one of these are left out.', examples: [['fast < slow']] }),
  method: z
    .enum(['grid', 'random', 'direct'])
    .default('grid')
    .meta({ description: 'How the next sets are chosen; direct divides where better values are possible.' }),
  trials: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(500)
    .meta({ description: 'Most sets to try.', examples: [500] }),
  objective: z
    .enum(objectiveNames)
    .default('sharpeRatio')
    .meta({ description: 'The figure to make as good as possible.', examples: ['sharpeRatio'] }),
  roundTripsMin: z
    .number()
    .int()
    .min(0)
    .default(10)
    .meta({ description: 'Closed round trips that a set needs before it counts.', examples: [10] }),
  workers: z
    .number()
    .int()
    .min(1)
    .max(256)
    .exactOptional()
    .meta({ description: 'Backtests at once. Default: the number of cores.', examples: [4] }),
  walkForward: z
    .strictObject({
      steps: z
        .number()
        .int()
        .min(1)
        .max(100)
        .default(5)
        .meta({ description: 'Number of steps.', examples: [5] }),
      trainToTest: z
        .number()
        .gt(0)
        .max(100)
        .default(3)
        .meta({ description: 'How much longer a training window is than its test window.', examples: [3] }),
      kind: z
        .enum(['rolling', 'anchored'])
        .default('rolling')
        .meta({ description: 'Whether training windows keep their length or grow from the beginning.' }),
    })
    .exactOptional()
    .meta({ description: 'Searches on a part of the time and judges on the next.', examples: [{ steps: 5 }] }),
  report: z
    .string()
    .regex(/\.html$/, 'must be the name of an HTML file')
    .default(reportDefault)
    .meta({ description: 'The HTML report; JSON and trials stand beside it.', examples: [reportDefault] }),
});
