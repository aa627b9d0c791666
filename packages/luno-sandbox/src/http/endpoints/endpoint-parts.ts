import type { Clock } from '@trader/core';
import type { SandboxBehaviour } from '../../behaviour.ts';
import type { Accounts } from '../../exchange/accounts.ts';
import type { ApiKey } from '../../exchange/api-keys.ts';
import type { LedgerBook } from '../../exchange/ledger-book.ts';
import type { SandboxExchange } from '../../exchange/sandbox-exchange.ts';
import type { SandboxMarket } from '../../exchange/sandbox-market.ts';
import type { Random } from '../../market/random.ts';
import type { Json } from '../../wire/json-text.ts';
import { LunoRefusal } from '../../wire/luno-refusal.ts';
import type { NumberFormat } from '../../wire/number-format.ts';
import type { EndpointCall } from '../route.ts';

/** What Luno's endpoints work on. */
export interface EndpointParts {
  /** Where orders go. */
  readonly exchange: SandboxExchange;
  /** Markets by name. */
  readonly markets: ReadonlyMap<string, SandboxMarket>;
  /** Account numbers. */
  readonly accounts: Accounts;
  /** Ledger rows. */
  readonly ledger: LedgerBook;
  /** How numbers are written. */
  readonly format: NumberFormat;
  /** Open questions. */
  readonly behaviour: SandboxBehaviour;
  /** Timers, for late cancels. */
  readonly clock: Clock;
  /** Chance, for cancel latency. */
  readonly random: Random;
}

/** The caller's key; a route that asks for a key is never answered without one. */
export function callerOf(call: EndpointCall): ApiKey {
  if (call.key === undefined) throw new LunoRefusal('ErrUnauthorised');
  return call.key;
}

/** The market a call names, or `ErrMarketUnavailable`, also when the name is missing. */
export function marketOf(parts: EndpointParts, call: EndpointCall): SandboxMarket {
  const market = parts.markets.get(call.params.text('pair') ?? '');
  if (market === undefined) throw new LunoRefusal('ErrMarketUnavailable');
  return market;
}

/** A list as the sandbox writes it: an empty one may be `null`. */
export function listOf(parts: EndpointParts, rows: readonly Json[]): Json {
  return rows.length === 0 && parts.behaviour.emptyLists === 'null' ? null : rows;
}

/** `limit` of a list: 1 to 1000, 100 when absent. */
export function limitOf(call: EndpointCall): number {
  const limit = call.params.integer('limit', 'ErrLimitOutOfRange') ?? 100;
  if (limit < 1 || limit > 1_000) throw new LunoRefusal('ErrLimitOutOfRange', `limit was ${limit}, not 1 to 1000`);
  return limit;
}
