import type { Clock } from '@trader/core';
import type { WebSocket } from 'ws';
import type { SandboxBehaviour } from '../behaviour.ts';
import type { ApiKey } from '../exchange/api-keys.ts';
import { createFrameFaults, type FrameFaultQueue } from '../faults/frame-faults.ts';
import type { Outbox } from './outbox.ts';

/** Bytes that may wait for a slow client before it is cut off. */
const bufferedMax = 64 * 1024 * 1024;

/** What a session is made of. */
export interface StreamSessionParts {
  /** The socket. */
  readonly socket: WebSocket;
  /** The market that the path named; `undefined` for the user stream. */
  readonly market: string | undefined;
  /** Where time and timers come from. */
  readonly clock: Clock;
  /** Keep-alive and ping intervals. */
  readonly behaviour: Pick<SandboxBehaviour, 'keepAliveMs' | 'pingMs'>;
  /** Keeps frames behind the HTTP answers that they would overtake. */
  readonly outbox: Outbox;
}

/** One WebSocket connection: frames with faults, keep-alives, pings, and an end that is told once. */
export class StreamSession {
  /** The market that the path named; `undefined` for the user stream. */
  readonly market: string | undefined;
  /** Faults that wait for the next frames. */
  readonly faults: FrameFaultQueue = createFrameFaults();
  /** Who is connected; set once the credentials were accepted. `undefined` for keyless sessions. */
  key: ApiKey | undefined;
  readonly #parts: StreamSessionParts;
  readonly #whenClosed: (() => void)[] = [];
  #lastSentMs: number;
  #cancelTimers: (() => void)[] = [];
  #frozen = false;
  #closed = false;

  /** @param parts - What it is made of. */
  constructor(parts: StreamSessionParts) {
    this.market = parts.market;
    this.#parts = parts;
    this.#lastSentMs = parts.clock.nowMs();
    parts.socket.on('close', () => this.#end());
    parts.socket.on('error', () => parts.socket.terminate());
  }

  /** Whether the connection has ended. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Sends a frame of the protocol, after everything posted before it, with the faults that wait for it. */
  post(frame: string): void {
    this.#parts.outbox.post(() => {
      for (const sent of this.faults.pass(frame)) this.#send(sent);
    });
  }

  /** Sends an error frame and closes normally, as Luno does. */
  refuse(code: string, text: string): void {
    this.#send(JSON.stringify({ error_code: code, error: text }));
    this.close();
  }

  /** Closes with code 1000. */
  close(): void {
    this.#parts.socket.close(1000);
    this.#end();
  }

  /** Cuts the connection without a closing handshake. */
  terminate(): void {
    this.#parts.socket.terminate();
    this.#end();
  }

  /** Falls silent while the connection stays open: no frames, no pings, no answer to pings. */
  freeze(): void {
    this.#frozen = true;
    this.#parts.socket.pause();
  }

  /** Runs when the connection ends, however it ends. */
  onClosed(callback: () => void): void {
    if (this.#closed) callback();
    else this.#whenClosed.push(callback);
  }

  /** Starts keep-alive frames and pings. */
  startKeepAlive(): void {
    const { keepAliveMs, pingMs } = this.#parts.behaviour;
    if (keepAliveMs > 0) this.#repeat(() => this.#keepAlive(keepAliveMs), keepAliveMs);
    if (pingMs > 0) this.#repeat(() => this.#ping(pingMs), pingMs);
  }

  #keepAlive(keepAliveMs: number): number {
    const idleMs = this.#parts.clock.nowMs() - this.#lastSentMs;
    if (idleMs < keepAliveMs) return keepAliveMs - idleMs;
    this.#send('""');
    return keepAliveMs;
  }

  #ping(pingMs: number): number {
    if (!this.#frozen && this.#parts.socket.readyState === this.#parts.socket.OPEN) this.#parts.socket.ping();
    return pingMs;
  }

  /** Runs a task again and again; it returns how long to wait. */
  #repeat(task: () => number, firstDelayMs: number): void {
    const slot = this.#cancelTimers.length;
    const plan = (delayMs: number) => {
      this.#cancelTimers[slot] = this.#parts.clock.setTimer(delayMs, () => {
        if (!this.#closed) plan(task());
      });
    };
    plan(firstDelayMs);
  }

  #send(frame: string): void {
    const { socket, clock } = this.#parts;
    if (this.#closed || this.#frozen || socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > bufferedMax) {
      this.terminate();
      return;
    }
    this.#lastSentMs = clock.nowMs();
    socket.send(frame);
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const cancel of this.#cancelTimers) cancel();
    this.#cancelTimers = [];
    for (const callback of this.#whenClosed.splice(0)) callback();
  }
}
