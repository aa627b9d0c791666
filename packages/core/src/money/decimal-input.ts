import { TradingError } from '../errors/trading-error.ts';

/** The longest decimal text that is read, and the largest scale that may be asked for. */
export const decimalDigitsMax = 10_000;

const shownLengthMax = 80;

/** The error for something that is not a decimal; long input is shortened in it. */
export function invalidDecimal(input: unknown, reason: string): TradingError<'decimal/invalid'> {
  const whole = typeof input === 'string' ? input : describe(input);
  const shown = whole.length <= shownLengthMax ? whole : `${whole.slice(0, shownLengthMax)}…`;
  const quoted = typeof input === 'string' ? `"${shown}"` : shown;
  return new TradingError('decimal/invalid', `${quoted} is not a decimal: ${reason}`, { input: shown, reason });
}

/** The error for text that is not a decimal: what is wrong with it and what to write instead. */
export function invalidText(text: unknown): TradingError<'decimal/invalid'> {
  return invalidDecimal(text, typeof text === 'string' ? whyNotDecimal(text) : 'pass decimal text');
}

/**
 * The shortest decimal text of a number, without exponent: `1e-7` becomes `0.0000001`.
 *
 * @throws `decimal/invalid` for NaN and infinities.
 */
export function finiteText(value: number): string {
  if (!Number.isFinite(value)) throw invalidDecimal(value, 'the number must be finite');
  return withoutExponent(String(value));
}

/** The step itself; throws unless it is above zero. */
export function aboveZero<T extends { isPositive(): boolean; toString(): string }>(step: T): T {
  if (step.isPositive()) return step;
  const reason = 'a step must be above zero';
  throw new TradingError('decimal/invalid', `step was ${step}; ${reason}`, { input: step.toString(), reason });
}

/** Throws unless a scale is an integer from 0 to {@link decimalDigitsMax}. */
export function assertScale(scale: number): void {
  if (Number.isInteger(scale) && scale >= 0 && scale <= decimalDigitsMax) return;
  const reason = `a scale is an integer from 0 to ${decimalDigitsMax}`;
  throw new TradingError('decimal/invalid', `scale was ${scale}; ${reason}`, { input: String(scale), reason });
}

/** The error for a division by zero. */
export function divisionByZero(dividend: string): TradingError<'decimal/division-by-zero'> {
  const message = `${dividend} cannot be divided by 0; check the divisor first`;
  return new TradingError('decimal/division-by-zero', message, { dividend });
}

/** The error for a value that has more decimals than its units can hold. */
export function inexactUnits(value: string, scale: number): TradingError<'decimal/inexact'> {
  const message = `${value} does not fit ${scale} decimals; round it first, or pass a rounding to toUnits`;
  return new TradingError('decimal/inexact', message, { value, scale });
}

function whyNotDecimal(text: string): string {
  if (text.length > decimalDigitsMax) return `it has ${text.length} characters, at most ${decimalDigitsMax} are read`;
  if (text === '') return 'the text is empty; write digits such as 0 or 12.5';
  if (/^\s|\s$/.test(text)) return 'white space around it; trim the text first';
  if (/^-?[\d.]+e[+-]?\d+$/i.test(text)) return 'exponents are not read from text; write the digits out';
  if (text.startsWith('+')) return 'a plus sign is not read; leave it out';
  if (text.includes(',')) return 'a comma; write digits with at most one point, such as 1234.5';
  if (/^-?\d+\.$/.test(text)) return 'no digit after the point; the text may have been cut';
  if (/^-?\.?$/.test(text)) return 'it has no digits';
  const found = /^-?\d*\.?\d*/.exec(text)?.[0].length ?? 0;
  return `unexpected "${text.charAt(found)}" at position ${found}; write digits with at most one point, such as 1234.5`;
}

function withoutExponent(text: string): string {
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', head = '', tail = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
  const digits = head + tail;
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  // Shortest texts take an exponent from 10^21 on and hold at most 17 digits, so the point is past the last of them.
  return sign + digits.padEnd(exponent + 1, '0');
}

function describe(input: unknown): string {
  if (typeof input === 'object' && input !== null) return Array.isArray(input) ? 'an array' : 'an object';
  if (typeof input === 'function') return 'a function';
  return String(input);
}
