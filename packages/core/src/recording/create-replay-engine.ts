import { Engine } from '../engine/engine.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { JournalEntry } from '../journal/trader-record.ts';
import { type Logger, silentLogger } from '../log/logger.ts';
import type { StrategyId } from '../order/order.ts';
import type { RiskRule } from '../risk/risk-rule.ts';
import type { StrategyClass } from '../strategy/strategy-base.ts';
import type { RecordingHead } from './recording.ts';

/** What a replay needs beside the recording. */
export interface ReplayParts {
  /** The class of every strategy of the recording, by id. */
  readonly strategies: ReadonlyMap<StrategyId, StrategyClass>;
  /** The journal from its beginning up to and with the entry `head.journalSequence`. */
  readonly entries: Iterable<JournalEntry>;
  /** The user's own risk rules, as in the run. Default: none. */
  readonly riskRules?: readonly RiskRule[];
  /** Where the strategies' log lines go. Default: nowhere. */
  readonly logger?: Logger;
}

/**
 * Makes the engine of a recorded run as it was before its first event, with the strategies of today. Given the recorded events with
 * their stamps, it decides as the run did, or it shows where it does not.
 *
 * @throws TradingError `strategy/invalid` when a strategy of the recording is missing; `journal/failed` when the journal does not fit.
 */
export function createReplayEngine(head: RecordingHead, parts: ReplayParts): Engine {
  const strategies = head.engine.strategies.map(entry => {
    const strategy = parts.strategies.get(entry.id);
    if (strategy === undefined) throw missing(entry.id);
    return { ...entry, strategy };
  });
  const { riskRules = [], logger = silentLogger } = parts;
  const engine = new Engine({ ...head.engine, strategies, riskRules, logger });
  const { lastSequence } = engine.restore(parts.entries);
  if (lastSequence === head.journalSequence) return engine;
  const reason = `the run began after entry ${head.journalSequence}, and ${lastSequence} was the last one given`;
  throw new TradingError('journal/failed', `the journal does not belong to the recording: ${reason}`, {
    operation: 'replay',
    reason,
  });
}

function missing(strategy: StrategyId): TradingError<'strategy/invalid'> {
  const reason = 'is part of the recording and was not given';
  return new TradingError('strategy/invalid', `strategy "${strategy}" ${reason}; replay with the class it has today`, {
    strategy,
    field: 'strategy',
    reason,
  });
}
