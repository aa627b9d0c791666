import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeSearchProject } from './search-project.ts';
import { CliProcess, trader } from './spawn-cli.ts';

const optimize = `params:
  length: { from: 2, to: 31 }
  quiet: [0, 20]
method: random
trials: 40
roundTripsMin: 2
workers: 2
`;

test('a search over threads that was killed goes on, and ends as one that was not', {
  tags: ['slow'],
  timeout: 180_000,
}, async () => {
  const [killed, whole] = [makeSearchProject(optimize), makeSearchProject(optimize)];
  const victim = new CliProcess(['optimize'], killed, {});
  await victim.until(/[2-8] of 40 sets/);
  victim.signal('SIGKILL');
  await victim.ended;
  expect(existsSync(path.join(killed, 'reports', 'optimize.html'))).toBe(false);
  const [log = ''] = readdirSync(path.join(killed, 'reports'));
  const kept = readFileSync(path.join(killed, 'reports', log), 'utf8').split('\n').length - 1;
  expect(kept).toBeGreaterThan(0);

  const resumed = await trader(['optimize', '--json'], killed);
  const alone = await trader(['optimize'], whole);

  expect(resumed).toMatchObject({ code: 0 });
  expect(alone).toMatchObject({ code: 0, stdout: expect.stringContaining('40 sets by random') });
  expect(alone.stdout).toMatch(/deflated Sharpe\s+ratio[\s\S]*wrote reports\/optimize.html/);
  const read = (folder: string) => readFileSync(path.join(folder, 'reports', 'optimize.json'), 'utf8');
  expect(read(killed)).toBe(read(whole));
  expect(JSON.parse(resumed.stdout)).toMatchObject({ type: 'optimize', method: 'random', trials: 40 });
});
