import { Decimal } from '@trader/core';

/** Decimal text for people: thousands apart, long tails rounded to what is worth reading. Sums use the exact text. */
export function moneyText(text: string): string {
  const value = Decimal.parse(text);
  const size = value.abs();
  const scale = value.isZero() || size.greaterThanOrEqual(1) ? 2 : size.greaterThanOrEqual('0.01') ? 4 : 8;
  return groupThousands(value.toFixed(scale, 'half-even'));
}

/** Quantity text for people: exact up to eight decimals. */
export function quantityText(text: string): string {
  const value = Decimal.parse(text);
  return groupThousands((value.decimalPlaces() > 8 ? value.round(8, 'half-even') : value).toString());
}

/** A price as market data carries it, for people. */
export function priceText(price: number | undefined): string {
  return price === undefined ? '–' : groupThousands(Decimal.from(price).toString());
}

/** `12.50 ZAR, 0.0001 XBT`; `–` without any. */
export function amountsText(
  amounts: Readonly<Record<string, string>>,
  toText: (text: string) => string = moneyText,
): string {
  const parts = Object.entries(amounts).map(([asset, text]) => `${toText(text)} ${asset}`);
  return parts.length === 0 ? '–' : parts.join(', ');
}

/** `1:02:03` or `02:03`. */
export function durationText(durationMs: number): string {
  const seconds = Math.max(Math.floor(durationMs / 1000), 0);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const hours = Math.floor(seconds / 3600);
  return hours === 0 ? clock : `${hours}:${clock}`;
}

/** Time of day in UTC: `12:00:01`. */
export function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString().slice('2026-01-01T'.length, '2026-01-01T12:00:00'.length);
}

/** `0.3 s`, `12 s`, `5 min`. */
export function ageText(ageMs: number): string {
  if (ageMs < 0) return '0 s';
  if (ageMs < 9_950) return `${(ageMs / 1000).toFixed(1)} s`;
  return ageMs < 120_000 ? `${Math.round(ageMs / 1000)} s` : `${Math.round(ageMs / 60_000)} min`;
}

function groupThousands(text: string): string {
  const [, sign = '', whole = '', tail = ''] = /^(-?)(\d+)(\..*)?$/.exec(text) ?? [];
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${tail}`;
}
