import { closeSync, openSync, rmSync } from 'node:fs';
import { migrate } from './journal-schema.ts';
import type { SqlDatabase } from './sql-database.ts';

/** Brings a journal to the newest version; gives the copy that was made before it was changed, if it was. */
export function migrateWithBackup(database: SqlDatabase, file: string): string | undefined {
  let backup: string | undefined;
  migrate(database, version => {
    backup = `${file}.version-${version}-${new Date().toISOString().replaceAll(/[-:.]/g, '')}`;
    // For its owner alone; SQLite writes into an empty file that is there.
    closeSync(openSync(backup, 'wx', 0o600));
    try {
      database.exec(`VACUUM INTO '${backup.replaceAll("'", "''")}'`);
    } catch (error) {
      rmSync(backup, { force: true });
      throw error;
    }
  });
  return backup;
}
