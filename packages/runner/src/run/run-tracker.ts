import { isLiveOrderState, type Order, type OrderState, type SpectatorEvents } from '@trader/core';
import { resumeHint, tellHaltOnce } from './halt-words.ts';
import {
  alarmEvent,
  fillEvent,
  gapEvent,
  linkEvent,
  orderEvent,
  type RunEvent,
  stateEvent,
  strategyEvent,
} from './run-event.ts';

/** The most problems that a summary repeats. */
const problemsMax = 20;

/** What can be listened to: a `TradingSystem`. */
export interface Spectated {
  /** Calls `listener` for every event of this name; the returned function unsubscribes. */
  on<K extends keyof SpectatorEvents>(name: K, listener: (value: SpectatorEvents[K]) => void): () => void;
}

/** What one strategy's orders came to. */
export interface OrderCounts {
  /** How many orders ended in each terminal state. */
  readonly ended: Readonly<Partial<Record<OrderState, number>>>;
  /** How many of them were canceled because somebody asked. */
  readonly cancels: number;
}

/** Listens to a system and keeps what a summary needs and the system itself forgets: counts over the whole run. */
export class RunTracker {
  readonly #counts = new Map<string, { ended: Partial<Record<OrderState, number>>; cancels: number }>();
  readonly #paused = new Set<string>();
  readonly #problems: string[] = [];
  readonly #unsubscribe: readonly (() => void)[];
  readonly #tell: (event: RunEvent) => void;
  readonly #tellReason = tellHaltOnce();
  #isHaltTold = false;

  /**
   * @param system - What to listen to.
   * @param tell - Is told everything that happens.
   */
  constructor(system: Spectated, tell: (event: RunEvent) => void) {
    this.#tell = tell;
    this.#unsubscribe = [
      system.on('order', change => this.#order(change)),
      system.on('fill', fill => tell(fillEvent(fill))),
      system.on('alarm', alarm => this.#alarm(alarm)),
      system.on('strategy', change => this.#strategy(change)),
      system.on('link', link => tell(linkEvent(link))),
      system.on('gap', gap => tell(gapEvent(gap))),
      system.on('state', change => tell(stateEvent(change))),
    ];
  }

  /** What went wrong: the alarms, one sentence each, the latest 20. */
  get problems(): readonly string[] {
    return [...this.#problems];
  }

  /** Strategies that are paused. */
  get paused(): ReadonlySet<string> {
    return this.#paused;
  }

  /** What a strategy's orders came to. */
  countsOf(strategy: string): OrderCounts {
    return this.#counts.get(strategy) ?? { ended: {}, cancels: 0 };
  }

  /** Stops listening; idempotent. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  #order(change: SpectatorEvents['order']): void {
    const { order, from, to } = change;
    if (isLiveOrderState(from) && !isLiveOrderState(to)) this.#count(order, to);
    this.#tell(orderEvent(change, this.#tellReason));
  }

  #count(order: Order, state: OrderState): void {
    const counts = this.#counts.get(order.strategy) ?? { ended: {}, cancels: 0 };
    counts.ended[state] = (counts.ended[state] ?? 0) + 1;
    if (state === 'canceled' && order.cancelRequested) counts.cancels += 1;
    this.#counts.set(order.strategy, counts);
  }

  #strategy(change: SpectatorEvents['strategy']): void {
    if (change.status === 'paused') this.#paused.add(change.strategy);
    else if (change.status === 'running') this.#paused.delete(change.strategy);
    this.#tell(strategyEvent(change));
  }

  #alarm(alarm: SpectatorEvents['alarm']): void {
    const event = alarmEvent(alarm);
    this.#problems.push(event.text);
    if (this.#problems.length > problemsMax) this.#problems.shift();
    const isNews = alarm.severity === 'halt' && !this.#isHaltTold;
    if (alarm.severity === 'halt') this.#isHaltTold = true;
    else if (alarm.code === 'resumed') this.#isHaltTold = false;
    this.#tell(isNews ? { ...event, text: `${event.text} (${resumeHint})` } : event);
  }
}
