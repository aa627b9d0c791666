import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createLunoSandbox } from '@trader/luno-sandbox';
import { bookFile, openColumnFile, readInstruments, tickFile, tradeFile } from '@trader/sim/node';
import { expect, onTestFinished, test } from 'vitest';
import { CliProcess, trader } from '../../packages/runner/test/spawn-cli.ts';
import { configFile, lunoConfig, scaffoldProject, toEnvironment } from './trader-project.ts';

async function countRows(source: {
  chunks(range: object): Iterable<{ length: number }> | AsyncIterable<{ length: number }>;
}): Promise<number> {
  let rows = 0;
  for await (const { length } of source.chunks({})) rows += length;
  return rows;
}

test('market data is recorded from the exchange, survives a kill, and is converted', { tags: ['slow'] }, async () => {
  const sandbox = await createLunoSandbox({ seed: 7 });
  onTestFinished(() => sandbox.close());
  const project = await scaffoldProject({ [configFile]: lunoConfig });
  const env = toEnvironment(sandbox);
  const kinds = ['tick', 'trade', 'book', 'order'].flatMap(kind => ['--kind', kind]);
  const flags = [...kinds, '--depth', '3'];
  const folder = path.join(project, 'recordings/luno/XBTZAR');
  const killed = new CliProcess(['record', ...flags], project, env);
  await killed.until(/[1-9]\d* ticks?/);
  killed.signal('SIGKILL');
  expect((await killed.ended).code).toBeNull();
  const [trades = ''] = readdirSync(folder).filter(name => name.startsWith('trade-'));
  // As if it had been killed within a line.
  if (trades !== '') appendFileSync(path.join(folder, trades), '{"timeMs":17');

  const stopped = new CliProcess(['record', ...flags], project, env);
  await stopped.until(/[1-9]\d* ticks?/);
  stopped.signal('SIGINT');
  const { code, stdout, stderr } = await stopped.ended;
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('recorded for ');
  expect(stdout).toContain('rules of the instruments: recordings/luno/instruments.json');

  const gaps: unknown[] = [];
  for await (const chunk of tickFile({ file: folder, symbol: 'XBTZAR' }).chunks({})) gaps.push(...(chunk.gaps ?? []));
  expect(gaps).toEqual([expect.objectContaining({ reason: 'nothing was recorded' })]);
  expect(await countRows(bookFile({ file: folder, symbol: 'XBTZAR', depth: 3 }))).toBeGreaterThan(1);
  const { instruments } = await readInstruments(path.join(project, 'recordings/luno/instruments.json'));
  expect(instruments.map(({ symbol }) => symbol)).toEqual(['XBTZAR']);
  expect(readFileSync(path.join(project, 'recordings/luno/instruments.json'), 'utf8')).toContain(
    '"lotSize": "0.000001"',
  );

  const convert = ['convert', folder, '-o', 'trades.tcol', '--symbol', 'XBTZAR', '--kind', 'trade'];
  if (trades !== '') {
    expect(await trader(convert, project)).toMatchObject({ code: 0, stderr: '' });
    const rows = await countRows(tradeFile({ file: folder, symbol: 'XBTZAR' }));
    expect((await openColumnFile(path.join(project, 'trades.tcol'))).rows).toBe(rows);
  }

  const orders = ['--kind', 'order', '--adapter', '@trader/luno', '--as', 'book', '--depth', '3'];
  const asBooks = await trader(['convert', folder, '-o', 'books.tcol', '--symbol', 'XBTZAR', ...orders], project);
  expect(asBooks).toMatchObject({ code: 0, stderr: '' });
  const books = await openColumnFile(path.join(project, 'books.tcol'));
  expect(books).toMatchObject({ kind: 'book', symbol: 'XBTZAR' });
  expect(books.rows).toBeGreaterThan(1);

  const history = await trader(['record', '--history', '2h', '--interval', '5m'], project, env);
  expect(history.code, history.stderr).toBe(0);
  expect(readdirSync(folder)).toContain('bar-5m.csv');
});
