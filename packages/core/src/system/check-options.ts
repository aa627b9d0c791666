import { TradingError } from '../errors/trading-error.ts';
import { Decimal, type DecimalInput } from '../money/decimal.ts';
import type { RiskLimits } from '../risk/risk-limits.ts';
import type { StrategyEntry } from '../strategy/strategy-entry.ts';
import type { TradingSystemOptions } from './trading-system-options.ts';

/**
 * Checks everything that can be checked without the brokerage.
 *
 * @throws TradingError `system/invalid-options` or `strategy/invalid`, naming the field and what would be accepted.
 */
export function checkOptions(options: TradingSystemOptions): void {
  checkNumber('heartbeatMs', options.heartbeatMs, 10);
  checkNumber('placeWithinMs', options.placeWithinMs, 1);
  checkNumber('auditMs', options.auditMs, 1);
  checkNumber('actionQueueMax', options.actionQueueMax, 1);
  checkNumber('marketQueueMax', options.marketQueueMax, 4);
  checkNumber('closedOrdersMax', options.closedOrdersMax, 1);
  checkNumber('tradeLogMax', options.tradeLogMax, 1);
  checkNumber('snapshotEvery', options.snapshotEvery, 1);
  checkNumber('crashesMax', options.crashesMax, 1);
  if (options.runId !== undefined && !/^[0-9a-f]{32}$/i.test(options.runId)) {
    throw invalidOption('runId', options.runId, 'must be 128 random bits as 32 hexadecimal digits');
  }
  if (options.stopPolicy !== undefined && !['keep', 'cancel', 'close'].includes(options.stopPolicy)) {
    throw invalidOption('stopPolicy', options.stopPolicy, 'must be "keep", "cancel" or "close"');
  }
  checkPolicies(options);
  checkLimits('risk', options.risk ?? {});
  checkStrategies(options.strategies);
}

/** The payload of a signal as JSON brings it back, so that nobody changes it once it is journaled. */
export function copyPayload(name: string, payload: unknown): unknown {
  if (payload === undefined) return undefined;
  try {
    return JSON.parse(JSON.stringify(payload)) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw invalidOption(`signal("${name}"): payload`, typeof payload, `must be JSON-friendly: ${why}`);
  }
}

function checkPolicies({
  foreignOrders = 'alarm',
  unexplainedBalances = 'halt',
  strategies,
}: TradingSystemOptions): void {
  if (!['halt', 'alarm', 'ignore'].includes(unexplainedBalances)) {
    throw invalidOption('unexplainedBalances', unexplainedBalances, 'must be "halt", "alarm" or "ignore"');
  }
  if (foreignOrders === 'alarm' || foreignOrders === 'ignore') return;
  const ids = strategies.map(({ id }) => id);
  if (ids.includes(foreignOrders.adopt)) return;
  const value = JSON.stringify(foreignOrders);
  throw invalidOption('foreignOrders', value, `must be "alarm", "ignore" or { adopt } with one of ${ids.join(', ')}`);
}

function checkStrategies(strategies: readonly StrategyEntry[]): void {
  const ids = new Set<string>();
  for (const entry of strategies) {
    checkStrategy(entry);
    if (ids.has(entry.id)) throw invalidStrategy(entry.id, 'id', 'is used twice; give every strategy its own id');
    ids.add(entry.id);
  }
}

function checkStrategy({ id, strategy, symbols, capital, risk }: StrategyEntry): void {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) {
    throw invalidStrategy(id, 'id', 'must be 1 to 64 letters, digits, "_" or "-"');
  }
  if (typeof strategy !== 'function')
    throw invalidStrategy(id, 'strategy', 'must be a class that extends StrategyBase');
  if (symbols.length === 0) throw invalidStrategy(id, 'symbols', 'must name at least one symbol');
  if (new Set(symbols).size !== symbols.length) throw invalidStrategy(id, 'symbols', 'names a symbol twice');
  for (const [asset, amount] of Object.entries(capital ?? {})) {
    if (readAmount(amount)?.isNegative() !== false) {
      throw invalidStrategy(id, `capital.${asset}`, `was ${String(amount)}; it must be a decimal of at least 0`);
    }
  }
  checkLimits(`strategy "${id}": risk`, risk ?? {});
}

function checkLimits(place: string, limits: RiskLimits): void {
  checkNumber(`${place}.openOrdersMax`, limits.openOrdersMax, 0);
  checkNumber(`${place}.rejectionsMax`, limits.rejectionsMax, 1);
  const band = limits.priceDeviationMax;
  if (band !== undefined && readAmount(band)?.isPositive() !== true) {
    throw invalidOption(`${place}.priceDeviationMax`, String(band), 'must be a fraction above 0, such as 0.05 for 5 %');
  }
  checkNumber(`${place}.staleAfterMs`, limits.staleAfterMs, 1);
  for (const field of ['orderNotionalMax', 'positionMax'] as const) {
    for (const [asset, amount] of Object.entries(limits[field] ?? {})) {
      if (readAmount(amount)?.isNegative() === false) continue;
      throw invalidOption(`${place}.${field}.${asset}`, String(amount), 'must be a decimal of at least 0');
    }
  }
}

function checkNumber(field: string, value: number | undefined, min: number): void {
  if (value === undefined || (Number.isFinite(value) && value >= min)) return;
  throw invalidOption(field, String(value), `must be a number of at least ${min}`);
}

function readAmount(amount: DecimalInput): Decimal | undefined {
  try {
    return Decimal.from(amount);
  } catch {
    return undefined;
  }
}

function invalidOption(field: string, value: string, reason: string): TradingError<'system/invalid-options'> {
  return new TradingError('system/invalid-options', `${field} was ${value}; it ${reason}`, { field, value, reason });
}

function invalidStrategy(strategy: string, field: string, reason: string): TradingError<'strategy/invalid'> {
  return new TradingError('strategy/invalid', `strategy "${strategy}": ${field} ${reason}`, {
    strategy,
    field,
    reason,
  });
}
