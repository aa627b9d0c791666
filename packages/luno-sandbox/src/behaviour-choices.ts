import { TradingError } from '@trader/core';
import { defaultBehaviour, type SandboxBehaviour } from './behaviour.ts';

/** Every value of the behaviours that are a choice. */
const choices: { readonly [Name in keyof SandboxBehaviour]?: readonly SandboxBehaviour[Name][] } = {
  unknownOrderStatus: [400, 404],
  wrongKeyError: ['ErrUnauthorised', 'ErrApiKeyRevoked'],
  missingPermissionStatus: [403, 400],
  rateLimitReply: ['json', 'json-retry-after', 'html'],
  expiredRequestError: ['ErrDeadlineExceeded', 'ErrInvalidArguments'],
  unfilledImmediate: ['accepted', 'error'],
  postOnlyCross: ['no-record', 'record'],
  selfTrade: ['allowed', 'rejected'],
  feeCurrency: ['received', 'base-on-crypto-sells'],
  buyReservation: ['price-times-volume', 'with-fee'],
  cancelAwaitingStop: ['allowed', 'refused'],
  placementOrder: ['reply-first', 'stream-first'],
  statusMessages: ['all', 'skip-instant'],
  fillMessages: ['per-trade', 'aggregated'],
  userMessageOrder: [
    'fill-status-balance',
    'fill-balance-status',
    'status-fill-balance',
    'status-balance-fill',
    'balance-fill-status',
    'balance-status-fill',
    'shuffled',
  ],
  replay: ['missed', 'overlapping'],
  streamWrongKey: ['error-frame', 'silent-close'],
  numberFormat: ['recorded', 'eight-places'],
  zeroFormat: ['padded', 'bare'],
  emptyLists: ['empty', 'null'],
  emptyTradeUpdates: ['empty', 'null'],
  marketOrderBeyondBand: ['fill-possible', 'error'],
  orderLookupError: ['ErrInvalidArguments', 'ErrInvalidParameters'],
  insufficientFundsError: ['ErrInsufficientBalance', 'ErrInsufficientFunds'],
  ledgerAmounts: ['numbers', 'strings'],
  orderIds: ['luno', 'opaque'],
  accountIds: ['long', 'small'],
};

/**
 * The behaviour with its defaults filled in.
 *
 * @throws `system/invalid-options` for a name that does not exist and for a value that it cannot have.
 */
export function readBehaviour(given: Partial<SandboxBehaviour>): SandboxBehaviour {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaultBehaviour, name)) {
      throw invalid(name, value, `there is no such behaviour; there are ${Object.keys(defaultBehaviour).join(', ')}`);
    }
    const allowed: readonly unknown[] | undefined = choices[name as keyof SandboxBehaviour];
    if (allowed !== undefined && !allowed.includes(value))
      throw invalid(name, value, `use one of ${allowed.join(', ')}`);
    const kind = typeof defaultBehaviour[name as keyof SandboxBehaviour];
    if (kind === 'number' && !(typeof value === 'number' && value >= 0 && Number.isFinite(value))) {
      throw invalid(name, value, 'use a number of 0 or more');
    }
    if (kind === 'boolean' && typeof value !== 'boolean') throw invalid(name, value, 'use true or false');
  }
  return { ...defaultBehaviour, ...given };
}

function invalid(name: string, value: unknown, reason: string): TradingError<'system/invalid-options'> {
  const field = `behaviour.${name}`;
  const message = `${field} was "${String(value)}"; ${reason}`;
  return new TradingError('system/invalid-options', message, { field, value: String(value), reason });
}
