import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A copy of a project that goes away with the test. */
export function copyProject(projectDir: string): string {
  const copy = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'trader-copy-')));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(projectDir, copy, { recursive: true });
  return copy;
}
