import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { type Gauge, type SpectatorEvents, TradingSystem } from '@trader/core';
import { createLuno } from '@trader/luno';
import { startSandbox } from '../../examples/demo/src/sandbox-process.ts';
import { openSqliteJournal } from '../../packages/runner/src/journal/sqlite-journal.ts';
import { type SoakSample, takeSample } from './soak-sample.ts';
import { SoakStrategy } from './soak-strategy.ts';

/** What to run. */
export interface SoakOptions {
  /** How long, in milliseconds. */
  readonly forMs: number;
  /** How long the market moves ten times as fast before, so that V8 has compiled what is hot, in milliseconds. */
  readonly warmUpMs: number;
  /** How far samples are apart, in milliseconds. */
  readonly sampleMs: number;
  /** Decides what the market does. */
  readonly seed: number;
  /** Is told every sample. */
  readonly onSample: (sample: SoakSample) => void;
}

/** A queue or cache over a run. */
export interface GaugeSeen extends Gauge {
  /** The most that it held at any sample. */
  readonly sizeMost: number;
}

/** What came of it. */
export interface SoakResult {
  /** Every sample. */
  readonly samples: readonly SoakSample[];
  /** Every queue and cache as it was seen last, with the most that it ever held. */
  readonly gauges: readonly GaugeSeen[];
  /** Orders and fills. */
  readonly counts: Readonly<Record<'order' | 'fill' | 'alarm', number>>;
  /** Warnings of Node, such as of too many listeners. */
  readonly warnings: readonly string[];
  /** What was left when everything was stopped, beyond what was there before. */
  readonly handlesLeft: Readonly<Record<string, number>>;
  /** Whether every order had ended. */
  readonly complete: boolean;
}

/** Caches of the run: small, so that they are full before the first fifth is over and what grows later is a leak. */
const cacheMax = 100;

/** Steps of the market, ten times a second, while it is hurried. */
const hurriedSteps = 45;

const names = [
  'tick',
  'trade',
  'bar',
  'book',
  'order',
  'fill',
  'balance',
  'heartbeat',
  'alarm',
  'link',
  'gap',
  'strategy',
] as const satisfies readonly (keyof SpectatorEvents)[];

/** Trades on a sandbox in a process of its own, with a journal on the disk, and takes samples of this process. */
export async function runSoak({ forMs, warmUpMs, sampleMs, seed, onSample }: SoakOptions): Promise<SoakResult> {
  const warnings: string[] = [];
  const onWarning = (warning: Error): void => void warnings.push(`${warning.name}: ${warning.message}`);
  process.on('warning', onWarning);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'soak-'));
  const sandboxArgs = ['--seed', String(seed), '--step-ms', '20', '--orders', '100', '--rate-limit', '1000000'];
  const sandbox = await startSandbox(sandboxArgs);
  const handlesBefore = process.getActiveResourcesInfo();
  const stop = new AbortController();
  const system = new TradingSystem({
    brokerage: createLuno({
      keyId: sandbox.keyId,
      keySecret: sandbox.keySecret,
      baseUrl: sandbox.url,
      streamUrl: sandbox.streamUrl,
      timeToLiveMs: 1_000,
      readLagMs: 0,
    }),
    journal: openSqliteJournal({ file: path.join(folder, 'journal.sqlite') }),
    strategies: ['XBTZAR', 'ETHZAR'].map(symbol => ({
      id: symbol.toLowerCase(),
      strategy: SoakStrategy,
      symbols: [symbol],
      capital: { ZAR: '500000' },
    })),
    heartbeatMs: 20,
    auditMs: 2_000,
    closedOrdersMax: cacheMax,
    tradeLogMax: cacheMax,
  });
  const counts = { order: 0, fill: 0, alarm: 0 };
  let events = 0;
  for (const name of names) {
    system.on(name, () => {
      events += 1;
      if (name === 'order' || name === 'fill' || name === 'alarm') counts[name] += 1;
    });
  }
  const samples: SoakSample[] = [];
  const gauges = new Map<string, GaugeSeen>();
  try {
    await system.start({ signal: stop.signal });
    await hurry(sandbox.url, warmUpMs);
    events = 0;
    const startedMs = performance.now();
    while (performance.now() - startedMs < forMs) {
      await delay(sampleMs);
      noteGauges(gauges, system.snapshot().gauges);
      const sample = takeSample(stop.signal, events, startedMs);
      samples.push(sample);
      onSample(sample);
    }
    const { complete } = await system.stop();
    // Sockets that were told to close need a turn of the loop to be gone.
    await delay(1_000);
    const handlesLeft = leftOf(process.getActiveResourcesInfo(), handlesBefore);
    return { samples, gauges: [...gauges.values()], counts, warnings, handlesLeft, complete };
  } finally {
    await system.stop({ timeoutMs: 0 });
    await sandbox.stop();
    process.off('warning', onWarning);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Moves the market in addition to what it moves by itself. */
async function hurry(url: string, forMs: number): Promise<void> {
  for (const endMs = performance.now() + forMs; performance.now() < endMs; await delay(100)) {
    await fetch(new URL('/sandbox/market/step', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ steps: hurriedSteps }),
    });
  }
}

function noteGauges(seen: Map<string, GaugeSeen>, gauges: readonly Gauge[]): void {
  for (const gauge of gauges) {
    const sizeMost = Math.max(gauge.size, seen.get(gauge.name)?.sizeMost ?? 0);
    seen.set(gauge.name, { ...gauge, sizeMost });
  }
}

function leftOf(after: readonly string[], before: readonly string[]): Readonly<Record<string, number>> {
  const left: Record<string, number> = {};
  for (const kind of after) left[kind] = (left[kind] ?? 0) + 1;
  for (const kind of before) left[kind] = (left[kind] ?? 0) - 1;
  return Object.fromEntries(Object.entries(left).filter(([, count]) => count > 0));
}
