import {
  type Brokerage,
  type Clock,
  type Journal,
  type Logger,
  type Recording,
  TradingSystem,
  type TradingSystemOptions,
} from '@trader/core';
import { loadBrokerage } from '../brokerage/load-brokerage.ts';
import { configInvalid, type Finding } from '../config/finding.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { configuredAccountKey } from '../journal/journal-account.ts';
import { tradeOnPaper } from '../paper/trade-on-paper.ts';
import { loadStrategies } from '../strategies/load-strategies.ts';
import { explainError } from './explain-error.ts';

/** What a system is made of beside its configuration. */
export interface SystemParts {
  /** Where log lines go. */
  readonly logger: Logger;
  /** Where time comes from. */
  readonly clock: Clock;
  /** Used instead of the configured adapter. */
  readonly brokerage?: Brokerage;
  /** Whether a journal that belongs to another account is taken for this one's. Default `false`. */
  readonly acceptAccount?: boolean;
  /** Opens the journal once everything else is right; without it facts are kept in memory. */
  readonly openJournal?: () => Journal;
  /** Opens the recording, given the strategies' files by id; without it nothing is recorded. */
  readonly openRecording?: (strategyFiles: ReadonlyMap<string, string>) => Recording | undefined;
}

/** A system that is not started yet, and what it was made from. */
export interface CreatedSystem {
  /** The system. */
  readonly system: TradingSystem;
  /** Its brokerage; whoever does not start the system closes it. */
  readonly brokerage: Brokerage;
  /** Its journal, when one was opened; the system closes it when it ends. */
  readonly journal: Journal | undefined;
  /** What was found on the way and does not stop a run. */
  readonly findings: readonly Finding[];
}

/**
 * Loads the strategies and the adapter of a configuration and makes the system; nothing is connected yet.
 *
 * @throws `config/invalid` with everything that is wrong; `journal/failed` when the journal cannot be used.
 */
export async function createSystem(loaded: LoadedConfig, parts: SystemParts): Promise<CreatedSystem> {
  const { logger, clock } = parts;
  const { entries, findings, files } = await loadStrategies(loaded);
  const errors = findings.filter(each => each.level === 'error');
  let brokerage = await loadOr(parts.brokerage, loaded, logger, errors);
  const { mode, crashesMax, heartbeatMs, stopPolicy, auditMs, placeWithinMs, seed, risk } = loaded.config;
  const { foreignOrders, unexplainedBalances, journal: journalConfig } = loaded.config;
  const snapshotEvery = journalConfig === false ? undefined : journalConfig.snapshotEvery;
  let journal: Journal | undefined;
  try {
    journal = parts.openJournal?.();
    if (mode === 'paper') brokerage = await tradeOnPaper(loaded, { live: brokerage, journal, clock });
    const recording = parts.openRecording?.(files);
    const system = new TradingSystem({
      brokerage,
      strategies: entries,
      heartbeatMs,
      stopPolicy,
      logger,
      clock,
      ...identityOf(loaded, parts),
      ...(journal === undefined ? {} : { journal }),
      ...(recording === undefined ? {} : { recording }),
      ...(crashesMax === 0 ? {} : { crashesMax }),
      ...(auditMs === undefined ? {} : { auditMs }),
      ...(foreignOrders === undefined ? {} : { foreignOrders }),
      ...(unexplainedBalances === undefined ? {} : { unexplainedBalances }),
      ...(placeWithinMs === undefined ? {} : { placeWithinMs }),
      ...(snapshotEvery === undefined ? {} : { snapshotEvery }),
      ...(seed === undefined ? {} : { seed }),
      ...(risk === undefined ? {} : { risk }),
    });
    return { system, brokerage, journal, findings };
  } catch (error) {
    await journal?.close();
    await brokerage.close();
    throw explainError(error, loaded);
  }
}

/** What ties a journal to the configured account; nothing on paper, and for a brokerage that was handed over: whose key it has is not known. */
function identityOf(
  loaded: LoadedConfig,
  { brokerage, acceptAccount = false }: SystemParts,
): Pick<TradingSystemOptions, 'accountKey' | 'acceptAccount'> {
  const accountKey = brokerage === undefined ? configuredAccountKey(loaded) : undefined;
  return { acceptAccount, ...(accountKey === undefined ? {} : { accountKey }) };
}

/** The brokerage, unless strategies or adapter are wrong: then everything that is, at once. */
async function loadOr(
  given: Brokerage | undefined,
  loaded: LoadedConfig,
  logger: Logger,
  errors: readonly Finding[],
): Promise<Brokerage> {
  if (loaded.config.strategies.every(({ enabled }) => !enabled))
    throw configInvalid([...errors, nothingEnabled(loaded)]);
  try {
    const brokerage = given ?? (await loadBrokerage(loaded, logger));
    if (errors.length === 0) return brokerage;
    await brokerage.close();
  } catch (error) {
    const more = findingsOf(error);
    if (more === undefined) throw error;
    throw configInvalid([...errors, ...more], error);
  }
  throw configInvalid(errors);
}

function findingsOf(error: unknown): readonly Finding[] | undefined {
  const { code, context } = error as { code?: unknown; context?: { findings?: readonly Finding[] } };
  return code === 'config/invalid' ? context?.findings : undefined;
}

function nothingEnabled(loaded: LoadedConfig): Finding {
  const problem = 'no strategy is enabled';
  return {
    level: 'error',
    kind: 'config',
    place: loaded.placeOf(['strategies']),
    problem,
    remedy: 'Set enabled: true for one',
  };
}
