import type { SpectatorEvents } from '@trader/core';
import { AssetLedger, type ClientOrderId, Decimal, type FillRecord, isLiveOrderState, type Order } from '@trader/core';

/** What a spectator saw of one order. */
export interface RecordedOrder {
  /** The order: a live view. */
  readonly order: Order;
  /** Fills that were shown. */
  fills: number;
  /** Fills after which a part of the order was still to be filled. */
  partialFills: number;
  /** Sum of the fills' base quantities. */
  base: Decimal;
  /** Sum of the fills' quote amounts. */
  quote: Decimal;
  /** Sum of the fills' fees, by asset. */
  readonly fees: AssetLedger;
}

/** What can be listened to: a `TradingSystem`. */
export interface Watchable {
  /** Calls `listener` for every event of this name; the returned function unsubscribes. */
  on<K extends keyof SpectatorEvents & string>(name: K, listener: (value: SpectatorEvents[K]) => void): () => void;
}

/** Ended orders remembered; a demo that runs for ever forgets the oldest. */
const ordersMax = 20_000;

/** Writes down every order, every fill and every reconnect of a system, as a spectator sees them. */
export class RunRecorder {
  readonly #orders = new Map<ClientOrderId, RecordedOrder>();
  readonly #down = new Set<string>();
  readonly #reconnects = { market: 0, private: 0 };
  readonly #strayFills: string[] = [];
  readonly #toldAssets = new Set<string>();
  #forgotten = 0;

  /** @param system - What to watch. */
  constructor(system: Watchable) {
    system.on('order', ({ order }) => {
      this.#recorded(order);
    });
    system.on('fill', record => this.#addFill(record));
    system.on('balance', ({ asset }) => {
      this.#toldAssets.add(asset);
    });
    system.on('link', ({ stream, instrumentId, state }) => {
      const key = `${stream} ${instrumentId ?? ''}`;
      if (state === 'down') this.#down.add(key);
      else if (state === 'up' && this.#down.delete(key)) this.#reconnects[stream] += 1;
    });
  }

  /** Every order seen, oldest first. */
  get orders(): readonly RecordedOrder[] {
    return [...this.#orders.values()];
  }

  /** How many ended orders were forgotten to stay within bounds. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Ids of fills that belong to no order that was shown; there should be none. */
  get strayFills(): readonly string[] {
    return this.#strayFills;
  }

  /** Assets whose balance was told after the last fill: no fill can be missing in it. */
  get toldAssets(): ReadonlySet<string> {
    return this.#toldAssets;
  }

  /** How often each stream came back after it was down. */
  get reconnects(): Readonly<Record<'market' | 'private', number>> {
    return { ...this.#reconnects };
  }

  /** How many streams are down. */
  get downLinks(): number {
    return this.#down.size;
  }

  #recorded(order: Order): RecordedOrder {
    const known = this.#orders.get(order.clientOrderId);
    if (known !== undefined) return known;
    const recorded: RecordedOrder = {
      order,
      fills: 0,
      partialFills: 0,
      base: Decimal.zero,
      quote: Decimal.zero,
      fees: new AssetLedger(),
    };
    this.#orders.set(order.clientOrderId, recorded);
    if (this.#orders.size > ordersMax) this.#forgetOldestEnded();
    return recorded;
  }

  #addFill({ fill }: FillRecord): void {
    this.#toldAssets.clear();
    const recorded = this.#orders.get(fill.clientOrderId);
    if (recorded === undefined) {
      if (this.#strayFills.length < ordersMax) this.#strayFills.push(fill.fillId);
      return;
    }
    recorded.fills += 1;
    recorded.base = recorded.base.plus(fill.quantity);
    recorded.quote = recorded.quote.plus(fill.quoteQuantity);
    recorded.fees.addAll(fill.fees);
    const { quantity } = recorded.order;
    if (quantity !== undefined && recorded.base.lessThan(quantity)) recorded.partialFills += 1;
  }

  #forgetOldestEnded(): void {
    for (const [id, { order }] of this.#orders) {
      if (isLiveOrderState(order.state)) continue;
      this.#orders.delete(id);
      this.#forgotten += 1;
      return;
    }
  }
}
