import { fileURLToPath } from 'node:url';
import { AssetLedger, Decimal, type TradingSystem } from '@trader/core';
import { type OutputStream, type RunSummary, runTrader } from '@trader/runner';
import type { DemoOptions } from './demo-options.ts';
import { createReport, type DemoReport, isGood } from './demo-report.ts';
import { readBalances, readExchangeBooks } from './exchange-books.ts';
import { findDifferences, type OurBooks } from './find-differences.ts';
import { forceReconnect } from './force-reconnect.ts';
import { RunRecorder } from './run-recorder.ts';
import { type SandboxAddress, type SandboxProcess, startSandbox } from './sandbox-process.ts';

/** When the streams are cut: after this part of the run, and no later than the maximum. */
const reconnectAfterPart = 0.4;
const reconnectAfterMaxMs = 10_000;

/** Somebody trades with standing orders five times a second: half a minute shows what a quiet market shows in several. */
const livelyMarket = ['--take-chance', '0.5'] as const;

/** What came of a demo. */
export interface DemoResult {
  /** The facts. */
  readonly report: DemoReport;
  /** Whether the exchange's books and ours agree and nothing is left open or unknown. */
  readonly good: boolean;
}

/** What a demo needs beside its options. */
export interface DemoParts {
  /** Stops the run in order when aborted. */
  readonly signal: AbortSignal;
  /** Where the table, the lines and the summary go. */
  readonly stdout: OutputStream;
  /** Is told in a line what happens. */
  readonly tell: (line: string) => void;
  /** More flags for the sandbox, such as `--behaviour name=value`. */
  readonly sandboxFlags?: readonly string[];
}

/** Starts an exchange, trades on it, cuts the streams once, stops in order, and compares the exchange's books with ours. */
export async function runDemo(options: DemoOptions, parts: DemoParts): Promise<DemoResult> {
  const sandbox = await startSandbox(['--seed', `${options.seed}`, ...livelyMarket, ...(parts.sandboxFlags ?? [])]);
  const run = new AbortController();
  const abort = (): void => run.abort();
  if (parts.signal.aborted) abort();
  else parts.signal.addEventListener('abort', abort, { once: true });
  try {
    parts.tell(`A sandbox exchange listens on ${sandbox.url} (process ${sandbox.pid}, seed ${options.seed}).`);
    return await untilDead(sandbox, run, new Demo(options, parts, sandbox, run.signal).run());
  } finally {
    run.abort();
    parts.signal.removeEventListener('abort', abort);
    await sandbox.stop();
  }
}

/** The demo's result. When the exchange dies, the run is stopped and what killed the exchange is the error: all others follow from it. */
async function untilDead(
  sandbox: SandboxProcess,
  run: AbortController,
  demo: Promise<DemoResult>,
): Promise<DemoResult> {
  let death: string | undefined;
  void sandbox.died.then(how => {
    death = how;
    run.abort();
  });
  try {
    return await demo;
  } catch (error) {
    throw death === undefined ? error : new Error(death);
  }
}

/** One run against an exchange that listens. */
class Demo {
  readonly #options: DemoOptions;
  readonly #parts: DemoParts;
  readonly #sandbox: SandboxAddress;
  readonly #signal: AbortSignal;
  #watched:
    | { readonly system: TradingSystem; readonly recorder: RunRecorder; readonly unallocated: AssetLedger }
    | undefined;
  #reconnect: Promise<void> | undefined;
  readonly #failures: string[] = [];

  constructor(options: DemoOptions, parts: DemoParts, sandbox: SandboxAddress, signal: AbortSignal) {
    this.#options = options;
    this.#parts = parts;
    this.#sandbox = sandbox;
    this.#signal = signal;
  }

  async run(): Promise<DemoResult> {
    const openingBalances = await readBalances(this.#sandbox);
    const summary = await this.#trade(openingBalances);
    const report = await this.#compare(summary, openingBalances);
    return { report, good: this.#failures.length === 0 && isGood(report, summary) };
  }

  #trade(openingBalances: ReadonlyMap<string, Decimal>): Promise<RunSummary> {
    const { keyId, keySecret, url, streamUrl } = this.#sandbox;
    const { seconds, json } = this.#options;
    return runTrader({
      projectDir: fileURLToPath(new URL('..', import.meta.url)),
      env: {
        LUNO_API_KEY_ID: keyId,
        LUNO_API_KEY_SECRET: keySecret,
        LUNO_BASE_URL: url,
        LUNO_STREAM_URL: streamUrl,
      },
      signal: this.#signal,
      ...(seconds === undefined ? {} : { forMs: seconds * 1_000 }),
      stdout: this.#parts.stdout,
      plain: json,
      onReady: system => this.#begin(system, openingBalances),
      // Both streams must be back before the stop, or the run would not show that they come back.
      onStopping: () => this.#reconnect,
    });
  }

  #begin(system: TradingSystem, openingBalances: ReadonlyMap<string, Decimal>): void {
    const recorder = new RunRecorder(system);
    const unallocated = new AssetLedger();
    for (const [asset, amount] of openingBalances) {
      unallocated.add(asset, amount.minus(system.portfolio.allocated(asset)));
    }
    this.#watched = { system, recorder, unallocated };
    this.#reconnect = this.#cutStreams(recorder).catch((error: unknown) => {
      this.#failures.push(`the forced reconnect: ${error instanceof Error ? error.message : String(error)}`);
    });
  }

  async #cutStreams(recorder: RunRecorder): Promise<void> {
    const { seconds = Number.POSITIVE_INFINITY } = this.#options;
    const afterMs = Math.min(seconds * 1_000 * reconnectAfterPart, reconnectAfterMaxMs);
    await wait(afterMs, this.#signal);
    if (this.#signal.aborted) return;
    await forceReconnect(this.#sandbox, recorder);
  }

  async #compare(summary: RunSummary, openingBalances: ReadonlyMap<string, Decimal>): Promise<DemoReport> {
    const { seed } = this.#options;
    if (this.#watched === undefined) throw new Error('the run was stopped before trading began');
    const { system, recorder, unallocated } = this.#watched;
    const { orders, forgotten, strayFills, toldAssets, reconnects } = recorder;
    const balances = unallocated.copy();
    balances.addAll(system.portfolio.capital);
    const ours: OurBooks = {
      orders,
      forgotten,
      strayFills,
      openingBalances,
      balances: new Map(balances.entries()),
      toldBalances: new Map(
        Object.entries(system.snapshot().balances)
          .filter(([asset]) => toldAssets.has(asset))
          .map(([asset, { total }]) => [asset, Decimal.parse(total)]),
      ),
    };
    const differenceDetails = findDifferences(await readExchangeBooks(this.#sandbox), ours);
    return createReport({ seed, summary, orders, reconnects, differenceDetails, failures: this.#failures });
  }
}

function wait(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, delayMs);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
