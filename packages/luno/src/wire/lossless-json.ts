import { TradingError } from '@trader/core';

/** Longest part of an unreadable text that an error repeats, in characters. */
const sampleLengthMax = 160;

/** Sixteen digits in a row, or an exponent: without either, a double carries every number literal through unchanged. */
const suspicious = /[\d.]{16}|\d[eE][-+\d]/;

/** Names of members whose values never appear in a sample. */
const secretMember = /("[^"]*(?:secret|key|token|password|authorization)[^"]*"\s*:\s*)"(?:[^"\\]|\\.)*"?/gi;

/**
 * Reads JSON like `JSON.parse`, and loses no digit: a number literal that a double would change (an integer beyond ±2^53, a decimal
 * of too many digits, an exponent out of range) arrives as its own text, a `string`. Every other number is a `number` whose shortest
 * text has the literal's value.
 *
 * @param operation - What was being read, for the error.
 * @throws `brokerage/unreadable` for text that is not JSON; its sample is short and without secrets.
 */
export function parseLosslessJson(text: string, operation = 'read'): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable('the text is not JSON', operation, text);
  }
  if (!suspicious.test(text)) return value;
  // From here on the text is known to be valid JSON, so that finding its number literals needs no grammar.
  const quoted = quoteChangedNumbers(text);
  return quoted === text ? value : JSON.parse(quoted);
}

/** The error for something that Luno sent and that cannot be read. */
export function unreadable(reason: string, operation: string, text: string): TradingError<'brokerage/unreadable'> {
  return new TradingError(
    'brokerage/unreadable',
    `Luno sent something unreadable (${operation}): ${reason}. If it persists, look for a newer version of the adapter`,
    { brokerage: 'luno', operation, reason, sample: redactedSample(text) },
  );
}

/** The beginning of a text for messages: one line, short, without the values of members that are named like secrets. */
function redactedSample(text: string): string {
  const start = text.slice(0, 4 * sampleLengthMax).replace(secretMember, '$1"[redacted]"');
  const line = start.replace(/[^\u0020-\u007e\u00a0-\uffff]+/g, ' ').slice(0, sampleLengthMax);
  return text.length > sampleLengthMax ? `${line}… (${text.length} characters)` : line;
}

function quoteChangedNumbers(text: string): string {
  let quoted = '';
  let copied = 0;
  let index = 0;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === 0x22) index = endOfString(text, index + 1);
    else if (code !== 0x2d && (code < 0x30 || code > 0x39)) index += 1;
    else {
      const end = endOfNumber(text, index + 1);
      const literal = text.slice(index, end);
      if (!survivesDouble(literal)) {
        quoted += `${text.slice(copied, index)}"${literal}"`;
        copied = end;
      }
      index = end;
    }
  }
  return copied === 0 ? text : quoted + text.slice(copied);
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes += 1;
  return backslashes % 2 === 1;
}

function endOfNumber(text: string, start: number): number {
  let end = start;
  while (isNumberPart(text.charCodeAt(end))) end += 1;
  return end;
}

/** Digits, point, signs, `e` and `E`: what may follow the first character of a number literal. */
function isNumberPart(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || code === 0x2e || code === 0x65 || code === 0x45 || code === 0x2b || code === 0x2d
  );
}

function survivesDouble(literal: string): boolean {
  // Fifteen significant digits always survive; without an exponent no literal this short leaves the range of doubles.
  if (literal.length <= 15 && !/[eE]/.test(literal)) return true;
  return significance(literal) === significance(String(Number(literal)));
}

/** One text per value: the digits between the first and the last that is not zero, and the power of ten of the last. */
function significance(literal: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(literal);
  if (parts === null) return literal;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = whole + fraction;
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 0x30) end -= 1;
  let start = 0;
  while (start < end && digits.charCodeAt(start) === 0x30) start += 1;
  if (start === end) return '0';
  return `${sign}${digits.slice(start, end)}e${Number(exponent) - fraction.length + digits.length - end}`;
}
