import type { BrokerageEvent, BrokerageSink } from '@trader/core';
import type { ModelListener } from './model-exchange.ts';
import type { ModelOrder, ModelTrade, ModelVersion } from './model-order.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { balanceOf, fillOf, reportOf } from './wire.ts';

/** Frames that a reconnect may show again. */
const replayMax = 20;

/**
 * The private stream of one process: ordered, late, and sometimes broken. Whatever is lost is followed by a gap, before anything newer.
 */
export class PrivateStream implements ModelListener {
  readonly #process: SimulatedProcess;
  readonly #sink: BrokerageSink;
  readonly #recent: BrokerageEvent[] = [];
  #isUp = true;
  #isOpen = true;
  #epoch = 0;
  #lastMs = 0;
  #gapFromMs: number | undefined;

  /** @param process - Whose stream; @param sink - where frames go. */
  constructor(process: SimulatedProcess, sink: BrokerageSink) {
    this.#process = process;
    this.#sink = sink;
    process.world.exchange.listeners.add(this);
    this.#planTrouble();
  }

  /** Ends it. */
  close(): void {
    this.#isOpen = false;
    this.#process.world.exchange.listeners.delete(this);
  }

  /** Says that something may have been missed, though nothing was. */
  pretendGap(): void {
    this.#gapFromMs ??= this.#process.world.exchange.nowMs;
    this.#closeGap();
  }

  /** Nothing to tell: what becomes of an order is told by its first frame. */
  onAccepted(): void {
    // See onOrder.
  }

  /** The books changed. */
  onOrder(order: ModelOrder, version: ModelVersion, trade: ModelTrade | undefined): void {
    const { world } = this.#process;
    const random = world.streams.network;
    const { fills } = world.scenario.capabilities;
    const namesUs = !world.fires('anonymous-frame', random, world.scenario.odds.anonymousFrame);
    if (trade !== undefined && fills !== 'cumulative') this.#send(fillOf(order, trade, namesUs), true);
    this.#send(reportOf(order, version, namesUs), true);
  }

  /** A balance changed. */
  onBalance(asset: string): void {
    this.#send(balanceOf(this.#process.world.exchange, asset), false);
  }

  #send(event: BrokerageEvent, mayRepeat: boolean): void {
    const { world } = this.#process;
    const random = world.streams.network;
    const { odds } = world.scenario;
    if (!this.#isUp) {
      this.#gapFromMs ??= world.exchange.nowMs;
      return;
    }
    if (world.fires('drop-frame', random, odds.dropFrame)) {
      this.#gapFromMs ??= world.exchange.nowMs;
      // The hole is noticed with the next frame, or by whoever watches the silence.
      world.time.plan(random.integer(100, 3_000), 'gap is noticed', () => this.#closeGap());
      return;
    }
    this.#closeGap();
    // Nobody notices: only the periodic audit finds what it told.
    if (world.fires('drop-frame-silently', random, odds.dropFrameSilently)) return;
    this.#deliver(event);
    if (mayRepeat && world.fires('duplicate-frame', random, odds.duplicateFrame)) this.#deliver(event);
    if (!mayRepeat) return;
    this.#recent.push(event);
    if (this.#recent.length > replayMax) this.#recent.shift();
  }

  #closeGap(): void {
    if (this.#gapFromMs === undefined || !this.#isUp || !this.#isOpen) return;
    const { world } = this.#process;
    const random = world.streams.network;
    const fromMs = this.#gapFromMs;
    this.#gapFromMs = undefined;
    const toMs = world.exchange.nowMs;
    this.#deliver({
      type: 'gap',
      stream: 'private',
      instrumentId: undefined,
      fromMs,
      toMs,
      reason: 'frames were lost',
    });
    if (!world.troubled || this.#recent.length === 0 || !random.chance(0.3)) return;
    if (!world.allows('replay-frames')) return;
    world.fired('replay-frames');
    for (const event of this.#recent.slice(random.integer(0, this.#recent.length - 1))) this.#deliver(event);
  }

  /** Delivers in order, some time later, unless the connection breaks meanwhile. */
  #deliver(event: BrokerageEvent): void {
    const { world } = this.#process;
    const epoch = this.#epoch;
    const random = world.streams.network;
    const latencyMs = random.chance(0.1) ? random.integer(50, 2_000) : random.integer(1, 40);
    this.#lastMs = Math.max(this.#lastMs, world.time.nowMs + latencyMs);
    world.time.plan(this.#lastMs - world.time.nowMs, `frame ${event.type}`, () => {
      if (!this.#process.isAlive || !this.#isOpen) return;
      if (epoch === this.#epoch && event.type !== 'balance' && this.#process.mayDie('crash-in-frame', 0.5)) return;
      if (epoch === this.#epoch) this.#sink(event);
      else this.#gapFromMs ??= world.exchange.nowMs;
    });
  }

  #planTrouble(): void {
    const { world } = this.#process;
    world.time.plan(1_000, 'network', () => {
      if (!this.#process.isAlive || !this.#isOpen) return;
      this.#planTrouble();
      if (this.#isUp && world.fires('link-down', world.streams.network, world.scenario.odds.linkDown)) this.#goDown();
    });
  }

  #goDown(): void {
    const { world } = this.#process;
    const random = world.streams.network;
    const state = random.pick(['down', 'stale'] as const);
    this.#isUp = false;
    this.#epoch += 1;
    this.#gapFromMs ??= world.exchange.nowMs - 2_000;
    this.#lastMs = world.time.nowMs;
    const link = { type: 'link', stream: 'private', instrumentId: undefined, reason: 'trouble' } as const;
    this.#sink({ ...link, state, timeMs: this.#process.nowMs() });
    world.time.plan(random.integer(50, 8_000), 'link is up', () => {
      if (!this.#process.isAlive || !this.#isOpen) return;
      this.#isUp = true;
      this.#deliver({ ...link, state: 'up', timeMs: this.#process.nowMs() });
      this.#closeGap();
    });
  }
}
