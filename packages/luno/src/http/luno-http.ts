import type { Clock, Gauge, Logger } from '@trader/core';
import ky, { type KyInstance } from 'ky';
import type { LunoSettings } from '../luno-options.ts';
import { lunoErrorOf } from '../wire/error-wire.ts';
import { parseLosslessJson } from '../wire/lossless-json.ts';
import { describeFailure, provesNeverConnected } from './connection-evidence.ts';
import { basicAuthorization } from './credentials.ts';
import type { Answer, Exchange, Lost, LunoRequest, NotSent, Params } from './exchange.ts';
import { RateBudget, type Turn } from './rate-budget.ts';
import { BodyTooLarge, readBody } from './read-body.ts';
import type { Redact } from './redact.ts';
import { isRateLimited, unauthorizedRemedy } from './reply-error.ts';
import { type ClockSample, ServerClock } from './server-clock.ts';

/** What the HTTP layer needs from its owner. */
export interface LunoHttpParts {
  /** The adapter's settings. */
  readonly settings: LunoSettings;
  /** Takes the key out of texts. */
  readonly redact: Redact;
  /** Where log lines go. */
  readonly logger: Logger;
  /** Hears of limits: our own budget used up, or a 429. */
  readonly onLimited: (message: string) => void;
  /** Hears that Luno's clock was measured. */
  readonly onClock: () => void;
  /** Hears of a refused key. */
  readonly onUnauthorized: (message: string) => void;
}

const sampleLengthMax = 200;

/** What to do when requests do not get their turn. */
const budgetRemedy = 'trade fewer symbols, place fewer orders, slow the heartbeat down, or turn the streams on';

/** Why we stopped waiting for an answer. */
type GivenUp = 'timed-out' | 'aborted' | 'closed';

/** Sends one request at a time or many: rationed, timed, authenticated, never repeated; says only what the network proves. */
export class LunoHttp {
  /** How far Luno's clock is from ours. */
  readonly serverClock = new ServerClock();
  readonly #parts: LunoHttpParts;
  readonly #settings: LunoSettings;
  readonly #clock: Clock;
  readonly #budget: RateBudget;
  readonly #ky: KyInstance;
  readonly #underWay = new Map<AbortController, Promise<unknown>>();
  readonly #closing = new AbortController();

  constructor(parts: LunoHttpParts) {
    this.#parts = parts;
    this.#settings = parts.settings;
    this.#clock = parts.settings.clock;
    this.#budget = new RateBudget(parts.settings.rateBudget, this.#clock);
    this.#ky = createKy(parts.settings);
  }

  /** Aborts when everything ends. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** How many requests wait for their turn. */
  gauge(): Gauge {
    return {
      name: 'requests waiting',
      size: this.#budget.waiting,
      sizeMax: this.#settings.rateBudget.waitingMax,
    };
  }

  /** Waits for its turn and sends a request once; never throws. */
  async send(request: LunoRequest): Promise<Exchange> {
    const giveUp = new AbortController();
    const exchange = this.#send(request, giveUp);
    this.#underWay.set(giveUp, exchange);
    try {
      return await exchange;
    } finally {
      this.#underWay.delete(giveUp);
    }
  }

  /** Ends every request, waits until they settled, and leaves no timer behind. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#budget.close();
    for (const giveUp of this.#underWay.keys()) giveUp.abort('closed' satisfies GivenUp);
    await Promise.allSettled([...this.#underWay.values()]);
  }

  async #send(request: LunoRequest, giveUp: AbortController): Promise<Exchange> {
    const turn = await this.#budget.turn({
      priority: request.priority,
      signal: request.signal,
      expiresAtMs: request.expiresAtMs,
      waitMs: request.expiresAtMs === undefined ? this.#settings.rateBudget.waitMs : undefined,
    });
    const refused = this.#notGranted(turn, request);
    if (refused !== undefined) return refused;
    const exchange = await this.#exchange(request, giveUp);
    this.#observe(request, exchange);
    return exchange;
  }

  #notGranted(turn: Turn, request: LunoRequest): NotSent | undefined {
    // The grant travels as a promise: look again at the moment of sending.
    if (turn === 'aborted' || request.signal?.aborted === true)
      return notSent('aborted', 'the call was aborted before it was sent');
    if (turn === 'closed' || this.#closing.signal.aborted)
      return notSent('closed', 'the brokerage was closed before it was sent');
    if (turn === 'granted') return undefined;
    if (turn === 'expired') return this.#limited('expired', 'its time was over before its turn came');
    return this.#limited('rate-limited', `${this.#budget.waiting} calls wait`);
  }

  /** What our own budget, or a pause after a 429, did not let pass. */
  #limited(code: 'expired' | 'rate-limited', what: string): NotSent {
    const { requestsPerMinuteMax } = this.#settings.rateBudget;
    const reason = `${what}: Luno’s request budget of ${requestsPerMinuteMax} a minute is used up, or paused after a 429; ${budgetRemedy}`;
    this.#parts.onLimited(reason);
    return notSent(code, reason);
  }

  async #exchange(request: LunoRequest, giveUp: AbortController): Promise<Exchange> {
    const onAbort = (): void => giveUp.abort('aborted' satisfies GivenUp);
    request.signal?.addEventListener('abort', onAbort, { once: true });
    const timeout = (): void => giveUp.abort('timed-out' satisfies GivenUp);
    const cancelTimer = this.#clock.setTimer(this.#settings.requestTimeoutMs, timeout);
    const sentMs = this.#clock.nowMs();
    try {
      const params = typeof request.params === 'function' ? request.params(sentMs) : request.params;
      if (params === undefined) return this.#limited('expired', 'too little of its time was left when its turn came');
      const response = await this.#fetch(request, params, giveUp.signal);
      // The last byte is what counts: until then the answer may still be cut off.
      const text = await readBody(response, this.#settings.responseBytesMax);
      return this.#answer(response, text, sentMs);
    } catch (error) {
      return this.#failure(error, giveUp.signal);
    } finally {
      cancelTimer();
      request.signal?.removeEventListener('abort', onAbort);
    }
  }

  #fetch(request: LunoRequest, params: Params, signal: AbortSignal): Promise<Response> {
    const encoded = encode(params);
    if (request.method === 'get') return this.#ky.get(request.path, { searchParams: encoded, signal });
    return this.#ky.post(request.path, { ...onceOnly(encoded), signal });
  }

  #answer(response: Response, text: string, sentMs: number): Answer {
    const { redact } = this.#parts;
    const receivedMs = this.#clock.nowMs();
    const json = readJson(text);
    const error = lunoErrorOf(json);
    return {
      kind: 'answered',
      status: response.status,
      json,
      error: error === undefined ? undefined : { code: redact(error.code), text: redact(error.text) },
      // Only wanted for bodies that cannot be read, so the big good ones are not searched.
      get sample() {
        return redact(text).slice(0, sampleLengthMax);
      },
      retryAfterMs: retryAfterMs(response.headers, receivedMs),
      times: replyTimes(response.headers, sentMs, receivedMs),
    };
  }

  #failure(error: unknown, giveUp: AbortSignal): NotSent | Lost {
    if (giveUp.aborted) return givenUp(giveUp.reason as GivenUp, this.#settings.requestTimeoutMs);
    if (error instanceof BodyTooLarge) return lost('too-large', error.message);
    const reason = this.#parts.redact(describeFailure(error));
    if (provesNeverConnected(error)) {
      return notSent('unreachable', `no connection to ${this.#settings.baseUrl}: ${reason}`);
    }
    return lost('connection-lost', `the connection broke: ${reason}`);
  }

  #observe(request: LunoRequest, exchange: Exchange): void {
    const { logger } = this.#parts;
    if (exchange.kind !== 'answered') {
      logger.debug('luno request failed', { path: request.path, code: exchange.code, reason: exchange.reason });
      return;
    }
    logger.debug('luno request', { path: request.path, status: exchange.status });
    // Answers that may come from a cache say nothing about the time; those that need a permission cannot.
    if (exchange.times !== undefined && request.permission !== undefined) {
      this.serverClock.sample(exchange.times);
      this.#parts.onClock();
    }
    if (isRateLimited(exchange)) {
      const pauseMs = this.#budget.pause(exchange.retryAfterMs);
      this.#parts.onLimited(
        `Luno answered 429 (too many requests) to ${request.path}; nothing is sent for ${pauseMs} ms. If this repeats, lower rateBudget.requestsPerMinuteMax or do not share the key`,
      );
      return;
    }
    this.#budget.calm();
    if (exchange.status === 401)
      this.#parts.onUnauthorized(`Luno answered 401 to ${request.path}: ${unauthorizedRemedy}`);
  }
}

function createKy(settings: LunoSettings): KyInstance {
  const authorization = settings.credentials === undefined ? undefined : basicAuthorization(settings.credentials);
  return ky.create({
    prefixUrl: settings.baseUrl,
    // Nothing is repeated here, nothing is followed: a redirect could carry an order, or the key, elsewhere.
    retry: { limit: 0 },
    redirect: 'manual',
    throwHttpErrors: false,
    timeout: false,
    hooks: {
      beforeRequest: [
        request => {
          if (authorization !== undefined) request.headers.set('authorization', authorization.reveal());
          request.headers.set('accept', 'application/json');
        },
      ],
    },
  });
}

function encode(params: Params): URLSearchParams {
  return new URLSearchParams(params.map(([name, value]): [string, string] => [name, value]));
}

/**
 * A form that cannot be sent twice: given as text, `fetch` keeps it and repeats the request by itself after a 421, and when that
 * repetition finds no connection, its error looks as if nothing had been sent. A stream is used up by the first time.
 */
function onceOnly(form: URLSearchParams) {
  const bytes = new TextEncoder().encode(form.toString());
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  const headers = {
    'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
    'content-length': String(bytes.byteLength),
  };
  return { body, headers, duplex: 'half' } as const;
}

function readJson(text: string): unknown {
  try {
    return parseLosslessJson(text);
  } catch {
    return undefined;
  }
}

/** Seconds, or a date, which is read against the reply's own `Date`: our clock may be wrong. No wait at all is none that was told. */
function retryAfterMs(headers: Headers, receivedMs: number): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  const isSeconds = /^\d+(\.\d+)?$/.test(text);
  const waitMs = isSeconds ? Math.ceil(Number(text) * 1000) : Date.parse(text) - (dateMs(headers) ?? receivedMs);
  return waitMs > 0 ? waitMs : undefined;
}

function dateMs(headers: Headers): number | undefined {
  const parsedMs = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(parsedMs) ? undefined : parsedMs;
}

function replyTimes(headers: Headers, sentMs: number, receivedMs: number): ClockSample | undefined {
  const toldMs = dateMs(headers);
  // `Age` marks a stored answer: its date is not the time of this look-up.
  const isStored = Number(headers.get('age') ?? 0) > 0;
  return toldMs === undefined || isStored ? undefined : { dateMs: toldMs, sentMs, receivedMs };
}

function givenUp(why: GivenUp, timeoutMs: number): Lost {
  if (why === 'timed-out') return lost('timed-out', `no complete answer within ${timeoutMs} ms`);
  return lost(
    'aborted',
    why === 'closed'
      ? 'the brokerage was closed while it waited for the answer'
      : 'the call was aborted after it was sent',
  );
}

function notSent(code: NotSent['code'], reason: string): NotSent {
  return { kind: 'not-sent', code, reason };
}

function lost(code: Lost['code'], reason: string): Lost {
  return { kind: 'lost', code, reason };
}
