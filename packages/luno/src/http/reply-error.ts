import { TradingError } from '@trader/core';
import type { Answer, Exchange, LunoRequest } from './exchange.ts';

/** Who asked for what: the words that every error message begins with. */
export interface Asked {
  /** The brokerage's name. */
  readonly brokerage: string;
  /** The request. */
  readonly request: Pick<LunoRequest, 'path' | 'permission'>;
  /** Time allowed for an answer, in milliseconds. */
  readonly timeoutMs: number;
}

/** What to do about a refused key. */
export const unauthorizedRemedy =
  'the API key is wrong or revoked; check that key id and secret (such as LUNO_API_KEY_ID and LUNO_API_KEY_SECRET) belong together';

const unauthorizedCodes: ReadonlySet<string> = new Set(['ErrUnauthorised', 'ErrApiKeyRevoked']);
const permissionCodes: ReadonlySet<string> = new Set(['ErrInsufficientPerms']);
const limitCodes: ReadonlySet<string> = new Set(['ErrTooManyRequests']);

/** Whether an answer says that there were too many requests: by its status, or in Luno's word under another one. */
export function isRateLimited({ status, error }: Pick<Answer, 'status' | 'error'>): boolean {
  return status === 429 || limitCodes.has(error?.code ?? '');
}

/** The answer of an exchange, or the error when there is none, or none that could be of use. */
export function answerOrError(exchange: Exchange, asked: Asked): Answer | TradingError {
  if (exchange.kind === 'answered') return answerError(exchange, asked) ?? exchange;
  const { brokerage, request, timeoutMs } = asked;
  const operation = request.path;
  switch (exchange.code) {
    case 'aborted':
      return new TradingError('system/aborted', `Luno ${operation}: ${exchange.reason}`, { operation });
    case 'closed':
      return new TradingError('system/wrong-state', `Luno ${operation}: ${exchange.reason}`, {
        state: 'closed',
        operation,
      });
    case 'timed-out':
      return new TradingError('brokerage/timed-out', `Luno ${operation}: ${exchange.reason}`, {
        brokerage,
        operation,
        timeoutMs,
      });
    case 'rate-limited':
    case 'expired':
      return new TradingError('brokerage/rate-limited', `Luno ${operation} was not sent: ${exchange.reason}`, {
        brokerage,
        operation,
        retryAfterMs: undefined,
      });
    case 'too-large':
      return unreadable(asked, exchange.reason, '');
    case 'unreachable':
    case 'connection-lost':
      return unreachable(asked, exchange.reason);
    default:
      return exchange satisfies never;
  }
}

/** The error for an answer that cannot be read; the sample must be redacted already. */
export function unreadable(asked: Asked, reason: string, sample: string): TradingError<'brokerage/unreadable'> {
  const { brokerage, request } = asked;
  return new TradingError(
    'brokerage/unreadable',
    `Luno ${request.path} answered something this version cannot read (${reason}); nothing was changed. Look for a newer version of the adapter: ${sample}`,
    { brokerage, operation: request.path, reason, sample },
  );
}

function answerError(answer: Answer, asked: Asked): TradingError | undefined {
  const { status, error } = answer;
  if (error === undefined && status >= 200 && status < 300) return undefined;
  const code = error?.code ?? '';
  if (status === 401 || unauthorizedCodes.has(code)) return unauthorized(asked, code);
  if (status === 403 || permissionCodes.has(code)) return forbidden(asked);
  if (isRateLimited(answer)) return rateLimited(asked, answer.retryAfterMs);
  if (status >= 500) return unreachable(asked, `Luno answered HTTP ${status}${code === '' ? '' : ` (${code})`}`);
  if (error === undefined) return unreadable(asked, `HTTP ${status} without an error of Luno’s`, answer.sample);
  const reason = `${error.text === '' ? 'no text' : error.text} (${error.code}, HTTP ${status})`;
  return new TradingError('brokerage/refused', `Luno refused ${asked.request.path}: ${reason}`, {
    brokerage: asked.brokerage,
    operation: asked.request.path,
    brokerageCode: error.code,
    reason,
  });
}

function unauthorized({ brokerage, request }: Asked, code: string): TradingError {
  return new TradingError('brokerage/unauthorized', `Luno refused ${request.path}: ${unauthorizedRemedy}`, {
    brokerage,
    operation: request.path,
    reason: code === '' ? 'HTTP 401' : code,
  });
}

function forbidden({ brokerage, request }: Asked): TradingError {
  const permission = request.permission;
  return new TradingError(
    'brokerage/forbidden',
    `Luno refused ${request.path}: the API key lacks ${permission ?? 'a permission'}; make a key that has it (a trading key needs Perm_R_Balance, Perm_R_Orders and Perm_W_Orders, and nothing that moves money out)`,
    { brokerage, operation: request.path, permission },
  );
}

function rateLimited({ brokerage, request }: Asked, retryAfterMs: number | undefined): TradingError {
  return new TradingError(
    'brokerage/rate-limited',
    `Luno refused ${request.path}: too many requests; lower rateBudget.requestsPerMinuteMax, poll less often, or do not share the key`,
    { brokerage, operation: request.path, retryAfterMs },
  );
}

function unreachable({ brokerage, request }: Asked, reason: string): TradingError {
  return new TradingError(
    'brokerage/unreachable',
    `Luno ${request.path} failed: ${reason}; check the network, the option baseUrl and Luno’s status page`,
    {
      brokerage,
      operation: request.path,
      reason,
    },
  );
}
