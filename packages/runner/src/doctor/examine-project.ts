import process from 'node:process';
import { type Brokerage, type Instrument, isTradingError, SystemClock, silentLogger } from '@trader/core';
import { type Finding, formatFinding, withoutStop } from '../config/finding.ts';
import { type LoadedConfig, loadConfig, type ProjectOptions } from '../config/load-config.ts';
import { createSystem } from '../run/create-system.ts';
import { exitCodeOfError, exitCodes } from '../run/exit-codes.ts';
import { type Diagnosis, fail, ok, warn } from './diagnosis.ts';
import { examineAccount, examineIdentity } from './examine-account.ts';
import { examineClock } from './examine-clock.ts';
import { examineMarkets } from './examine-markets.ts';

/** How long one question to the brokerage may take, in milliseconds. */
const questionTimeoutMs = 15_000;

/** Which project to examine. */
export interface ExamineOptions extends ProjectOptions {
  /** Ends the examination. */
  readonly signal?: AbortSignal;
  /** Asked instead of the adapter that the configuration names. */
  readonly brokerage?: Brokerage;
}

/** Looks at machine, project, key, clock, markets and money, one diagnosis after the other. Only reads; sends no order. */
export async function* examineProject(options: ExamineOptions): AsyncGenerator<Diagnosis, void> {
  yield examineNode(process.versions.node);
  let loaded: LoadedConfig | undefined;
  let brokerage: Brokerage | undefined;
  try {
    loaded = await loadConfig(options);
    yield ok('config', `${loaded.file} is valid`);
    for (const warning of loaded.warnings) yield fromFinding(warning);
    const given = options.brokerage === undefined ? {} : { brokerage: options.brokerage };
    const created = await createSystem(loaded, { logger: silentLogger, clock: new SystemClock(), ...given });
    brokerage = created.brokerage;
    const enabled = loaded.config.strategies.filter(each => each.enabled);
    yield ok('strategies', `${enabled.map(({ id }) => id).join(', ')} can be loaded with valid params`);
  } catch (error) {
    yield* failures(error, loaded === undefined ? 'config' : 'project', loaded);
    return;
  }
  try {
    yield* examineBrokerage(brokerage, loaded, options.signal);
  } finally {
    await brokerage.close();
  }
}

async function* examineBrokerage(
  brokerage: Brokerage,
  loaded: LoadedConfig,
  signal: AbortSignal | undefined,
): AsyncGenerator<Diagnosis, void> {
  const ask = () => {
    const timeout = AbortSignal.timeout(questionTimeoutMs);
    return { signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]) };
  };
  let instruments: readonly Instrument[];
  try {
    const askedMs = performance.now();
    instruments = await brokerage.instruments(ask());
    const tookMs = Math.round(performance.now() - askedMs);
    yield ok(
      'host',
      `${brokerage.name} answers in ${tookMs} ms and has ${instruments.length} ${instruments.length === 1 ? 'market' : 'markets'}`,
    );
  } catch (error) {
    yield* failures(error, 'host', loaded);
    return;
  }
  yield* examineMarkets(instruments, loaded);
  if (loaded.config.mode === 'paper') {
    yield ok('mode', 'paper: trading is simulated on these markets, no order leaves this machine, a key is not needed');
    return;
  }
  if (brokerage.trading === undefined) {
    yield warn('key', `${brokerage.name} has no trading part as configured`, 'Give it a key to trade');
    return;
  }
  try {
    yield* examineAccount(brokerage.trading, loaded, ask);
    yield* examineIdentity(brokerage, loaded, ask);
    yield* examineClock(brokerage, instruments, ask);
  } catch (error) {
    yield* failures(error, 'key', loaded);
  }
}

function examineNode(version: string): Diagnosis {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isSupported = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22;
  if (!isSupported)
    return fail('node', `Node ${version} is not supported`, 'Install Node 20.19, 22.12 or newer', exitCodes.failed);
  return ok('node', `Node ${version}`);
}

function* failures(error: unknown, subject: string, loaded: LoadedConfig | undefined): Generator<Diagnosis, void> {
  const exitCode = exitCodeOfError(error);
  if (isTradingError(error, 'config/invalid')) {
    for (const { place, problem, remedy } of error.context.findings) {
      yield fail(subject, `${place}: ${problem}`, remedy, exitCode);
    }
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  const text = loaded === undefined ? message : loaded.redact(message);
  // Some brokerages want the key for everything: then the first question finds out that it is wrong.
  const about = exitCode === exitCodes.credentials ? 'key' : subject;
  yield fail(about, withoutStop(text), isTradingError(error) ? '' : 'This is unexpected; please report it', exitCode);
}

function fromFinding(finding: Finding): Diagnosis {
  return {
    level: 'warn',
    subject: 'config',
    finding: withoutStop(formatFinding(finding)),
    remedy: '',
    exitCode: exitCodes.config,
  };
}
