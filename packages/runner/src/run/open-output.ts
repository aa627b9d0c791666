import path from 'node:path';
import type { Clock, LogFields, Logger } from '@trader/core';
import type { LoadedConfig } from '../config/load-config.ts';
import type { TraderConfig } from '../config/trader-config.ts';
import type { Display } from '../display/display.ts';
import { createJsonLines } from '../display/json-lines.ts';
import { createLiveTable } from '../display/live-table.ts';
import { createPlainLines } from '../display/plain-lines.ts';
import type { OutputStream } from '../display/screen.ts';
import { createLogger } from '../log/create-logger.ts';
import { openLogFileAt } from '../log/open-log-file.ts';
import { redactedStream } from '../log/redacted-stream.ts';
import { tellingHaltsOnce } from './halt-words.ts';

/** How a run's output is wanted. */
export interface OutputOptions {
  /** Where the table, the lines and the summary go. */
  readonly stdout: OutputStream;
  /** Where log lines go when the configuration names no file. */
  readonly stderr: OutputStream;
  /** One JSON object per line instead of text for people. */
  readonly json: boolean;
  /** Lines instead of the table, also on a terminal. */
  readonly plain: boolean;
  /** Whether colours are wanted where there is a terminal. */
  readonly colour: boolean;
  /** How long the run will last, in milliseconds, when that is known. */
  readonly forMs: number | undefined;
}

/** What a run says and where it says it. */
export interface Output {
  /** Shows the run. */
  readonly display: Display;
  /** The run's log. */
  readonly logger: Logger;
  /** Closes the log file and leaves the terminal in order; idempotent. */
  close(): void;
}

/** Opens everything that a run writes to; every secret of the configuration is hidden in all of it. */
export function openOutput(loaded: LoadedConfig, options: OutputOptions, clock: Clock): Output {
  const { redact, config, projectDir } = loaded;
  const stdout = redactedStream(options.stdout, redact);
  const isLive = options.stdout.isTTY === true && !options.json && !options.plain;
  const display = createDisplay(stdout, options, clock, isLive);
  const file =
    config.log.file === undefined
      ? undefined
      : openLogFileAt(path.resolve(projectDir, config.log.file), loaded.placeOf(['log', 'file']));
  const isTerminal = file === undefined && options.stderr.isTTY === true;
  const toStandardError = (line: string) => void options.stderr.write(line);
  // A live table shares its terminal with nobody: without a file, warnings appear in the table.
  const write = file === undefined ? (isLive ? ignore : toStandardError) : (line: string) => file.write(line);
  const lines = createLogger({
    level: config.log.level,
    format: config.log.format ?? (isTerminal ? 'pretty' : 'json'),
    colour: isTerminal && options.colour,
    redact,
    write,
  });
  return {
    display,
    logger: sayingMode(config.mode, tellingHaltsOnce(isLive ? showingWarnings(lines, display) : lines)),
    close: () => {
      display.close();
      file?.close();
    },
  };
}

/** On paper every line of the log says so. */
function sayingMode(mode: TraderConfig['mode'], logger: Logger): Logger {
  if (mode === 'live') return logger;
  const marked = (fields: LogFields | undefined): LogFields => ({ ...fields, mode: 'PAPER' });
  return {
    debug: (message, fields) => logger.debug(message, marked(fields)),
    info: (message, fields) => logger.info(message, marked(fields)),
    warn: (message, fields) => logger.warn(message, marked(fields)),
    error: (message, fields) => logger.error(message, marked(fields)),
  };
}

function createDisplay(stdout: OutputStream, options: OutputOptions, clock: Clock, isLive: boolean): Display {
  if (options.json) return createJsonLines({ stream: stdout, clock });
  if (!isLive) return createPlainLines({ stream: stdout, clock });
  return createLiveTable({ stream: stdout, colour: options.colour, clock, forMs: options.forMs });
}

function showingWarnings(logger: Logger, display: Display): Logger {
  const show = (level: 'warning' | 'error', text: string, fields: LogFields = {}) => {
    // Alarms are logged with both of these, and shown as alarms already.
    const isAlarm = 'code' in fields && 'strategy' in fields;
    if (!isAlarm) display.show({ type: 'log', level, strategy: undefined, text, facts: {} });
  };
  return {
    ...logger,
    warn: (message, fields) => {
      logger.warn(message, fields);
      show('warning', message, fields);
    },
    error: (message, fields) => {
      logger.error(message, fields);
      show('error', message, fields);
    },
  };
}

const ignore = (): void => undefined;
