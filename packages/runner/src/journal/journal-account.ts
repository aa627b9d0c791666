import { existsSync } from 'node:fs';
import path from 'node:path';
import type { AccountIdentity } from '@trader/core';
import type { LoadedConfig } from '../config/load-config.ts';
import { accountKeyOf } from './account-lock-file.ts';
import { toEntry } from './entry-row.ts';
import { JournalReader } from './journal-reader.ts';

/** What stands for the key that a configuration trades with; `undefined` on paper and where nothing names a key. */
export function configuredAccountKey(loaded: LoadedConfig): string | undefined {
  const { mode, brokerage } = loaded.config;
  return mode === 'paper'
    ? undefined
    : accountKeyOf({ adapter: brokerage.adapter, options: loaded.brokerageOptions() });
}

/** The account that a journal belongs to; `undefined` for one that belongs to none yet. */
export function readJournalAccount(reader: JournalReader): AccountIdentity | undefined {
  const row = reader.newestOf('account-identified', 'snapshot');
  if (row === undefined) return undefined;
  const { record } = toEntry(row);
  if (record.type === 'account-identified') return record.account;
  return record.type === 'snapshot' ? record.account.identity : undefined;
}

/** The account that the journal of a project belongs to; `undefined` where there is no journal yet, or it belongs to none. */
export function configuredJournalAccount({ projectDir, config }: LoadedConfig): AccountIdentity | undefined {
  if (config.journal === false) return undefined;
  const file = path.resolve(projectDir, config.journal.file);
  if (!existsSync(file)) return undefined;
  const reader = new JournalReader(file);
  try {
    return readJournalAccount(reader);
  } finally {
    reader.close();
  }
}
