import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directSearch } from './direct-search.ts';
import { gridSearch } from './grid-search.ts';
import { randomSearch } from './random-search.ts';
import type { SearchMethod } from './search-method.ts';
import { type SearchOptions, searchParameters, type Trial } from './search-parameters.ts';
import type { ParamSet, SearchSpace } from './search-space.ts';

const space: SearchSpace = {
  fast: { type: 'integer', from: 1, to: 40 },
  slow: { type: 'integer', from: 1, to: 200 },
};

/** One hill with its top at 13 and 87, on a slope. */
function hill({ fast, slow }: ParamSet): number {
  return 100 - (Number(fast) - 13) ** 2 - ((Number(slow) - 87) / 5) ** 2;
}

function optionsOf(method: SearchMethod, more: Partial<SearchOptions<string>> = {}): SearchOptions<string> {
  return {
    space,
    method,
    trialsMax: 150,
    evaluate: params => Promise.resolve({ score: hill(params), figures: `figures of ${params['fast']}` }),
    ...more,
  };
}

const methods = [gridSearch(), randomSearch(), directSearch()];

describe.each(methods)('a search by the method $name', method => {
  it('tries no set twice, no more than asked for, and none that is not allowed', async () => {
    const isAllowed = ({ fast = 0, slow = 0 }: ParamSet) => fast < slow;
    const { trials } = await searchParameters(optionsOf(method, { isAllowed }));

    expect(trials).toHaveLength(150);
    expect(new Set(trials.map(({ params }) => JSON.stringify(params))).size).toBe(150);
    expect(trials.every(({ params }) => isAllowed(params))).toBe(true);
  });

  it('gives the same trials in the same order, however many are evaluated at once and in whatever order they end', async () => {
    const alone = await searchParameters(optionsOf(method));
    const seven = await searchParameters(
      optionsOf(method, {
        concurrency: 7,
        evaluate: async params => {
          // Sets with an odd param need a few turns more.
          for (let turns = 0; turns < Number(params['slow']) % 5; turns += 1) await Promise.resolve();
          return { score: hill(params), figures: `figures of ${params['fast']}` };
        },
      }),
    );

    expect(seven).toEqual(alone);
  });

  it('goes on where an earlier search stopped, without evaluating anything again', async () => {
    const whole = await searchParameters(optionsOf(method));
    const evaluated: ParamSet[] = [];
    const resumed = await searchParameters(
      optionsOf(method, {
        earlier: whole.trials.slice(0, 60),
        evaluate: params => {
          evaluated.push(params);
          return Promise.resolve({ score: hill(params), figures: `figures of ${params['fast']}` });
        },
      }),
    );

    expect(resumed).toEqual(whole);
    expect(evaluated).toHaveLength(90);
  });

  it('keeps a set that fails as a failed trial and goes on', async () => {
    const { trials, best } = await searchParameters(
      optionsOf(method, {
        evaluate: params =>
          Number(params['slow']) % 2 === 0
            ? Promise.reject(new Error('even'))
            : Promise.resolve({ score: hill(params), figures: '' }),
      }),
    );

    expect(trials).toHaveLength(150);
    expect(trials.filter(({ error }) => error === 'even').length).toBeGreaterThan(0);
    expect(Number(best?.params['slow']) % 2).toBe(1);
  });

  it('ends with the reason of its signal', async () => {
    const stop = new AbortController();
    const search = searchParameters(
      optionsOf(method, {
        signal: stop.signal,
        onTrial: ({ index }) => index === 20 && stop.abort(new Error('enough')),
      }),
    );

    await expect(search).rejects.toThrow('enough');
  });
});

it('finds the top of a hill by direct division with 150 of 8,000 sets', async () => {
  const { best } = await searchParameters(optionsOf(directSearch()));

  expect(best?.params['fast']).toBe(13);
  expect(Math.abs(Number(best?.params['slow']) - 87)).toBeLessThanOrEqual(2);
});

it('ends by itself when the space holds no more sets', async () => {
  const small: SearchSpace = { x: { type: 'integer', from: 1, to: 3 } };
  const evaluate = ({ x }: ParamSet) => Promise.resolve({ score: Number(x), figures: '' });

  for (const method of methods) {
    const { trials, best } = await searchParameters({ space: small, method, trialsMax: 1_000, evaluate });
    expect(trials.map(({ params }) => params['x']).sort()).toEqual([1, 2, 3]);
    expect(best?.params).toEqual({ x: 3 });
  }
});

it('ends when a random search finds nothing that is allowed', async () => {
  const { trials } = await searchParameters(optionsOf(randomSearch(), { isAllowed: () => false }));

  expect(trials).toEqual([]);
});

it('takes the earliest of equally good trials as the best, and none without a score', async () => {
  const evaluate = ({ fast }: ParamSet) =>
    Promise.resolve({ score: fast === 1 ? Number.NaN : Math.min(Number(fast), 3), figures: '' });
  const { best, trials } = await searchParameters({ ...optionsOf(gridSearch()), evaluate, trialsMax: 1_000 });

  expect(best?.params).toEqual({ fast: 3, slow: 1 });
  expect(trials[0]?.score).toBeUndefined();
});

it.each([
  ['trialsMax', 0],
  ['concurrency', 1.5],
])('refuses %s %d', async (name, value) => {
  await expect(searchParameters(optionsOf(gridSearch(), { [name]: value }))).rejects.toThrow(`${name} is ${value}`);
});

it('never loses or doubles a trial, whatever the space, the limit and the concurrency', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...methods),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 1, max: 9 }),
      async (method, to, trialsMax, concurrency) => {
        const seen: Trial<string>[] = [];
        const { trials } = await searchParameters({
          space: { x: { type: 'integer', from: 1, to }, y: { type: 'choice', values: ['a', 'b'] } },
          method,
          trialsMax,
          concurrency,
          evaluate: ({ x }) => Promise.resolve({ score: Number(x), figures: '' }),
          onTrial: trial => seen.push(trial),
        });
        expect(trials.map(({ index }) => index)).toEqual(trials.map((_, place) => place));
        expect([...seen].sort((a, b) => a.index - b.index)).toEqual(trials);
        expect(trials.length).toBeLessThanOrEqual(Math.min(trialsMax, 2 * to));
        if (method.name !== 'direct') expect(trials).toHaveLength(Math.min(trialsMax, 2 * to));
      },
    ),
    { numRuns: 60 },
  );
});
