import { redactedText } from './redactor.ts';

const depthMax = 6;
const entriesMax = 100;
const secretKey = /^(authorization|cookie|set-cookie|password|passphrase)$|secret|token|private.?key|api.?key/i;

/** Fields as a log line can hold them: errors spelled out, decimals as text, secrets hidden by key, size bounded. */
export function toLogFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return convertEntries(Object.entries(fields), 0);
}

function convertEntries(entries: readonly (readonly [string, unknown])[], depth: number): Record<string, unknown> {
  return Object.fromEntries(
    entries
      .slice(0, entriesMax)
      .map(([key, value]) => [key, secretKey.test(key) ? redactedText : convert(value, depth + 1)]),
  );
}

function convert(value: unknown, depth: number): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > depthMax) return '…';
  if (value instanceof Error) return convertError(value, depth);
  if ('toJSON' in value && typeof value.toJSON === 'function') return convert(value.toJSON(), depth + 1);
  if (Array.isArray(value)) return value.slice(0, entriesMax).map(item => convert(item, depth + 1));
  if (value instanceof Set) return convert([...value], depth);
  if (value instanceof Map)
    return convertEntries(
      [...value].map(([key, item]) => [String(key), item]),
      depth,
    );
  return convertEntries(Object.entries(value), depth);
}

function convertError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const own = convertEntries(Object.entries(error), depth);
  const because = cause === undefined ? {} : { cause: convert(cause, depth + 1) };
  return { ...own, name, message, ...because, stack };
}
