import { Decimal } from '@trader/core';
import type { FigureDefinition } from '../figures/figure-definitions.ts';
import type { AmountsByAsset } from '../figures/figures.ts';
import type { ParamValue } from '../search/search-space.ts';

/** What stands where a figure cannot be computed. */
export const nothing = '–';

/** `12.34 %`, `−0.50 %`: a fraction for people. */
export function percentText(value: number): string {
  const percent = value * 100;
  if (Math.abs(percent) >= 1e7) return `${percent.toExponential(2).replace('-', '−')} %`;
  const decimals = Math.abs(percent) >= 1000 ? 0 : 2;
  return `${numberText(percent, decimals)} %`;
}

/** A number with grouped thousands and a real minus sign. Numbers too large to read are written with an exponent. */
export function numberText(value: number, decimals: number): string {
  if (Math.abs(value) >= 1e12) return value.toExponential(2).replace('-', '−');
  const text = value.toFixed(decimals);
  const isZero = Number(text) === 0;
  return signed(group(text.replace('-', '')), !isZero && text.startsWith('-'));
}

/** Decimal text for people: thousands apart, rounded half-even to what is worth reading. */
export function moneyText(text: string): string {
  const value = Decimal.parse(text);
  const size = value.abs();
  const scale = value.isZero() || size.greaterThanOrEqual(1) ? 2 : size.greaterThanOrEqual('0.01') ? 4 : 8;
  const rounded = size.toFixed(scale, 'half-even');
  return signed(group(rounded), value.isNegative() && !Decimal.parse(rounded).isZero());
}

/** `12.50 ZAR, 0.0001 XBT`; `0` without any. */
export function amountsText(amounts: AmountsByAsset): string {
  const parts = Object.entries(amounts).map(([asset, amount]) => `${moneyText(amount)} ${asset}`);
  return parts.length === 0 ? '0' : parts.join(', ');
}

/** `3.2 d`, `5.0 h`, `12 min`, `40 s`: how long something took. */
export function durationText(durationMs: number): string {
  const [dayMs, hourMs, minuteMs] = [86_400_000, 3_600_000, 60_000];
  if (durationMs >= 100 * dayMs) return `${numberText(durationMs / dayMs, 0)} d`;
  if (durationMs >= dayMs) return `${(durationMs / dayMs).toFixed(1)} d`;
  if (durationMs >= hourMs) return `${(durationMs / hourMs).toFixed(1)} h`;
  return durationMs >= minuteMs ? `${Math.round(durationMs / minuteMs)} min` : `${Math.round(durationMs / 1000)} s`;
}

/** `2024-01-31 12:00`, in UTC. */
export function minuteText(timeMs: number): string {
  return Number.isFinite(timeMs) ? new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ') : nothing;
}

/** `2024-01-31`, in UTC. */
export function dateText(timeMs: number): string {
  return minuteText(timeMs).slice(0, 10);
}

/**
 * A figure for people, by the unit of its definition.
 *
 * @param value - The figure.
 * @param unit - Its unit.
 * @param asset - What an amount or a result is counted in.
 */
export function figureText(
  value: number | string | AmountsByAsset | null | undefined,
  unit: FigureDefinition['unit'],
  asset = '',
): string {
  if (value === null || value === undefined) return nothing;
  if (typeof value === 'object') return amountsText(value);
  if (typeof value === 'string') return `${moneyText(value)} ${asset}`.trimEnd();
  switch (unit) {
    case 'fraction':
      return percentText(value);
    case 'duration':
      return durationText(value);
    case 'count':
      return numberText(value, 0);
    case 'amount':
      return `${numberText(value, 2)} ${asset}`.trimEnd();
    default:
      return numberText(value, 2);
  }
}

/**
 * A value of a param for people: whole numbers as they are, others with six digits.
 *
 * @param value - The value.
 */
export function paramText(value: ParamValue): string {
  const isFraction = typeof value === 'number' && !Number.isInteger(value);
  return String(isFraction ? Number(value.toPrecision(6)) : value);
}

function group(text: string): string {
  const [whole = '', tail] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return tail === undefined ? grouped : `${grouped}.${tail}`;
}

function signed(text: string, isNegative: boolean): string {
  return isNegative ? `−${text}` : text;
}
