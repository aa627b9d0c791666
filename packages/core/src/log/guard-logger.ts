import type { LogFields, Logger } from './logger.ts';

/** A logger that never throws: one that fails must not reach the engine, and there is nowhere left to tell it. */
export function guardLogger(logger: Logger): Logger {
  const guarded =
    (level: keyof Logger) =>
    (message: string, fields?: LogFields): void => {
      try {
        logger[level](message, fields);
      } catch {
        // Trading goes on without the line.
      }
    };
  return { debug: guarded('debug'), info: guarded('info'), warn: guarded('warn'), error: guarded('error') };
}
