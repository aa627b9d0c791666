import type { LunoError } from '../wire/error-wire.ts';
import type { Priority } from './rate-budget.ts';
import type { ClockSample } from './server-clock.ts';

/** Names and values in order; a name may repeat. */
export type Params = readonly (readonly [name: string, value: string])[];

/** One request to Luno. */
export interface LunoRequest {
  /** `get` reads, `post` changes something and is never repeated. */
  readonly method: 'get' | 'post';
  /** Path below the base URL, without a leading slash. */
  readonly path: string;
  /** The permission it needs, in Luno's name, when it needs one. */
  readonly permission: string | undefined;
  /**
   * Query of a read, form of a post. A function is asked at the moment of sending, with our clock's time then; when it answers
   * nothing, it is too late, and nothing is sent.
   */
  readonly params: Params | ((nowMs: number) => Params | undefined);
  /** Who goes first when requests are rationed. */
  readonly priority: Priority;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
  /** Local time after which it must not be sent, in milliseconds since the epoch. */
  readonly expiresAtMs?: number | undefined;
}

/** A complete reply. */
export interface Answer {
  /** Discriminant. */
  readonly kind: 'answered';
  /** HTTP status. */
  readonly status: number;
  /** The body as JSON, lossless; `undefined` when it is not JSON. */
  readonly json: unknown;
  /** Luno's error in that body, whatever the status; the key is redacted. */
  readonly error: LunoError | undefined;
  /** The beginning of the body for messages; the key is redacted. */
  readonly sample: string;
  /** The `Retry-After` header, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** When it was, by both clocks; `undefined` when the reply tells no time of its own or came from a cache. */
  readonly times: ClockSample | undefined;
}

/** Provably nothing was sent. */
export interface NotSent {
  /** Discriminant. */
  readonly kind: 'not-sent';
  /** Why. */
  readonly code: 'aborted' | 'expired' | 'rate-limited' | 'closed' | 'unreachable';
  /** Why, for a person. */
  readonly reason: string;
}

/** Something may have been sent, and no complete answer came. */
export interface Lost {
  /** Discriminant. */
  readonly kind: 'lost';
  /** Why. */
  readonly code: 'timed-out' | 'aborted' | 'connection-lost' | 'too-large';
  /** Why, for a person. */
  readonly reason: string;
}

/** What became of one request: what the network proves, and nothing about what it means. */
export type Exchange = Answer | NotSent | Lost;
