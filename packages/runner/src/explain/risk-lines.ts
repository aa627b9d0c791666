import type { RiskFacts } from '@trader/core';
import { amountText } from './amount-text.ts';

/**
 * What risk looked at, one line per rule: its name, the value, the limit.
 *
 * @param risk - What the journal has of it.
 * @param used - The asset that the order uses up.
 * @param assets - The assets of its market.
 */
export function riskLines(
  risk: RiskFacts | undefined,
  used: string,
  assets: { readonly base: string; readonly quote: string },
): readonly string[] {
  if (risk === undefined) return [];
  const names = Object.keys(risk.rules);
  const width = Math.max(...names.map(name => name.length));
  return names.map(name => {
    const value = valueText(name, risk, used, assets);
    const limit = risk.rules[name] ?? '';
    const text = [value, limit === '' ? '' : `limit ${limit}`].filter(part => part !== '').join(', ');
    return text === '' ? name : `${name.padEnd(width)}  ${text}`;
  });
}

function valueText(
  rule: string,
  risk: RiskFacts,
  used: string,
  { base, quote }: { readonly base: string; readonly quote: string },
): string {
  switch (rule) {
    case 'stale-data':
      return risk.marketDataAgeMs === undefined ? '' : `${risk.marketDataAgeMs} ms`;
    case 'available-capital':
      return `${amountText(risk.needed)} of ${amountText(risk.available)} ${used}`;
    case 'strategy-order-notional':
    case 'system-order-notional':
      return `${amountText(risk.notional)} ${quote}`;
    case 'strategy-position':
      return `${amountText(risk.worstPosition)} ${base}`;
    case 'system-position':
      return `${amountText(risk.worstPositionAll)} ${base}`;
    case 'strategy-open-orders':
      return String(risk.openOrders);
    case 'system-open-orders':
      return String(risk.openOrdersAll);
    default:
      return '';
  }
}
