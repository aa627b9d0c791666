import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { searchNotices } from '@trader/sim';
import { describe, expect, test } from 'vitest';
import { makeSearchProject } from '../../test/search-project.ts';
import { backtestProject } from '../backtest/backtest-project.ts';
import { readOverride } from '../config/override-config.ts';
import { type OptimizeProgress, type OptimizeProjectOptions, optimizeProject } from './optimize-project.ts';

const grid = `params:
  length: { from: 2, to: 30, step: 4 }
  quiet: [0, 20, 60]
roundTripsMin: 2
workers: 1
`;

function search(projectDir: string, options: Partial<OptimizeProjectOptions> = {}) {
  return optimizeProject({ projectDir, inThisThread: true, env: {}, ...options });
}

describe('a search of params', () => {
  test('gives each set the figures that a backtest with these params gives', async () => {
    const projectDir = makeSearchProject(grid);
    const { report } = await search(projectDir);

    expect(report.trials).toHaveLength(8 * 3);
    const best = report.trials.find(({ index }) => index === report.best);
    const alone = await backtestProject({
      projectDir,
      env: {},
      overrides: [
        readOverride(`strategies.crossing.params.length=${best?.params['length']}`),
        readOverride(`strategies.crossing.params.quiet=${best?.params['quiet']}`),
      ],
    });
    expect(best?.figures?.sharpeRatio).toBe(alone.report.total.figures.sharpeRatio);
    expect(best?.figures?.roundTrips).toBe(alone.report.total.figures.roundTrips);
    const scores = report.trials.flatMap(({ score }) => score ?? []);
    expect(best?.score).toBe(Math.max(...scores));
  });

  test('goes on where an interrupted one stopped and ends with the same report, byte for byte', async () => {
    const whole = makeSearchProject(grid);
    await search(whole);
    const projectDir = makeSearchProject(grid);
    const stop = new AbortController();
    const stopped = search(projectDir, {
      signal: stop.signal,
      onProgress: ({ done }) => done === 9 && stop.abort(new Error('stopped')),
    });
    await expect(stopped).rejects.toThrow('stopped');
    // What a killed process leaves of its last line.
    const [log = ''] = readdirSync(path.join(projectDir, 'reports')).filter(name => name.endsWith('.jsonl'));
    appendFileSync(path.join(projectDir, 'reports', log), '{"index":9,"par');

    const seen: OptimizeProgress[] = [];
    await search(projectDir, { onProgress: progress => seen.push(progress) });

    expect(seen.at(-1)).toMatchObject({ done: 24, earlier: 9, total: 24 });
    const read = (folder: string) => readFileSync(path.join(folder, 'reports', 'optimize.json'), 'utf8');
    expect(read(projectDir)).toBe(read(whole));
  });

  test('never takes trials of other data for its own', async () => {
    const projectDir = makeSearchProject(grid);
    await search(projectDir);
    appendFileSync(path.join(projectDir, 'data', 'bars.csv'), '2026-01-01T00:00:00Z,1000,1000,1000,1000,1\n');
    const seen: OptimizeProgress[] = [];
    await search(projectDir, { onProgress: progress => seen.push(progress) });

    expect(seen.at(-1)?.earlier).toBe(0);
  });

  test('names file and line of a bad row', async () => {
    const projectDir = makeSearchProject(grid);
    appendFileSync(path.join(projectDir, 'data', 'bars.csv'), '2026-01-01T00:00:00Z,1000,1000,1000,x,1\n');

    await expect(search(projectDir)).rejects.toMatchObject({
      code: 'config/invalid',
      message: expect.stringContaining('data/bars.csv:402: column close: "x"'),
    });
  });

  test('counts sets that fail, and those that trade too little, as what they are', async () => {
    const projectDir = makeSearchProject('params: { length: [3, 61, 60], quiet: [1000] }\nroundTripsMin: 1\n');
    const { report } = await search(projectDir);

    expect(report.best).toBeNull();
    expect(report.trials.map(({ error, score }) => [error !== null, score])).toEqual([
      [false, null],
      [true, null],
      [false, null],
    ]);
    expect(report.trials[1]?.error).toContain('length');
    const page = readFileSync(path.join(projectDir, 'reports', 'optimize.html'), 'utf8');
    expect(page).toContain('1 set failed');
    expect(page).toContain('No set has a score.');
  });

  test('says how many sets of a grid it had no trials for', async () => {
    const { report } = await search(makeSearchProject(`${grid}trials: 20\n`));

    expect(report.trials).toHaveLength(20);
    expect(report.untried).toBe(4);
    expect(searchNotices(report)).toContain(
      '4 sets of the grid were not tried: raise optimize.trials, take longer steps, or draw sets with method random.',
    );
  });

  test('judges on time that was not searched, step by step', async () => {
    const projectDir = makeSearchProject(`${grid}walkForward: { steps: 3, trainToTest: 2 }\n`);
    const { report } = await search(projectDir);
    const steps = report.walkForward?.steps ?? [];

    expect(steps).toHaveLength(3);
    for (const [index, { train, test: judged, params }] of steps.entries()) {
      expect(train.toMs).toBe(judged.fromMs);
      expect(judged.toMs).toBe(steps[index + 1]?.test.fromMs ?? report.window.toMs);
      expect(params).not.toBeNull();
    }
    const growth = steps.reduce((all, { testReturn }) => all * (1 + (testReturn ?? Number.NaN)), 1) - 1;
    expect(report.walkForward?.testReturn).toBeCloseTo(growth, 12);
    const years = ((steps.at(-1)?.test.toMs ?? 0) - (steps[0]?.test.fromMs ?? 0)) / (365 * 86_400_000);
    const trained = steps.reduce((sum, { trainAnnualReturn }) => sum + (trainAnnualReturn ?? Number.NaN), 0) / 3;
    const efficiency = trained > 0 ? ((1 + growth) ** (1 / years) - 1) / trained : Number.NaN;
    expect(report.walkForward?.efficiency ?? Number.NaN).toBeCloseTo(efficiency, 9);
  });

  test('minimises what is better when it is less', async () => {
    const { report } = await search(makeSearchProject(`${grid}objective: maxDrawdown\n`));
    const best = report.trials.find(({ index }) => index === report.best);
    const all = report.trials
      .filter(({ score }) => score !== null)
      .flatMap(({ figures }) => figures?.maxDrawdown ?? []);

    expect(best?.figures?.maxDrawdown).toBe(Math.min(...all));
  });

  test('refuses a param that the strategy does not know before any trial, with its place and the nearest name', async () => {
    const seen: OptimizeProgress[] = [];
    const projectDir = makeSearchProject("params: { quiet: [0], lenght: [1, 2] }\nwhere: ['length < 3']");

    await expect(search(projectDir, { onProgress: progress => seen.push(progress) })).rejects.toMatchObject({
      code: 'config/invalid',
      message:
        'configs/global_strategy_config.yaml:11:25: optimize.params.lenght is not a known param. Did you mean "length"?',
    });
    expect(seen).toEqual([]);
  });

  test.each([
    ['params: { length: { from: 9, to: 2 } }', 'must not have `from` above `to`'],
    ['params: { length: 3 }', 'must be a range with from and to, or a list'],
    ['params: {}', 'must name at least one param'],
    ["params: { length: [1] }\nwhere: ['lenght < 3']", 'Did you mean "length"?'],
    ["params: { length: [1] }\nwhere: ['length = 3']", 'must compare two params'],
    ['params: { length: [1] }\nstrategy: crosing', 'Did you mean "crossing"?'],
    ['params: { length: [1] }\nobjective: sharpe', 'sharpeRatio'],
  ])('refuses "%s", with its place and what to do', async (optimize, message) => {
    await expect(search(makeSearchProject(optimize))).rejects.toThrow(message);
  });
});
