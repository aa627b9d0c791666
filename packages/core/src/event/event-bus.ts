import type { MarketEvent } from '../market/market-event.ts';
import { ActionQueue } from './action-queue.ts';
import { type ConflationCounts, MarketQueue } from './market-queue.ts';
import type { ActionEvent, TraderEvent } from './trader-event.ts';

/** How an {@link EventBus} is bounded and whom it tells. */
export interface EventBusOptions {
  /** Declared bound of the action queue; passing it is reported, nothing is dropped. */
  readonly actionQueueMax: number;
  /** Most entries in the market-data queue; conflation starts at a quarter of it. */
  readonly marketQueueMax: number;
  /** Called once each time the action queue grows past its bound. */
  readonly onOverflow: () => void;
  /** Called when an event was added, so that somebody comes to take it. */
  readonly onEvent: () => void;
}

/** How full the queues are. */
export interface QueueDepths {
  /** Actions waiting. */
  readonly actions: number;
  /** Declared bound of the actions. */
  readonly actionsMax: number;
  /** Market-data entries waiting. */
  readonly market: number;
  /** Most market-data entries that wait. */
  readonly marketMax: number;
  /** What was conflated since the start. */
  readonly conflated: ConflationCounts;
}

/**
 * The two queues that everything enters a system through: market data, conflated under back-pressure, and trading-related
 * actions, lossless. Actions drain first, heartbeats behind the market data that waits with them.
 */
export class EventBus {
  readonly #actions: ActionQueue;
  readonly #market: MarketQueue;
  readonly #onEvent: () => void;
  /** Heartbeats that wait. */
  #beats = 0;
  /** Market data that goes before the oldest of them; `undefined` until its turn has come. */
  #aheadOfBeat: number | undefined;

  /** @param options - Bounds and listeners. */
  constructor(options: EventBusOptions) {
    this.#actions = new ActionQueue(options.actionQueueMax, options.onOverflow);
    this.#market = new MarketQueue(options.marketQueueMax);
    this.#onEvent = options.onEvent;
  }

  /** How full the queues are. */
  get depths(): QueueDepths {
    return {
      actions: this.#actions.length,
      actionsMax: this.#actions.lengthMax,
      market: this.#market.length,
      marketMax: this.#market.lengthMax,
      conflated: this.#market.counts,
    };
  }

  /** How many events wait in both queues. */
  get length(): number {
    return this.#actions.length + this.#market.length;
  }

  /** Adds an event to the queue it belongs to. Links and gaps of the private stream are actions: they must stay in order with fills. */
  push(event: TraderEvent): void {
    if (isMarketEvent(event)) this.#market.push(event);
    else {
      if (event.type === 'heartbeat') this.#beats += 1;
      this.#actions.push(event);
    }
    this.#onEvent();
  }

  /** Adds an action before all that wait, such as the halt that an overflow causes. */
  pushFirst(event: ActionEvent): void {
    this.#actions.pushFirst(event);
    this.#onEvent();
  }

  /**
   * Takes the next event: the oldest action, or market data when no action waits. A heartbeat lets the market data go first that waits
   * when its turn comes, so that time is not over for a bar while trades of it wait.
   */
  take(): TraderEvent | undefined {
    if (this.#beats > 0 && this.#actions.next?.type === 'heartbeat') return this.#takeBeforeBeat();
    return this.#actions.take() ?? this.#market.take();
  }

  /** What waits is counted once, so that a flood of market data cannot keep a heartbeat waiting. */
  #takeBeforeBeat(): TraderEvent | undefined {
    const ahead = this.#aheadOfBeat ?? this.#market.length;
    const event = ahead > 0 ? this.#market.take() : undefined;
    if (event !== undefined) {
      this.#aheadOfBeat = ahead - 1;
      return event;
    }
    this.#beats -= 1;
    this.#aheadOfBeat = undefined;
    return this.#actions.take();
  }
}

function isMarketEvent(event: TraderEvent): event is MarketEvent & TraderEvent {
  switch (event.type) {
    case 'tick':
    case 'trade':
    case 'bar':
    case 'book':
    case 'instrument':
      return true;
    case 'link':
    case 'gap':
      return event.stream === 'market';
    default:
      event satisfies Exclude<ActionEvent, { stream: unknown }>;
      return false;
  }
}
