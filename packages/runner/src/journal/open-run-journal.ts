import path from 'node:path';
import { type Journal, type Logger, MemoryJournal } from '@trader/core';
import type { EnvironmentVariables } from '../config/environment.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { JournalConfig } from '../config/trader-config.ts';
import { accountLockName, defaultLockDir } from './account-lock-file.ts';
import { openInstanceLock } from './instance-lock.ts';
import { openSqliteJournal } from './sqlite-journal.ts';

/** What a run's journal needs beside the configuration. */
export interface RunJournalParts {
  /** Where the folder of locks is looked up. */
  readonly env: EnvironmentVariables;
  /** Is told what was opened. */
  readonly logger: Logger;
  /** Whether the configured account is what the run trades on. */
  readonly lockAccount: boolean;
}

/**
 * Opens the journal that a configuration names, and keeps others off its account until it is closed.
 *
 * @throws TradingError `journal/failed` when another run has journal or account, or when the journal cannot be used.
 */
export function openRunJournal(loaded: LoadedConfig, parts: RunJournalParts): Journal {
  const { journal } = loaded.config;
  if (journal === false) return new MemoryJournal();
  const lockFile = parts.lockAccount ? accountLockFile(loaded, journal, parts.env) : undefined;
  const subject = `the account of ${loaded.config.brokerage.adapter}`;
  const lock = lockFile === undefined ? undefined : openInstanceLock({ file: lockFile, subject });
  try {
    return closingWith(openFile(loaded, journal, parts.logger), () => lock?.close());
  } catch (error) {
    lock?.close();
    throw error;
  }
}

function openFile(loaded: LoadedConfig, { file, retentionDays, entriesMax }: JournalConfig, logger: Logger): Journal {
  const opened = openSqliteJournal({
    file: path.resolve(loaded.projectDir, file),
    retention: { days: retentionDays, entries: entriesMax },
  });
  if (opened.backup !== undefined) {
    logger.info(`the journal ${file} was brought to a newer version; a copy of how it was is ${opened.backup}`);
  }
  const { lastSequence, commitCostMs } = opened;
  const count = lastSequence - opened.beginning + 1;
  const entries = count === 1 ? '1 entry' : `${count} entries`;
  const fields = { file: opened.file, entries: count, commitCostMs };
  logger.info(`the journal ${file} has ${entries}; a commit takes ${commitCostMs.toFixed(2)} ms`, fields);
  return opened;
}

function accountLockFile(loaded: LoadedConfig, journal: JournalConfig, env: EnvironmentVariables): string | undefined {
  const name = accountLockName({ adapter: loaded.config.brokerage.adapter, options: loaded.brokerageOptions() });
  if (name === undefined) return undefined;
  const { lockDir } = journal;
  return path.join(lockDir === undefined ? defaultLockDir(env) : path.resolve(loaded.projectDir, lockDir), name);
}

function closingWith(journal: Journal, close: () => void): Journal {
  return {
    append: entry => journal.append(entry),
    commit: () => journal.commit(),
    read: fromSequence => journal.read(fromSequence),
    newestSnapshot: () => journal.newestSnapshot?.(),
    close: async () => {
      await journal.close();
      close();
    },
  };
}
