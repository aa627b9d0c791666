import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { journalFile } from '../../test/journal-entries.ts';
import { spawnSource } from '../../test/spawn-source.ts';
import { openSqliteJournal } from './sqlite-journal.ts';

/** Writes until it is killed, and gives the last sequence whose commit was told. */
async function writeAndKill(file: string, afterMs: number): Promise<number> {
  const writer = spawnSource('journal-writer.ts', [file]);
  let told = '';
  writer.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  await once(writer.stdout, 'data');
  // The moment of the kill is what is random here, so it is chosen by time.
  await delay(afterMs);
  writer.kill('SIGKILL');
  await once(writer, 'close');
  const lines = told.slice(0, told.lastIndexOf('\n')).split('\n');
  return Number(lines.at(-1));
}

test('a writer that is killed loses nothing that it had committed', { tags: ['slow'] }, async () => {
  const file = journalFile();
  for (let kill = 0; kill < 24; kill += 1) {
    const afterMs = (kill * 37) % 120;
    const committed = await writeAndKill(file, afterMs);
    const journal = openSqliteJournal({ file });
    let last = 0;
    for (const { sequence } of journal.read(1)) last = sequence;
    expect(last, `kill ${kill} after ${afterMs} ms`).toBeGreaterThanOrEqual(committed);
    journal.close();
  }
});
