import { TradingError } from '@trader/core';
import type { SandboxBehaviour } from './behaviour.ts';
import { readBehaviour } from './behaviour-choices.ts';
import { type ApiKey, tradingPermissions } from './exchange/api-keys.ts';
import { defaultMarkets, type MarketRow } from './exchange/market-row.ts';
import type { RateLimit } from './http/rate-limiter.ts';
import {
  defaultUsers,
  type LunoSandboxOptions,
  type MarketSourceOptions,
  type SandboxUser,
} from './sandbox-options.ts';

/** Options with every default filled in. */
export interface SandboxSettings {
  /** Seed of every chance. */
  readonly seed: number;
  /** Markets. */
  readonly markets: readonly MarketRow[];
  /** Users. */
  readonly users: readonly SandboxUser[];
  /** Keys of all users. */
  readonly keys: readonly ApiKey[];
  /** What moves the markets. */
  readonly source: MarketSourceOptions;
  /** Luno's open questions. */
  readonly behaviour: SandboxBehaviour;
  /** REST calls per caller. */
  readonly rateLimit: RateLimit;
}

const defaultRateLimit: RateLimit = { requestsMax: 300, windowMs: 60_000 };

/**
 * Fills in the defaults.
 *
 * @throws `system/invalid-options` for a user, key or market named twice, an unknown behaviour, or numbers out of range.
 */
export function readSettings(options: LunoSandboxOptions): SandboxSettings {
  const users = options.users ?? defaultUsers;
  const markets = options.markets ?? defaultMarkets;
  const keys = users.flatMap(user =>
    user.keys.map(key => ({
      id: key.id,
      secret: key.secret,
      permissions: key.permissions ?? tradingPermissions,
      user: user.name,
    })),
  );
  refuseTwice(
    'users',
    users.map(user => user.name),
  );
  refuseTwice(
    'keys',
    keys.map(key => key.id),
  );
  refuseTwice(
    'markets',
    markets.map(market => market.marketId),
  );
  const seed = options.seed ?? 1;
  if (!Number.isSafeInteger(seed)) throw invalid('seed', String(seed), 'it must be an integer');
  const port = options.port ?? 0;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw invalid('port', String(port), 'it must be 0 to 65535');
  const source = options.source ?? { kind: 'simulated' };
  checkSource(source, markets);
  return {
    seed,
    markets,
    users,
    keys,
    source,
    behaviour: readBehaviour(options.behaviour ?? {}),
    rateLimit: options.rateLimit ?? defaultRateLimit,
  };
}

function checkSource(source: MarketSourceOptions, markets: readonly MarketRow[]): void {
  if (source.kind !== 'recorded') return;
  const names = markets.map(market => market.marketId);
  if (!names.includes(source.marketId))
    throw invalid('source.marketId', source.marketId, `use one of ${names.join(', ')}`);
  if (!((source.speed ?? 1) > 0)) throw invalid('source.speed', String(source.speed), 'it must be above 0');
}

function refuseTwice(field: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(field, twice, 'it is named twice');
}

function invalid(field: string, value: string, reason: string): TradingError<'system/invalid-options'> {
  return new TradingError('system/invalid-options', `${field} was "${value}"; ${reason}`, { field, value, reason });
}
