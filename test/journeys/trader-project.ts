import { chmodSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LunoSandbox } from '@trader/luno-sandbox';
import { expect, onTestFinished } from 'vitest';
import { trader } from '../../packages/runner/test/spawn-cli.ts';
import { sandboxKey } from './trading-desk.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** The configuration of a project. */
export const configFile = 'configs/global_strategy_config.yaml';

/** A configuration that trades on the sandbox through the Luno adapter; the key and the addresses come from the environment. */
export const lunoConfig = `brokerage:
  adapter: '@trader/luno'
  options:
    keyId: env:LUNO_API_KEY_ID
    keySecret: env:LUNO_API_KEY_SECRET
    baseUrl: env:LUNO_BASE_URL
    streamUrl: env:LUNO_STREAM_URL
    timeToLiveMs: 1000
    requestTimeoutMs: 2000
    readRetryDelaysMs: []
heartbeatMs: 50
strategies:
  - id: trading
    symbols: [XBTZAR]
    capital: { ZAR: '100000' }
`;

/**
 * Scaffolds a project with `trader init`, then puts other files into it: what a person does who follows the first steps and then
 * makes the project their own. It goes away with the test.
 */
export async function scaffoldProject(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'trader-journey-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const project = path.join(folder, 'bot');
  const { code, stderr } = await trader(['init', 'bot'], folder);
  expect(code, stderr).toBe(0);
  symlinkSync(path.join(root, 'node_modules'), path.join(project, 'node_modules'));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(project, name), text);
    if (name === '.env') chmodSync(path.join(project, name), 0o600);
  }
  return project;
}

/** The environment in which that configuration trades on a sandbox, with the key that is given to desks. */
export function toEnvironment({ url, streamUrl }: LunoSandbox): Record<string, string> {
  return {
    LUNO_API_KEY_ID: sandboxKey.keyId,
    LUNO_API_KEY_SECRET: sandboxKey.keySecret,
    LUNO_BASE_URL: url,
    LUNO_STREAM_URL: streamUrl,
  };
}
