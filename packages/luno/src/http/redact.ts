import type { LogFields, Logger } from '@trader/core';
import { type Credentials, spellings } from './credentials.ts';

/** Takes every spelling of the key out of a text. */
export type Redact = (text: string) => string;

const shown = '[redacted]';
const depthMax = 6;
const secretNames = /authorization|secret|password|cookie|token|api_key/i;

/** A redactor for a key; without a key it changes nothing. */
export function createRedact(credentials: Credentials | undefined): Redact {
  if (credentials === undefined) return text => text;
  const secrets = spellings(credentials);
  return text => secrets.reduce((rest, secret) => rest.replaceAll(secret, shown), text);
}

/** A logger that redacts messages and fields before they reach the given one. */
export function withRedaction(logger: Logger, redact: Redact): Logger {
  const clean = (fields: LogFields | undefined): [] | [LogFields] =>
    fields === undefined ? [] : [redactValue(fields, redact, depthMax) as LogFields];
  return {
    debug: (message, fields) => logger.debug(redact(message), ...clean(fields)),
    info: (message, fields) => logger.info(redact(message), ...clean(fields)),
    warn: (message, fields) => logger.warn(redact(message), ...clean(fields)),
    error: (message, fields) => logger.error(redact(message), ...clean(fields)),
  };
}

function redactValue(value: unknown, redact: Redact, depth: number): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '[…]';
  if (value instanceof Error) return redact(`${value.name}: ${value.message}`);
  if (Array.isArray(value)) return value.map(item => redactValue(item, redact, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secretNames.test(name) ? shown : redactValue(item, redact, depth - 1),
    ]),
  );
}
