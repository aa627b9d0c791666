import { Decimal, TradingError } from '@trader/core';
import type { ApiKeys } from '../exchange/api-keys.ts';
import { statusWords } from '../exchange/market-status.ts';
import type { SandboxClock } from '../exchange/sandbox-clock.ts';
import type { SandboxMarket } from '../exchange/sandbox-market.ts';
import { frameFaults } from '../faults/frame-faults.ts';
import { type RequestFaults, requestFaultKinds } from '../faults/request-faults.ts';
import type { EndpointParts } from '../http/endpoints/endpoint-parts.ts';
import type { RateLimiter } from '../http/rate-limiter.ts';
import type { MarketDriver } from '../market/market-driver.ts';
import type { StreamServer } from '../stream/stream-server.ts';
import type { StreamSession } from '../stream/stream-session.ts';
import type { SandboxControl, SessionFilter } from './sandbox-control.ts';
import { readState } from './sandbox-state.ts';

/** Steps that one call makes at most: longer ones would keep everybody else waiting. */
const stepsMax = 100_000;

/** What the control interface works on. */
export interface ControlParts {
  /** The exchange and its markets. */
  readonly endpoints: EndpointParts;
  /** Faults of requests. */
  readonly faults: RequestFaults;
  /** Both streams. */
  readonly streams: StreamServer;
  /** Valid keys. */
  readonly keys: ApiKeys;
  /** What moves the markets. */
  readonly driver: MarketDriver;
  /** The sandbox's clock. */
  readonly clock: SandboxClock;
  /** Calls per caller. */
  readonly rateLimiter: RateLimiter;
  /** Users by name, in order. */
  readonly users: readonly string[];
  /** Sum of deposits by asset; the control interface adds to it. */
  readonly deposits: Map<string, Decimal>;
  /** Names of the endpoints that faults may name. */
  readonly endpointNames: ReadonlySet<string>;
}

/** The control interface of one sandbox. Wrong arguments throw `system/invalid-options`. */
export function createControl(parts: ControlParts): SandboxControl {
  const { faults, streams, driver, clock } = parts;
  const { exchange } = parts.endpoints;
  const sessions = (filter: SessionFilter = {}) => streams.sessions().filter(session => matches(session, filter));
  const market = (name: string) => marketNamed(parts, name);
  return {
    addFault(fault) {
      checkOneOf('fault', fault.fault, requestFaultKinds);
      checkOneOf('endpoint', fault.endpoint, ['*', 'streams', ...parts.endpointNames]);
      const when = fault.fault === 'truncate' ? 'after' : (fault.when ?? 'before');
      faults.add({ ...fault, when, count: positive('count', fault.count ?? 1) });
    },
    pendingFaults: () => faults.list(),
    clearFaults: () => faults.clear(),
    addFrameFault({ fault, count = 1, containing, ...filter }) {
      checkOneOf('fault', fault, frameFaults);
      positive('count', count);
      const meant = sessions(filter);
      for (const session of meant) {
        session.faults.add(fault, count, containing === undefined ? undefined : frame => frame.includes(containing));
      }
      return meant.length;
    },
    skipSequence: name => market(name).feed.skipSequence(),
    disconnectStreams(filter, how = 'terminate') {
      const meant = sessions(filter);
      for (const session of meant) session[how]();
      return meant.length;
    },
    freezeStreams(filter) {
      const meant = sessions(filter);
      for (const session of meant) session.freeze();
      return meant.length;
    },
    countStreams: filter => sessions(filter).length,
    setMarketStatus(name, status) {
      const changed = market(name);
      checkOneOf('status', status, Object.keys(statusWords));
      if (changed.status === status) return;
      changed.status = status;
      exchange.execute({ type: 'set-status', symbol: name, status: statusWords[status].simulated });
      changed.feed.statusChanged(statusWords[status].stream, exchange.nowMs());
    },
    sendNoOp: name => market(name).feed.noOp(exchange.nowMs()),
    step(steps = 1, name) {
      if (name !== undefined) market(name);
      if (positive('steps', steps) > stepsMax) throw invalid('steps', String(steps), `it must be at most ${stepsMax}`);
      driver.step(steps, name);
    },
    startMarket: () => driver.start(),
    stopMarket: () => driver.stop(),
    shiftClock: byMs => clock.shift(byMs),
    deposit(user, asset, amount) {
      checkOneOf('user', user, parts.users);
      deposit(parts.endpoints, parts.deposits, user, asset, Decimal.from(amount));
    },
    revokeKey: keyId => parts.keys.revoke(keyId),
    resetRateLimit: () => parts.rateLimiter.reset(),
    state: () => readState(parts.endpoints, parts.users, parts.deposits, driver.steps),
  };
}

/** Brings money into the exchange and keeps count of it. */
export function deposit(
  { exchange, accounts }: Pick<EndpointParts, 'exchange' | 'accounts'>,
  deposits: Map<string, Decimal>,
  account: string,
  asset: string,
  amount: Decimal,
  timeMs?: number,
): void {
  accounts.of(account, asset);
  const events = exchange.execute({ type: 'deposit', account, asset, amount }, timeMs);
  const refused = events.find(event => event.type === 'transfer-rejected');
  if (refused !== undefined) throw invalid('amount', amount.toString(), refused.message);
  deposits.set(asset, (deposits.get(asset) ?? Decimal.zero).plus(amount));
}

function marketNamed(parts: ControlParts, name: string): SandboxMarket {
  const market = parts.endpoints.markets.get(name);
  if (market !== undefined) return market;
  throw invalid('market', name, `name one of ${[...parts.endpoints.markets.keys()].join(', ')}`);
}

function matches(session: StreamSession, filter: SessionFilter): boolean {
  return (
    (filter.stream === undefined || (filter.stream === 'user') === (session.market === undefined)) &&
    (filter.market === undefined || filter.market === session.market) &&
    (filter.keyId === undefined || filter.keyId === session.key?.id)
  );
}

function checkOneOf(field: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw invalid(field, String(value), `use one of ${allowed.join(', ')}`);
}

function positive(field: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw invalid(field, String(value), 'it must be an integer above 0');
}

function invalid(field: string, value: string, reason: string): TradingError<'system/invalid-options'> {
  return new TradingError('system/invalid-options', `${field} was "${value}"; ${reason}`, { field, value, reason });
}
