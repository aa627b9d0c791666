import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { isTradingError } from '@trader/core';
import { expect, test } from 'vitest';
import { journalFile } from '../../test/journal-entries.ts';
import { spawnSource } from '../../test/spawn-source.ts';
import { openInstanceLock } from './instance-lock.ts';

function refusalOf(file: string): string {
  try {
    openInstanceLock({ file, subject: 'this account' }).close();
  } catch (error) {
    if (isTradingError(error, 'journal/failed')) return error.message;
    throw error;
  }
  throw new Error('it was not held');
}

test('a lock is held by one, and free again when it is closed', () => {
  const file = journalFile();
  const lock = openInstanceLock({ file, subject: 'this account' });
  expect(refusalOf(file)).toMatch(/this account is in use by process \d+ since .*, which holds .*journal\.sqlite;/);
  lock.close();
  lock.close();
  openInstanceLock({ file, subject: 'this account' }).close();
  expect(existsSync(`${file}-holder`)).toBe(false);
});

test('a lock is free again as soon as the process that held it was killed', async () => {
  const file = journalFile();
  const holder = spawnSource('lock-holder.ts', [file]);
  await once(holder.stdout, 'data');
  expect(refusalOf(file)).toContain(`in use by process ${holder.pid} since`);
  holder.kill('SIGKILL');
  await once(holder, 'close');
  openInstanceLock({ file, subject: 'this account' }).close();
});

test('a lock whose folder cannot be written says so', () => {
  const occupied = journalFile();
  openInstanceLock({ file: occupied, subject: 'it' }).close();
  expect(refusalOf(`${occupied}/lock`)).toMatch(/failed to lock: .*journal\.sqlite\/lock.*make its folder writable/);
});
