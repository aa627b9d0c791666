import type { JournalEntry } from '../journal/trader-record.ts';
import type { Logger } from '../log/logger.ts';

/** Writes a journal entry to the log: alarms and pauses loudly, the life of orders at `info`, facts at `debug`. */
export function logEntry({ record }: JournalEntry, logger: Logger): void {
  switch (record.type) {
    case 'alarm':
      if (record.severity === 'halt') logger.error(record.message, { code: record.code, strategy: record.strategy });
      else logger.warn(record.message, { code: record.code, strategy: record.strategy });
      return;
    case 'order-changed':
      logger.info(`order ${record.clientOrderId} is ${record.to}`, {
        strategy: record.strategy,
        from: record.from,
        filled: record.filled.toString(),
        reason: record.reason?.message,
      });
      return;
    case 'contingent-order-changed': {
      const { contingentOrderId, strategy, state, endedBy, stopLevel, reason } = record;
      const fields = { strategy, stopLevel: stopLevel?.toString(), reason: reason?.message };
      // A level that moves is no change of state, and there may be many.
      if (state === 'working') logger.debug(`contingent order ${contingentOrderId} is ${state}`, fields);
      else logger.info(`contingent order ${contingentOrderId} is ${endedBy ?? state}`, fields);
      return;
    }
    case 'fill': {
      const { fill } = record;
      logger.info(`${fill.side} fill of ${fill.quantity.toString()} at ${fill.price.toString()} on ${fill.symbol}`, {
        strategy: fill.strategy,
        clientOrderId: fill.clientOrderId,
        realisedPnl: record.realisedPnl.toString(),
      });
      return;
    }
    case 'strategy':
      logger.info(`strategy "${record.strategy}" is ${record.status}: ${record.reason}`);
      return;
    case 'fact':
      logger.debug(`${record.event.type} arrived`);
      return;
    default:
      return;
  }
}
