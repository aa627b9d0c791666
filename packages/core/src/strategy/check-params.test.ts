import { expect, test } from 'vitest';
import { z } from 'zod';
import { isTradingError } from '../errors/trading-error.ts';
import { checkParams } from './check-params.ts';
import { StrategyBase } from './strategy-base.ts';

const params = z.object({ every: z.number().int().positive().default(5) });

class WithParams extends StrategyBase<typeof params> {
  static override params = params;
}

class Without extends StrategyBase {}

function failure(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

test('defaults of the schema fill what is not given', () => {
  expect(checkParams('s', WithParams, undefined)).toEqual({ every: 5 });
});

test('a strategy without a schema gets its params as they are', () => {
  expect(checkParams('s', Without, { any: 'thing' })).toEqual({ any: 'thing' });
});

test('a wrong param is refused with strategy, path and reason', () => {
  const error = failure(() => checkParams('s', WithParams, { every: -1 }));
  expect(isTradingError(error, 'strategy/invalid') && error.context.field).toBe('params.every');
  expect(String(error)).toMatch(/strategy "s": params\.every: /);
});

test('an asynchronous schema is refused', () => {
  class Slow extends StrategyBase {
    static override params = {
      '~standard': { version: 1, vendor: 'test', validate: () => Promise.resolve({ value: 1 }) },
    };
  }
  expect(String(failure(() => checkParams('s', Slow, {})))).toMatch(/checks asynchronously/);
});

test('something that is no schema is refused', () => {
  class Odd extends StrategyBase {
    static override params = { every: 5 };
  }
  expect(String(failure(() => checkParams('s', Odd, {})))).toMatch(/is not a Standard Schema/);
});
