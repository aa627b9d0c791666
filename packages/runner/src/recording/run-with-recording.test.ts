import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runProject, tradingStrategy } from '../../test/run-project.ts';
import { JournalReader } from '../journal/journal-reader.ts';
import { exitCodeOfSummary } from '../run/exit-codes.ts';

const strategies = { trading: tradingStrategy };
const config = 'log: { level: error, file: trader.log }\njournal: { lockDir: locks }\n';
const traded = (system: { snapshot(): { strategies: readonly { fills: number }[] } }) =>
  (system.snapshot().strategies[0]?.fills ?? 0) >= 2;

function recordsOf(projectDir: string) {
  const reader = new JournalReader(path.join(projectDir, 'state/journal.sqlite'));
  try {
    return [...reader.read(1)];
  } finally {
    reader.close();
  }
}

test('a recording that cannot be written is told, and trading goes on', async () => {
  const { summary, projectDir, stdout } = await runProject({
    strategies,
    config: `${config}recording: { dir: occupied }\n`,
    until: traded,
    onCreated: folder => writeFileSync(path.join(folder, 'occupied'), 'a file where a folder should be'),
  });
  expect(summary).toMatchObject({ endedBy: 'signal', open: [], unknown: [] });
  expect(exitCodeOfSummary(summary)).toBe(0);
  expect(stdout).toMatch(/WARNING the recording failed: E\w+: .*; trading goes on/);
  expect(recordsOf(projectDir).map(({ type }) => type)).toContain('recording');
});

test('a run whose configuration wants no recording keeps none, and its journal says nothing of one', async () => {
  const { projectDir } = await runProject({ strategies, config: `${config}recording: false\n`, until: traded });
  expect(existsSync(path.join(projectDir, 'state/recordings'))).toBe(false);
  expect(recordsOf(projectDir).filter(({ type }) => type === 'recording')).toEqual([]);
});
