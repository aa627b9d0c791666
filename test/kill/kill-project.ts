import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SandboxProcess } from '../../examples/demo/src/sandbox-process.ts';

const nodeModules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const child = (name: string): string => JSON.stringify(fileURLToPath(new URL(`child/${name}`, import.meta.url)));

/** How long the exchange may accept an order after it was sent, and how long the adapter waits for an answer, in milliseconds. */
const config = `brokerage:
  adapter: ./brokerages/killable_luno.ts
  options:
    keyId: env:LUNO_API_KEY_ID
    keySecret: env:LUNO_API_KEY_SECRET
    baseUrl: env:LUNO_BASE_URL
    streamUrl: env:LUNO_STREAM_URL
    timeToLiveMs: 1000
    requestTimeoutMs: 1500
    readLagMs: 0
    readRetryDelaysMs: []
    reconnect: { delayMs: 50 }
    rateBudget: { requestsPerMinuteMax: 300, burst: 80 }
heartbeatMs: 50
crashesMax: 0
auditMs: 1000
strategies:
  - id: trading
    symbols: [XBTZAR]
    capital: { ZAR: '100000' }
journal:
  file: journal.sqlite
  lockDir: locks
`;

/** A project that a stranger could have written, with an adapter and a strategy that come by the named points. */
export interface KillProject {
  /** Its folder. */
  readonly folder: string;
  /** Its journal. */
  readonly journalFile: string;
  /** A file that gets the name of the point at which a run died. */
  readonly diedAtFile: string;
  /** Where the exchange is. */
  readonly env: Readonly<Record<string, string>>;
  /** Removes it. */
  remove(): void;
}

/** Writes a project that trades on a sandbox. */
export function writeProject(sandbox: SandboxProcess): KillProject {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'kill-test-')));
  const files = {
    'configs/global_strategy_config.yaml': config,
    'brokerages/killable_luno.ts': `export { createBrokerage } from ${child('killable-luno.ts')};\n`,
    'strategies/trading_strategy.ts': `export { default } from ${child('trading-strategy.ts')};\n`,
    'package.json': '{ "private": true, "type": "module" }\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  symlinkSync(nodeModules, path.join(folder, 'node_modules'));
  return {
    folder,
    journalFile: path.join(folder, 'journal.sqlite'),
    diedAtFile: path.join(folder, 'died-at.txt'),
    env: {
      LUNO_API_KEY_ID: sandbox.keyId,
      LUNO_API_KEY_SECRET: sandbox.keySecret,
      LUNO_BASE_URL: sandbox.url,
      LUNO_STREAM_URL: sandbox.streamUrl,
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
