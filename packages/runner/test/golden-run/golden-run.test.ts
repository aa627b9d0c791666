import { readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { replayProject } from '../../src/replay/replay-project.ts';
import type { ReplayReport } from '../../src/replay/replay-report.ts';
import { copyProject } from '../copy-project.ts';
import { trader } from '../spawn-cli.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
type Expected = Pick<ReplayReport, 'outcome' | 'events' | 'orders' | 'hash'> & { readonly run: string };
const expected = JSON.parse(readFileSync(path.join(here, 'expected.json'), 'utf8')) as readonly Expected[];
const remedy = 'decisions are others than when it was recorded; if that is meant, run record.ts in this folder';

function golden(): string {
  const projectDir = copyProject(path.join(here, 'project'));
  symlinkSync(path.join(here, '../../node_modules'), path.join(projectDir, 'node_modules'));
  return projectDir;
}

describe.each(expected)('the golden run $run', ({ run, ...told }) => {
  test('replays to the hash that another process found', async () => {
    const loaded = await loadConfig({ projectDir: golden(), env: {} });
    const { outcome, events, orders, hash, difference } = await replayProject(loaded, {
      run,
      signal: new AbortController().signal,
    });
    expect(difference, remedy).toBeUndefined();
    expect({ outcome, events, orders, hash }, remedy).toEqual(told);
  });
});

test('a command in a process of its own finds the same hash', { timeout: 60_000 }, async () => {
  const { stdout, stderr } = await trader(['replay', '--json'], golden());
  expect(JSON.parse(stdout), stderr).toMatchObject({ hash: expected.at(-1)?.hash, outcome: 'identical' });
});
