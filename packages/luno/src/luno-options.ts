import { type Clock, type Logger, SystemClock, silentLogger, TradingError } from '@trader/core';
import { z } from 'zod';
import { type Credentials, toCredentials } from './http/credentials.ts';

/** How requests are rationed. Luno allows 300 a minute and answers 429 beyond; the defaults stay below it in every 60 seconds. */
export interface LunoRateBudgetOptions {
  /** Requests that may be started in any 60 seconds, the burst included. 10 to 300, default 290. */
  readonly requestsPerMinuteMax?: number | undefined;
  /** How many of them may start at once after a quiet time. 1 to 100, default 20. */
  readonly burst?: number | undefined;
  /** How much of the burst only cancels and look-ups may use. Below `burst`, default 5. */
  readonly reservedForCancels?: number | undefined;
  /** Requests that may wait; one more is refused. Default 500. */
  readonly waitingMax?: number | undefined;
  /** How long a read may wait for its turn, in milliseconds. Default 30 000. */
  readonly waitMs?: number | undefined;
  /** Pause after a 429 without `Retry-After`, in milliseconds; doubles while 429s follow each other. Default 5000. */
  readonly pauseMs?: number | undefined;
  /** Longest of these pauses, in milliseconds. Default 60 000. */
  readonly pauseMaxMs?: number | undefined;
  /** Longest `Retry-After` that is obeyed, in milliseconds. Default 600 000. */
  readonly retryAfterMaxMs?: number | undefined;
}

/** Which flows come over WebSocket; a flow that is off is polled on the heartbeat, and the capabilities say so. */
export interface LunoStreamSwitches {
  /** Market data: one socket per instrument, with the whole order book. Needs a key. Default true. */
  readonly market?: boolean | undefined;
  /** Our orders, fills and balances. Needs a key. Default true. */
  readonly private?: boolean | undefined;
}

/** How streams live and come back, as data. */
export interface LunoReconnectOptions {
  /** First wait before connecting again, in milliseconds; doubles with every failure. Default 2000. */
  readonly delayMs?: number | undefined;
  /** Longest wait, in milliseconds. Default 60 000. */
  readonly delayMaxMs?: number | undefined;
  /** Each wait is lengthened by a random part of at most this fraction. 0 to 1, default 0.2. */
  readonly jitter?: number | undefined;
  /** A connection that lasted this long counts as healthy: the next wait starts small again. Milliseconds, default 1 800 000. */
  readonly healthyAfterMs?: number | undefined;
  /** Time allowed from connecting to the first data, in milliseconds. Default 20 000. */
  readonly openTimeoutMs?: number | undefined;
  /** How often we ping, in milliseconds. Default 15 000. */
  readonly pingIntervalMs?: number | undefined;
  /** Silence after which a connection counts as dead and is replaced, in milliseconds. Default 45 000. */
  readonly silenceMaxMs?: number | undefined;
  /** Largest frame accepted, in bytes; snapshots exceed one megabyte. Default 16 777 216. */
  readonly frameBytesMax?: number | undefined;
}

/** Everything that can be set about the Luno adapter. Every default lives in one schema; nothing is read from the environment. */
export interface LunoOptions {
  /** Name of this brokerage, part of every instrument id. Lower-case letters, digits and dashes, default `luno`. */
  readonly name?: string | undefined;
  /** The API key's id. Leave both halves out for public market data only. */
  readonly keyId?: string | undefined;
  /** The API key's secret. */
  readonly keySecret?: string | undefined;
  /** Uses the key for market streams and nothing else: `trading` is absent, and no private call is made. Default false. */
  readonly marketDataOnly?: boolean | undefined;
  /** Where REST calls go. Plain `http:` is refused unless the host is this machine. Default `https://api.luno.com`. */
  readonly baseUrl?: string | undefined;
  /** Where streams connect. Plain `ws:` is refused unless the host is this machine. Default `wss://ws.luno.com`. */
  readonly streamUrl?: string | undefined;
  /** How long Luno may accept an order after we sent it, in milliseconds. 1 to 10 000, default 5000. */
  readonly timeToLiveMs?: number | undefined;
  /** Longest delay between an order's acceptance and its visibility to look-ups, in milliseconds. Luno promises none. Default 2000. */
  readonly readLagMs?: number | undefined;
  /** Time allowed for one HTTP request once it was sent, in milliseconds. Default 10 000. */
  readonly requestTimeoutMs?: number | undefined;
  /** Waits before repeating a read that failed; their number is the number of repeats. Milliseconds, default [250, 1000]. */
  readonly readRetryDelaysMs?: readonly number[] | undefined;
  /** Largest response accepted, in bytes. Default 16 777 216. */
  readonly responseBytesMax?: number | undefined;
  /** Rows asked for per page of a list. 10 to 1000, default 1000. */
  readonly pageRows?: number | undefined;
  /** Pages of one list read before giving up. Default 1000. */
  readonly pagesMax?: number | undefined;
  /** Levels per side of reported books at most. 1 to 1000, default 50. Polled books have at most 100. */
  readonly bookDepth?: number | undefined;
  /** Luno account id by asset, such as `{ ZAR: '2997473' }`: only these are counted and used for orders in that asset. Default: all accounts of an asset are added up, orders use Luno's default account. */
  readonly accounts?: Readonly<Record<string, string>> | undefined;
  /** How requests are rationed. */
  readonly rateBudget?: LunoRateBudgetOptions | undefined;
  /** Which flows come over WebSocket. */
  readonly streams?: LunoStreamSwitches | undefined;
  /** How streams live and come back. */
  readonly reconnect?: LunoReconnectOptions | undefined;
  /** Where log lines go. Default: nowhere. */
  readonly logger?: Logger | undefined;
  /** Where time comes from. Default: the machine's clock. */
  readonly clock?: Clock | undefined;
  /** Chance for the jitter of waits, in [0, 1). Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

const positiveMs = z.int().min(1).max(86_400_000);

const rateBudgetSchema = z
  .strictObject({
    requestsPerMinuteMax: z.int().min(10).max(300).default(290),
    burst: z.int().min(1).max(100).default(20),
    reservedForCancels: z.int().min(0).max(99).default(5),
    waitingMax: z.int().min(1).max(100_000).default(500),
    waitMs: positiveMs.default(30_000),
    pauseMs: positiveMs.default(5000),
    pauseMaxMs: positiveMs.default(60_000),
    retryAfterMaxMs: positiveMs.default(600_000),
  })
  .refine(budget => budget.reservedForCancels < budget.burst, {
    path: ['reservedForCancels'],
    error: 'must be below burst, or nothing else could ever be sent',
  })
  .refine(budget => budget.burst < budget.requestsPerMinuteMax, {
    path: ['burst'],
    error: 'must be below requestsPerMinuteMax',
  });

const streamsSchema = z.strictObject({ market: z.boolean().default(true), private: z.boolean().default(true) });

const reconnectSchema = z.strictObject({
  delayMs: positiveMs.default(2000),
  delayMaxMs: positiveMs.default(60_000),
  jitter: z.number().min(0).max(1).default(0.2),
  healthyAfterMs: positiveMs.default(1_800_000),
  openTimeoutMs: positiveMs.default(20_000),
  pingIntervalMs: positiveMs.default(15_000),
  silenceMaxMs: positiveMs.default(45_000),
  frameBytesMax: z
    .int()
    .min(1024)
    .max(268_435_456)
    .default(16 * 1024 * 1024),
});

const keyPart = z
  .string()
  .min(4, 'is too short for a Luno key')
  .max(512, 'is too long for a Luno key')
  .regex(/^\S*$/, 'contains white space: check the quotes and line ends around it')
  .optional();

const schema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, 'must be 1 to 32 lower-case letters, digits or dashes')
    .default('luno'),
  keyId: keyPart.refine(text => !text?.includes(':'), 'contains a colon, which a key id cannot'),
  keySecret: keyPart,
  marketDataOnly: z.boolean().default(false),
  baseUrl: url('https:', 'http:').default('https://api.luno.com'),
  streamUrl: url('wss:', 'ws:').default('wss://ws.luno.com'),
  timeToLiveMs: z.int().min(1).max(10_000).default(5000),
  readLagMs: z.int().min(0).max(60_000).default(2000),
  requestTimeoutMs: positiveMs.default(10_000),
  readRetryDelaysMs: z.array(positiveMs).max(10).default([250, 1000]),
  responseBytesMax: z
    .int()
    .min(1024)
    .max(268_435_456)
    .default(16 * 1024 * 1024),
  pageRows: z.int().min(10).max(1000).default(1000),
  pagesMax: z.int().min(1).max(100_000).default(1000),
  bookDepth: z.int().min(1).max(1000).default(50),
  accounts: z.record(z.string(), z.string().regex(/^\d{1,19}$/, 'must be an account id: up to 19 digits')).default({}),
  rateBudget: rateBudgetSchema.prefault({}),
  streams: streamsSchema.prefault({}),
  reconnect: reconnectSchema.prefault({}),
  logger: z
    .custom<Logger>(value => hasMethods(value, ['debug', 'info', 'warn', 'error']), 'must be a Logger')
    .optional(),
  clock: z.custom<Clock>(value => hasMethods(value, ['nowMs', 'setTimer', 'defer']), 'must be a Clock').optional(),
  random: z.custom<() => number>(value => typeof value === 'function', 'must be a function').optional(),
});

/** The options with every default filled in and the key out of sight. */
export interface LunoSettings
  extends Readonly<Omit<z.output<typeof schema>, 'keyId' | 'keySecret' | 'logger' | 'clock' | 'random'>> {
  /** The key, when one was given. */
  readonly credentials: Credentials | undefined;
  /** Where log lines go. */
  readonly logger: Logger;
  /** Where time comes from. */
  readonly clock: Clock;
  /** Chance in [0, 1). */
  readonly random: () => number;
}

/**
 * Checks options and fills in every default.
 *
 * @throws `brokerage/invalid-options`, naming the field and what to do.
 */
export function parseLunoOptions(options: LunoOptions): LunoSettings {
  const parsed = schema.safeParse(options);
  if (!parsed.success) throw invalidOptions(parsed.error.issues);
  const { keyId, keySecret, logger, clock, random, ...rest } = parsed.data;
  refuseHalfKey(options, keyId, keySecret);
  return {
    ...rest,
    credentials: keyId === undefined || keySecret === undefined ? undefined : toCredentials(keyId, keySecret),
    logger: logger ?? silentLogger,
    clock: clock ?? new SystemClock(),
    random: random ?? Math.random,
  };
}

/** Named but missing is a mistake (an unset environment variable), left out is a wish (public data only). */
function refuseHalfKey(options: LunoOptions, keyId: string | undefined, keySecret: string | undefined): void {
  const named = 'keyId' in options || 'keySecret' in options;
  if (!named || (keyId !== undefined && keySecret !== undefined)) return;
  const field = keyId === undefined ? 'keyId' : 'keySecret';
  throw invalidOption(
    field,
    'is missing: set it (usually from the environment, such as LUNO_API_KEY_ID and LUNO_API_KEY_SECRET), or leave out both halves of the key for public market data only',
  );
}

function invalidOptions(issues: readonly z.core.$ZodIssue[]): TradingError<'brokerage/invalid-options'> {
  const [issue] = issues;
  if (issue === undefined) return invalidOption('options', 'cannot be read');
  if (issue.code === 'unrecognized_keys') {
    return invalidOption([...issue.path, issue.keys[0] ?? ''].join('.'), 'is not an option: check the spelling');
  }
  // zod's sentences name types and bounds, never the value, so that a misplaced secret is not repeated.
  return invalidOption(issue.path.join('.') || 'options', issue.message);
}

function invalidOption(field: string, reason: string): TradingError<'brokerage/invalid-options'> {
  return new TradingError('brokerage/invalid-options', `Luno option ${field}: ${reason}`, {
    brokerage: 'luno',
    field,
    reason,
  });
}

function url(secure: string, plain: string) {
  return z.string().superRefine((text, context) => {
    const reason = urlProblem(text, secure, plain);
    if (reason !== undefined) context.addIssue({ code: 'custom', message: reason });
  });
}

function urlProblem(text: string, secure: string, plain: string): string | undefined {
  if (!URL.canParse(text)) return `must be a URL such as ${secure}//host`;
  const { protocol, hostname, username, password, search, hash } = new URL(text);
  if (username !== '' || password !== '') return 'must not hold a user or password: use keyId and keySecret';
  if (search !== '' || hash !== '') return 'must be a plain address without ? and #';
  if (protocol === secure) return undefined;
  if (protocol !== plain) return `must start with ${secure}//`;
  if (isLoopback(hostname)) return undefined;
  return `uses ${plain}, which would send the key in the clear; use ${secure}// (${plain}// is for this machine only, such as a sandbox on 127.0.0.1)`;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

function hasMethods(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return names.every(name => typeof (value as Record<string, unknown>)[name] === 'function');
}
