import type { LogFields, Logger } from '@trader/core';
import { pino } from 'pino';
import type { LogConfig } from '../config/trader-config.ts';
import { toLogFields } from './log-fields.ts';
import { prettyLine } from './pretty-line.ts';
import type { Redact } from './redactor.ts';

/** What a run's log is made of. */
export interface LoggerOptions {
  /** The least important lines to keep. */
  readonly level: LogConfig['level'];
  /** One JSON object per line, or columns for people. */
  readonly format: 'json' | 'pretty';
  /** Whether pretty lines are coloured. */
  readonly colour: boolean;
  /** Hides secrets in every line. */
  readonly redact: Redact;
  /** Takes each line, its end included. */
  readonly write: (line: string) => void;
}

/** A logger that writes structured lines; no secret leaves through it, neither by value nor by the key of a field. */
export function createLogger(options: LoggerOptions): Logger {
  const { redact, write, format, colour } = options;
  const destination = {
    write: (line: string) => {
      const safe = redact(line);
      write(format === 'pretty' ? prettyLine(safe, colour) : safe);
    },
  };
  const lines = pino(
    {
      level: options.level,
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
    },
    destination,
  );
  const log = (level: LogConfig['level']) => (message: string, fields?: LogFields) => {
    if (!lines.isLevelEnabled(level)) return;
    if (fields === undefined) lines[level](message);
    else lines[level](toLogFields(fields), message);
  };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}
