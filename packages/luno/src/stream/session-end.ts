import type { StreamError } from '../wire/stream-wire.ts';

/** Why a connection ended, and what that means for the next one. */
export interface SessionEnd {
  /** Why, for a person. */
  readonly reason: string;
  /** Code of the fault to report; `undefined` for what a new connection mends: nobody needs to know beyond the link's state. */
  readonly fault: string | undefined;
  /** When to connect again: `usual` back-off, the `longest` wait, or `never` without a person. */
  readonly retry: 'usual' | 'longest' | 'never';
}

/** An end that a new connection mends. */
export function lost(reason: string): SessionEnd {
  return { reason, fault: undefined, retry: 'usual' };
}

/** Luno's own reasons. All arrive as text before an ordinary close; whoever overlooks them connects for ever or shows an empty book. */
const meanings: Readonly<Record<string, Pick<SessionEnd, 'fault' | 'retry'> & { readonly remedy: string }>> = {
  invalid_credentials: {
    fault: 'unauthorized',
    retry: 'never',
    remedy: 'Luno refuses the API key; check its id, its secret and whether it was revoked',
  },
  invalid_market: {
    fault: 'unknown-market',
    retry: 'never',
    remedy: 'Luno has no such market stream; check the symbol',
  },
  auth_timeout: {
    fault: 'auth-timeout',
    retry: 'usual',
    remedy: 'Luno did not get the API key in time; check whether this process or the network stalls',
  },
  sessions_limit_exceeded: {
    fault: 'sessions-limit',
    retry: 'longest',
    remedy: 'this key has too many streams open (Luno allows 50); close other programs that use it',
  },
};

/** What an error frame means. Codes that are not known are retried like a lost connection, and told. */
export function endByError({ code, message }: StreamError): SessionEnd {
  const meaning = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  const said = `Luno said ${code}${message === '' ? '' : ` (${message})`}`;
  if (meaning === undefined) return { reason: said, fault: 'refused', retry: 'usual' };
  return { reason: `${said}: ${meaning.remedy}`, fault: meaning.fault, retry: meaning.retry };
}

/** What an HTTP answer instead of a stream means. */
export function endByStatus(status: number): SessionEnd {
  if (status === 401)
    return {
      reason: 'Luno answered HTTP 401: it refuses the API key; check its id, its secret and whether it was revoked',
      fault: 'unauthorized',
      retry: 'never',
    };
  return {
    reason: `Luno answered HTTP ${status} instead of opening the stream`,
    fault: undefined,
    retry: status === 429 ? 'longest' : 'usual',
  };
}
