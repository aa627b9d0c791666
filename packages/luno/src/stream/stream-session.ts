import type { Clock } from '@trader/core';
import { WebSocket } from 'ws';
import type { Credentials } from '../http/credentials.ts';
import { endByStatus, lost, type SessionEnd } from './session-end.ts';

/** What one connection is made of. */
export interface SessionParts {
  /** Where to connect, path included. */
  readonly url: string;
  /** Sent as the first frame. */
  readonly credentials: Credentials;
  /** Where time and timers come from. */
  readonly clock: Clock;
  /** How often to ping, in milliseconds; silence is noticed at this pace. */
  readonly pingIntervalMs: number;
  /** Silence after which the connection counts as dead, in milliseconds; it is noticed at most one ping interval later. */
  readonly silenceMaxMs: number;
  /** Largest frame accepted, in bytes. */
  readonly frameBytesMax: number;
  /** The credentials are on their way. */
  readonly onOpen: () => void;
  /** One text frame arrived. Answers why the connection must end, or nothing. Must not throw. */
  readonly onFrame: (text: string) => SessionEnd | undefined;
  /** Nothing at all was heard for half of the silence that is allowed, or something was heard again. */
  readonly onQuiet: (isQuiet: boolean) => void;
  /** The connection has ended; told once, and nothing is told afterwards. Not told after {@link StreamSession.close}. */
  readonly onEnd: (end: SessionEnd) => void;
}

/** How long a polite close may take before the socket is destroyed, in milliseconds. */
const closeTimeoutMs = 1000;

const ignore = (): void => undefined;

/**
 * One WebSocket connection to Luno from connecting to its end: sends the credentials, pings, listens for silence.
 *
 * Silence is counted in ping intervals, not read off the clock, so that a clock that jumps neither kills a healthy connection nor
 * keeps a dead one. No compression is negotiated, and frames are bounded: a hostile frame costs no memory.
 */
export class StreamSession {
  readonly #parts: SessionParts;
  readonly #socket: WebSocket;
  #cancelPing: () => void = ignore;
  #heard = true;
  #quietIntervals = 0;
  #heardMs: number;
  #ended = false;

  /** @param parts - Where to connect, and who listens. */
  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#heardMs = parts.clock.nowMs();
    const { url, frameBytesMax } = parts;
    this.#socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: frameBytesMax, followRedirects: false });
    this.#listen();
    this.#scheduleCheck();
  }

  /** When the last frame, ping or pong that did not end the connection arrived; local, in milliseconds since the epoch. */
  get heardMs(): number {
    return this.#heardMs;
  }

  /** Ends the connection at once, for a reason; whatever is under way is not heard any more. */
  end(end: SessionEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelPing();
    this.#socket.terminate();
    this.#parts.onEnd(end);
  }

  /** Says goodbye and resolves when the socket is gone, within a second of the clock. Nothing is told any more. */
  close(): Promise<void> {
    const { clock } = this.#parts;
    this.#ended = true;
    this.#cancelPing();
    const socket = this.#socket;
    if (socket.readyState === WebSocket.CLOSED) return Promise.resolve();
    return new Promise(resolve => {
      const cancel = clock.setTimer(closeTimeoutMs, () => socket.terminate());
      socket.once('close', () => {
        cancel();
        resolve();
      });
      socket.close(1000);
    });
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('open', () => this.#open());
    // `ws` hands out buffers unless told otherwise.
    socket.on('message', (data, isBinary) => this.#frame((data as Buffer).toString(), isBinary));
    // Frames arrive in order: whoever answers now has delivered everything sent before.
    socket.on('ping', () => this.#hear(this.#parts.clock.nowMs()));
    socket.on('pong', () => this.#hear(this.#parts.clock.nowMs()));
    // Stays to the end: destroying a socket that still connects reports an error later.
    socket.on('error', error => this.end(lost(`the connection failed: ${error.message}`)));
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      this.end(endByStatus(response.statusCode ?? 0));
    });
    socket.on('close', (code, reason) => {
      const words = reason.length === 0 ? '' : ` (${reason.toString().slice(0, 100)})`;
      this.end(lost(`Luno closed the connection with code ${code}${words}`));
    });
  }

  #open(): void {
    if (this.#ended) return;
    const { keyId, keySecret } = this.#parts.credentials;
    this.#socket.send(JSON.stringify({ api_key_id: keyId.reveal(), api_key_secret: keySecret.reveal() }));
    this.#parts.onOpen();
  }

  #frame(text: string, isBinary: boolean): void {
    if (this.#ended) return;
    const nowMs = this.#parts.clock.nowMs();
    this.#hear(this.#heardMs);
    const end = isBinary ? lost('Luno sent a binary frame where only text is spoken') : this.#parts.onFrame(text);
    if (end === undefined) this.#heardMs = nowMs;
    else this.end(end);
  }

  #hear(heardMs: number): void {
    this.#heard = true;
    this.#heardMs = heardMs;
    if (this.#quietIntervals === 0 || this.#ended) return;
    const wasQuiet = this.#isQuiet();
    this.#quietIntervals = 0;
    if (wasQuiet) this.#parts.onQuiet(false);
  }

  #isQuiet(): boolean {
    return this.#quietIntervals * this.#parts.pingIntervalMs >= this.#parts.silenceMaxMs / 2;
  }

  #scheduleCheck(): void {
    this.#cancelPing = this.#parts.clock.setTimer(this.#parts.pingIntervalMs, () => this.#check());
  }

  #check(): void {
    const { pingIntervalMs, silenceMaxMs, onQuiet } = this.#parts;
    if (this.#heard) this.#quietIntervals = 0;
    else {
      const wasQuiet = this.#isQuiet();
      this.#quietIntervals += 1;
      const silentMs = this.#quietIntervals * pingIntervalMs;
      if (silentMs >= silenceMaxMs) {
        this.end(lost(`nothing was heard for ${Math.round(silentMs / 1000)} s, not even an answer to a ping`));
        return;
      }
      if (!wasQuiet && this.#isQuiet()) onQuiet(true);
    }
    this.#heard = false;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
    this.#scheduleCheck();
  }
}
