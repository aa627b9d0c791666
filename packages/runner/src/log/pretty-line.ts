import picocolors from 'picocolors';
import { printable } from '../display/printable.ts';

/** A JSON log line in columns for people: `12:00:01.250 warn  message  key=value`. */
export function prettyLine(line: string, colour: boolean): string {
  const parsed = parse(line);
  if (parsed === undefined) return line;
  const { level, time, message, ...fields } = parsed;
  const paint = picocolors.createColors(colour);
  const paintLevel = { warn: paint.yellow, error: paint.red }[String(level)] ?? paint.dim;
  const rest = Object.entries(fields).map(([key, value]) => ` ${paint.dim(`${key}=`)}${shown(value)}`);
  const clock = text(time).slice('2026-01-01T'.length, '2026-01-01T12:00:00.000'.length);
  return `${paint.dim(clock)} ${paintLevel(String(level).padEnd(5))} ${printable(text(message))}${rest.join('')}\n`;
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return /^[\w@:./+-]+$/.test(value) ? value : JSON.stringify(value);
  return printable(JSON.stringify(value));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
