import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openLogFile } from './open-log-file.ts';

function makeFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'trader-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('lines are added to what is there, and are there at once', () => {
  const file = path.join(makeFolder(), 'logs', 'trader.log');
  for (const line of ['one\n', 'two\n']) {
    const log = openLogFile(file);
    log.write(line);
    log.close();
    log.close();
    log.write('ignored after the end\n');
  }
  expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
});

test.skipIf(process.platform === 'win32')('only the owner may read it', () => {
  const file = path.join(makeFolder(), 'logs', 'trader.log');
  openLogFile(file).close();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
});

test.skipIf(process.platform === 'win32')('a symbolic link is refused', () => {
  const folder = makeFolder();
  symlinkSync(path.join(folder, 'elsewhere'), path.join(folder, 'trader.log'));
  expect(() => openLogFile(path.join(folder, 'trader.log'))).toThrow(/ELOOP/);
});
