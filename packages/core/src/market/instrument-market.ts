import type { Instrument, InstrumentId } from '../instrument/instrument.ts';
import type { BarBuilder } from './bar-builder.ts';
import type { Book, Gap, InstrumentChanged, Link, Tick } from './market-event.ts';

/** What the engine knows of one instrument's market: the latest of everything, and whether it can be trusted. */
export class InstrumentMarket {
  /** The rules as of the last change. */
  instrument: Instrument;
  /** The latest tick. */
  tick: Tick | undefined = undefined;
  /** The latest book; `undefined` after a gap or while its stream is not up. */
  book: Book | undefined = undefined;
  /** Engine time when a tick last arrived, in milliseconds since the epoch. */
  tickTimeMs: number | undefined = undefined;
  /** Whether the tick changed since the last heartbeat. */
  tickIsNew = false;
  /** Builders of the bar lengths that strategies asked for. */
  readonly barBuilders: BarBuilder[] = [];
  /** Whether what is shown can be traded on: false from a gap or a lost link until the next tick. */
  #trusted = false;
  #isUp = true;

  /** @param instrument - The rules at the start. */
  constructor(instrument: Instrument) {
    this.instrument = instrument;
  }

  /** The instrument's id. */
  get id(): InstrumentId {
    return this.instrument.id;
  }

  /** Takes in a tick. */
  applyTick(tick: Tick, timeMs: number): void {
    this.tick = tick;
    this.tickTimeMs = timeMs;
    this.tickIsNew = true;
    this.#trusted = true;
  }

  /** Takes in a change of rules or status. */
  applyInstrument(event: InstrumentChanged): void {
    this.instrument = event.instrument;
  }

  /** Takes in the state of the stream: what is not up cannot be trusted. */
  applyLink(link: Link): void {
    const wasUp = this.#isUp;
    this.#isUp = link.state === 'up';
    if (wasUp && this.#isUp) return;
    // While nothing is heard nobody knows whether somebody traded: the silence makes no bars, nor does what is left of the interval.
    for (const builder of this.barBuilders) builder.interrupt(link.timeMs);
    if (!this.#isUp) this.#distrust();
  }

  /** Takes in a gap: book and forming bars are given up, prices wait for the next tick. */
  applyGap(gap: Gap): void {
    this.#distrust();
    for (const builder of this.barBuilders) builder.interrupt(gap.toMs);
  }

  /** Age of the tick in milliseconds; `undefined` while nothing came or what came cannot be trusted. */
  ageMs(nowMs: number): number | undefined {
    return this.#trusted && this.tickTimeMs !== undefined ? nowMs - this.tickTimeMs : undefined;
  }

  #distrust(): void {
    this.#trusted = false;
    this.book = undefined;
  }
}
