import { Decimal, type Instrument } from '@trader/core';
import { invalidOption } from '../exchange/exchange-settings.ts';
import type { BacktestOptions } from './backtest-options.ts';

/**
 * Checks what can be checked before anything is read.
 *
 * @throws `system/invalid-options`, naming the field, its value and what would be accepted.
 */
export function checkBacktest(options: BacktestOptions): void {
  const { strategies, instruments, fromMs, toMs } = options;
  if (strategies.length === 0) throw invalidOption('strategies', '[]', 'name at least one');
  checkUnique(
    'strategies',
    strategies.map(({ id }) => id),
  );
  checkUnique(
    'instruments',
    instruments.map(({ symbol }) => symbol),
  );
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) {
    const start = Math.abs(fromMs) <= 8.64e15 ? new Date(fromMs).toISOString() : String(fromMs);
    throw invalidOption('toMs', String(toMs), `it must be after the start of the range, ${start}`);
  }
  checkLeast('equityIntervalMs', options.equityIntervalMs, 1);
  checkLeast('chartBarsMax', options.chartBarsMax, 2);
  checkLeast('heartbeatMs', options.heartbeatMs, 10);
  checkCapital(options, instruments);
}

function checkUnique(field: string, values: readonly string[]): void {
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw invalidOption(field, twice, 'each may be there once');
}

function checkLeast(field: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isFinite(value) && value >= least)) return;
  throw invalidOption(field, String(value), `give a number of at least ${least}`);
}

/** The account must cover what the strategies are promised, as live. */
function checkCapital({ strategies, balances }: BacktestOptions, instruments: readonly Instrument[]): void {
  const assets = new Set(instruments.flatMap(({ base, quote }) => [base, quote]));
  for (const asset of Object.keys(balances)) {
    if (!assets.has(asset))
      throw invalidOption(
        `balances.${asset}`,
        String(balances[asset]),
        `no instrument trades it; there are ${[...assets].join(', ')}`,
      );
  }
  for (const asset of new Set(strategies.flatMap(({ capital }) => Object.keys(capital ?? {})))) {
    const promised = Decimal.sum(strategies.map(({ capital }) => Decimal.from(capital?.[asset] ?? 0)));
    const held = Decimal.from(balances[asset] ?? 0);
    if (promised.lessThanOrEqual(held)) continue;
    const reason = `the strategies are assigned ${promised} ${asset} together, and the account holds ${held}; lower their capital or add to balances`;
    throw invalidOption(`capital.${asset}`, promised.toString(), reason);
  }
}
