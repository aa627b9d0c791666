/** Facts that travel with a log line; values are JSON-friendly and hold no secrets. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where log lines go: the shape that pino, bunyan and `console`-like loggers share, message first. */
export interface Logger {
  /** For following one order through the code. */
  debug(message: string, fields?: LogFields): void;
  /** What a person watching wants to know. */
  info(message: string, fields?: LogFields): void;
  /** Something to look at soon; trading goes on. */
  warn(message: string, fields?: LogFields): void;
  /** Something to look at now. */
  error(message: string, fields?: LogFields): void;
}

const ignore = (): void => undefined;

/** A logger that keeps nothing: the default when none is given. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
