import type { BrokerageFault, BrokerageSink, Clock, InstrumentId, Link, Logger, StreamName } from '@trader/core';
import { isTradingError, TradingError } from '@trader/core';
import type { Credentials } from '../http/credentials.ts';
import { failuresAfter, type ReconnectPolicy, reconnectDelayMs } from './reconnect.ts';
import { lost, type SessionEnd } from './session-end.ts';
import { StreamSession } from './stream-session.ts';

/** How streams live and come back. */
interface StreamSettings extends ReconnectPolicy {
  /** Time allowed from connecting to the first data, in milliseconds. */
  readonly openTimeoutMs: number;
  /** How often to ping, in milliseconds. */
  readonly pingIntervalMs: number;
  /** Silence after which a connection counts as dead, in milliseconds. */
  readonly silenceMaxMs: number;
  /** Largest frame accepted, in bytes. */
  readonly frameBytesMax: number;
}

/** Where faults are told: not the same one over and over. */
interface StreamFaults {
  /** Tells one fault about one subject. */
  report(code: string, subject: string, message: string, severity: BrokerageFault['severity']): void;
}

/** What both streams need from their owner. */
export interface StreamOptions {
  /** Where streams connect, without a path: `wss://ws.luno.com`. */
  readonly url: string;
  /** The API key; sent in the first frame and shown nowhere. */
  readonly credentials: Credentials;
  /** How streams live and come back. */
  readonly settings: StreamSettings;
  /** Where events go. */
  readonly sink: BrokerageSink;
  /** Where time and timers come from. */
  readonly clock: Clock;
  /** Where log lines go; redacting. */
  readonly logger: Logger;
  /** Where faults are told. */
  readonly faults: StreamFaults;
  /** Takes the key out of texts that Luno sent. */
  readonly redact: (text: string) => string;
  /** Chance in [0, 1) for the jitter of waits. */
  readonly random: () => number;
}

/** Which stream a link keeps, and who understands it. */
export interface LinkParts {
  /** Path on the server. */
  readonly path: string;
  /** Which flow, in events. */
  readonly stream: StreamName;
  /** Which instrument, in events. */
  readonly instrumentId: InstrumentId | undefined;
  /** The stream's name in messages: `market stream XBTZAR`. */
  readonly subject: string;
  /** The credentials were sent. */
  readonly onOpen: () => void;
  /** One frame. Answers why the connection must end, or nothing; a typed error for what cannot be read is caught. */
  readonly onFrame: (text: string) => SessionEnd | undefined;
  /** The connection ended. `heardMs`: when it was last heard (local, milliseconds since the epoch), if data had flowed on it. */
  readonly onEnd: (reason: string, heardMs: number | undefined) => void;
  /** Nothing was heard for long, or something again. */
  readonly onQuiet: (isQuiet: boolean) => void;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Connections in a row without data after which a person is told. */
const fruitlessBeforeFault = 5;
/** Times in a row that Luno may say it got no key in time before it counts as refused. */
const authTimeoutsMax = 3;

const ignore = (): void => undefined;

/**
 * Keeps one stream connected: at most one connection at a time, the next one after a growing wait, none after a refusal that only a
 * person can mend. Tells the link's state on every change, always before what follows from it.
 */
export class StreamLink {
  readonly #options: StreamOptions;
  readonly #parts: LinkParts;
  readonly #waiters = new Set<Waiter>();
  #session: StreamSession | undefined;
  #cancelTimer: () => void = ignore;
  #state: Link['state'] | undefined;
  #liveSinceMs: number | undefined;
  #failures = 0;
  #fruitless = 0;
  #refusal: TradingError | undefined;
  #stopped = false;

  /**
   * @param options - What the owner provides.
   * @param parts - Which stream, and who understands it.
   */
  constructor(options: StreamOptions, parts: LinkParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** Whether data flows on the present connection. */
  get isLive(): boolean {
    return this.#liveSinceMs !== undefined;
  }

  /** Connects; further calls change nothing. */
  start(): void {
    if (this.#session === undefined && this.#state === undefined && !this.#stopped) this.#connect();
  }

  /**
   * Resolves when data flows; at once when it does.
   *
   * @throws `brokerage/unauthorized`, `brokerage/refused` when only a person can mend it, `system/aborted` by the signal or a stop.
   */
  whenLive(signal?: AbortSignal): Promise<void> {
    if (this.isLive) return Promise.resolve();
    if (this.#refusal !== undefined) return Promise.reject(this.#refusal);
    if (this.#stopped || signal?.aborted === true) return Promise.reject(this.#aborted());
    return new Promise<void>((resolve, reject) => {
      const onAbort = (): void => settle(() => reject(this.#aborted()));
      const waiter: Waiter = { resolve: () => settle(resolve), reject: error => settle(() => reject(error)) };
      const settle = (tell: () => void): void => {
        this.#waiters.delete(waiter);
        signal?.removeEventListener('abort', onAbort);
        tell();
      };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', onAbort);
    });
  }

  /** The first good data of a connection has arrived: called by whoever understands the stream. */
  live(reason: string): void {
    if (this.isLive) return;
    this.#cancelTimer();
    this.#cancelTimer = ignore;
    this.#liveSinceMs = this.#options.clock.nowMs();
    this.#fruitless = 0;
    this.#tell('up', reason);
    for (const waiter of [...this.#waiters]) waiter.resolve();
  }

  /** Ends everything; resolves when no timer and no socket is left. Nothing is told any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    this.#liveSinceMs = undefined;
    for (const waiter of [...this.#waiters]) waiter.reject(this.#aborted());
    await this.#session?.close();
  }

  #connect(): void {
    const { url, credentials, clock, settings } = this.#options;
    const { openTimeoutMs, pingIntervalMs, silenceMaxMs, frameBytesMax } = settings;
    const session = new StreamSession({
      url: `${url.replace(/\/+$/, '')}${this.#parts.path}`,
      credentials,
      clock,
      pingIntervalMs,
      silenceMaxMs,
      frameBytesMax,
      onOpen: () => this.#parts.onOpen(),
      onFrame: text => this.#frame(text),
      onQuiet: isQuiet => this.#quiet(isQuiet),
      onEnd: end => this.#ended(end, session.heardMs),
    });
    this.#session = session;
    this.#cancelTimer = clock.setTimer(openTimeoutMs, () =>
      session.end(lost(`no data came within ${openTimeoutMs} ms of connecting`)),
    );
  }

  #frame(text: string): SessionEnd | undefined {
    try {
      return this.#parts.onFrame(text);
    } catch (error) {
      if (isTradingError(error, 'brokerage/unreadable'))
        return { reason: `${error.message}. It began: ${error.context.sample}`, fault: 'unreadable', retry: 'usual' };
      // A listener's mistake must not end the process, and its data must not count as delivered.
      const reason = `an event could not be delivered: ${error instanceof Error ? error.message : String(error)}`;
      return { reason, fault: 'undelivered', retry: 'usual' };
    }
  }

  #quiet(isQuiet: boolean): void {
    if (!this.isLive) return;
    const { silenceMaxMs } = this.#options.settings;
    this.#parts.onQuiet(isQuiet);
    if (isQuiet) this.#tell('stale', `nothing was heard for ${silenceMaxMs / 2000} s or more`);
    else this.#tell('up', 'heard again on the same connection: nothing was missed');
  }

  #ended(end: SessionEnd, heardMs: number): void {
    const { clock, settings } = this.#options;
    const reason = this.#options.redact(end.reason);
    const livedMs = this.#liveSinceMs === undefined ? 0 : clock.nowMs() - this.#liveSinceMs;
    const wasLive = this.isLive;
    this.#cancelTimer();
    this.#liveSinceMs = undefined;
    this.#session = undefined;
    if (this.#stopped) return;
    this.#failures = failuresAfter(settings, this.#failures, livedMs);
    if (!wasLive) this.#fruitless += 1;
    this.#parts.onEnd(reason, wasLive ? heardMs : undefined);
    this.#tell('down', reason);
    const isRefused = end.retry === 'never' || (end.fault === 'auth-timeout' && this.#fruitless >= authTimeoutsMax);
    this.#report(end.fault, reason, isRefused);
    if (isRefused) this.#refuse(end, reason);
    else this.#wait(end);
  }

  #report(fault: string | undefined, reason: string, isRefused: boolean): void {
    // Whoever heard that the link is down may have stopped it.
    if (this.#stopped) return;
    const { faults } = this.#options;
    const { subject } = this.#parts;
    const next = isRefused ? 'It will not be tried again' : 'It is tried again';
    if (fault !== undefined)
      faults.report(fault, subject, `${subject}: ${reason}. ${next}`, isRefused ? 'fatal' : 'degraded');
    else if (this.#fruitless > 0 && this.#fruitless % fruitlessBeforeFault === 0)
      faults.report(
        'unreachable',
        subject,
        `${subject}: ${this.#fruitless} connections in a row brought no data; the last one: ${reason}. ${next}`,
        'degraded',
      );
  }

  #wait(end: SessionEnd): void {
    // So may whoever heard of the fault: a timer set now would connect for ever.
    if (this.#stopped) return;
    const { clock, settings, random, logger } = this.#options;
    const plain = { ...settings, delayMs: end.retry === 'longest' ? settings.delayMaxMs : settings.delayMs };
    const delayMs = reconnectDelayMs(plain, this.#failures, random());
    this.#cancelTimer = clock.setTimer(delayMs, () => this.#connect());
    logger.info(`${this.#parts.subject} is down and connects again`, { delayMs, failures: this.#failures });
  }

  #refuse(end: SessionEnd, reason: string): void {
    const operation = this.#parts.subject;
    const message = `${operation}: ${reason}`;
    this.#refusal =
      end.fault === 'unknown-market'
        ? new TradingError('brokerage/refused', message, {
            brokerage: 'luno',
            operation,
            brokerageCode: 'invalid_market',
            reason,
          })
        : new TradingError('brokerage/unauthorized', message, { brokerage: 'luno', operation, reason });
    for (const waiter of [...this.#waiters]) waiter.reject(this.#refusal);
  }

  #aborted(): TradingError {
    const operation = `waiting for ${this.#parts.subject}`;
    return new TradingError('system/aborted', `${operation} was given up`, { operation });
  }

  #tell(state: Link['state'], reason: string): void {
    if (state === this.#state || this.#stopped) return;
    this.#state = state;
    const { stream, instrumentId } = this.#parts;
    const timeMs = this.#options.clock.nowMs();
    this.#deliver({ type: 'link', stream, instrumentId, state, reason, timeMs });
  }

  #deliver(link: Link): void {
    try {
      this.#options.sink(link);
    } catch (error) {
      this.#options.logger.error(`${this.#parts.subject}: a link event could not be delivered`, { error });
    }
  }
}
