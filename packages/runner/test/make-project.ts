import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const packageDir = fileURLToPath(new URL('..', import.meta.url));

/** The smallest configuration that is valid; tests put their own lines into it. */
export const smallConfig = `brokerage:
  adapter: ./brokerages/practice.ts
strategies:
  - id: naive
    symbols: [XBTZAR]
`;

const folders: string[] = [];

// Not with each test: tests that run side by side cannot tell whose turn it is.
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A project in a folder of its own that goes away with the test file; it finds the packages that this one finds. */
export function makeProject(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'trader-project-')));
  folders.push(folder);
  symlinkSync(path.join(packageDir, 'node_modules'), path.join(folder, 'node_modules'));
  for (const [name, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (name === '.env') chmodSync(file, 0o600);
  }
  return folder;
}

/** A project that has only a configuration, and its `.env` when one is given. */
export function makeConfig(text: string, env?: string): string {
  return makeProject({
    'configs/global_strategy_config.yaml': text,
    ...(env === undefined ? {} : { '.env': env }),
  });
}
