import type { Engine } from '../engine/engine.ts';
import type { Spectators } from '../event/spectators.ts';
import type { TraderEvent } from '../event/trader-event.ts';
import type { JournalEntry } from '../journal/trader-record.ts';
import type { Logger } from '../log/logger.ts';
import type { ProcessedEvent } from './event-loop.ts';
import { logEntry } from './log-entry.ts';
import type { SpectatorEvents } from './spectator-events.ts';

/** Shows spectators what a batch brought, in order. */
export function showBatch(
  batch: readonly ProcessedEvent[],
  engine: Engine,
  spectators: Spectators<SpectatorEvents>,
): void {
  for (const { event, bars, entries } of batch) {
    showEvent(event, engine, spectators);
    for (const bar of bars) spectators.show('bar', bar);
    for (const entry of entries) showEntry(entry, engine, spectators);
  }
}

/** Tells log and spectators about entries that no event gave. */
export function showNotes(
  notes: readonly JournalEntry[],
  engine: Engine,
  spectators: Spectators<SpectatorEvents>,
  logger: Logger,
): void {
  for (const entry of notes) {
    logEntry(entry, logger);
    showEntry(entry, engine, spectators);
  }
}

function showEvent(event: TraderEvent, engine: Engine, spectators: Spectators<SpectatorEvents>): void {
  switch (event.type) {
    case 'tick':
      spectators.show('tick', event);
      return;
    case 'trade':
      spectators.show('trade', event);
      return;
    case 'book':
      spectators.show('book', event);
      return;
    case 'bar':
      spectators.show('bar', event);
      return;
    case 'link':
      spectators.show('link', event);
      return;
    case 'gap':
      spectators.show('gap', event);
      return;
    case 'balance':
      spectators.show('balance', event);
      return;
    case 'account-snapshot':
      for (const balance of event.balances) spectators.show('balance', balance);
      return;
    case 'heartbeat':
      spectators.show('heartbeat', { timeMs: engine.nowMs });
      return;
    default:
      // Bars that were built come with the output, everything else as records.
      return;
  }
}

function showEntry(entry: JournalEntry, engine: Engine, spectators: Spectators<SpectatorEvents>): void {
  const { record } = entry;
  switch (record.type) {
    case 'order-changed': {
      const order = engine.orders.get(record.clientOrderId);
      if (order !== undefined) spectators.show('order', { order, from: record.from, to: record.to });
      break;
    }
    case 'fill':
      spectators.show('fill', record);
      break;
    case 'alarm':
      spectators.show('alarm', record);
      break;
    case 'strategy':
      spectators.show('strategy', record);
      break;
    default:
      break;
  }
  spectators.show('record', entry);
}
