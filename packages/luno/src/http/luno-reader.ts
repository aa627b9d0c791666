import { type Clock, isTradingError } from '@trader/core';
import type { z } from 'zod';
import type { LunoSettings } from '../luno-options.ts';
import type { Answer, Exchange, LunoRequest } from './exchange.ts';
import type { LunoHttp } from './luno-http.ts';
import { type Asked, answerOrError, unreadable } from './reply-error.ts';
import type { ClockSample } from './server-clock.ts';

/** What a read brought. */
export interface Reading<T> {
  /** The body, checked. */
  readonly value: T;
  /** When it was, by both clocks, when the reply tells. */
  readonly times: ClockSample | undefined;
}

/** A read: like a request, and always a `get`. */
export type ReadRequest = Omit<LunoRequest, 'method' | 'expiresAtMs'>;

/** Reads from Luno: repeats what may heal, a bounded number of times, and throws typed errors for the rest. */
export class LunoReader {
  readonly #http: LunoHttp;
  readonly #settings: LunoSettings;
  readonly #clock: Clock;

  constructor(http: LunoHttp, settings: LunoSettings) {
    this.#http = http;
    this.#settings = settings;
    this.#clock = settings.clock;
  }

  /**
   * Reads and checks a body.
   *
   * @throws every `brokerage/…` error, `system/aborted`, `system/wrong-state` after closing.
   */
  async read<Schema extends z.ZodType>(request: ReadRequest, schema: Schema): Promise<Reading<z.output<Schema>>> {
    const asked = this.#asked(request);
    const answer = await this.#answer(request, asked);
    const parsed = schema.safeParse(answer.json);
    if (parsed.success) return { value: parsed.data, times: answer.times };
    const [issue] = parsed.error.issues;
    const reason = issue === undefined ? 'unknown shape' : `${issue.path.join('.') || 'body'}: ${issue.message}`;
    throw unreadable(asked, reason, answer.sample);
  }

  async #answer(request: ReadRequest, asked: Asked): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      const exchange = await this.#http.send({ ...request, method: 'get' });
      const result = answerOrError(exchange, asked);
      if (!isTradingError(result)) return result;
      const delayMs = this.#settings.readRetryDelaysMs[attempt];
      if (delayMs === undefined || !mayHeal(exchange)) throw result;
      await this.#sleep(delayMs, request.signal);
    }
  }

  #asked(request: ReadRequest): Asked {
    return { brokerage: this.#settings.name, request, timeoutMs: this.#settings.requestTimeoutMs };
  }

  /** Ends early on abort and on closing; the next attempt then reports it. */
  #sleep(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
    const signals = signal === undefined ? [this.#http.closing] : [this.#http.closing, signal];
    return new Promise(resolve => {
      const done = (): void => {
        cancelTimer();
        for (const each of signals) each.removeEventListener('abort', done);
        resolve();
      };
      const cancelTimer = this.#clock.setTimer(delayMs, done);
      for (const each of signals) each.addEventListener('abort', done, { once: true });
      if (signals.some(each => each.aborted)) done();
    });
  }
}

/** What a repeat may heal: broken connections, time-outs, servers in trouble, and a 429, which holds the budget back by itself. */
function mayHeal(exchange: Exchange): boolean {
  switch (exchange.kind) {
    case 'answered':
      return exchange.status >= 500 || exchange.status === 429;
    case 'lost':
      return exchange.code === 'timed-out' || exchange.code === 'connection-lost';
    case 'not-sent':
      return exchange.code === 'unreachable';
    default:
      return exchange satisfies never;
  }
}
