import { type Fill, type Gap, type Order, StrategyBase, type Tick } from '@trader/core';
import { z } from 'zod';

const params = z.strictObject({
  /** Buys that rest at once. */
  rungs: z.int().min(1).max(20),
  /** Size of each, in base. */
  quantity: z.string(),
});

/** How far the rungs are apart, as a part of the price. */
const spacing = 0.001;

/** What outlives a run: nothing that orders, positions and capital tell anyway. */
interface Saved {
  readonly askedFor: number;
}

/** Keeps some buys below the market, and remembers how many it ever asked for. */
export default class LadderStrategy extends StrategyBase<typeof params> {
  static override params = params;
  #askedFor = 0;

  /** What `onSave` gave before the process died. Orders and positions are there already. */
  override onLoad(saved: unknown): void {
    this.#askedFor = (saved as Saved).askedFor;
    this.log.info(`onLoad: I had asked for ${this.#askedFor} orders`);
  }

  /** The account has been compared by now: fills of the time between are booked, and `onFill` has told them. */
  override onStart(): void {
    for (const symbol of this.symbols) {
      const live = this.orders.standing.map(({ price, state }) => `${price} ${state}`);
      const { quantity } = this.positions.get(symbol);
      this.log.info(
        `onStart: I own ${quantity} of ${symbol}; live: ${live.length === 0 ? 'nothing' : live.join(', ')}`,
      );
    }
  }

  override onTick({ symbol, bid }: Tick): void {
    const { standing } = this.orders;
    // An order without an answer counts as live: asking for another one in its place could double it.
    if (bid === undefined || standing.length >= this.params.rungs) return;
    const price = this.instrument(symbol).roundPrice(bid * (1 - spacing * (standing.length + 1)), 'down');
    this.buy({ symbol, type: 'limit', quantity: this.params.quantity, price });
    this.#askedFor += 1;
  }

  override onOrder({ price, state, reason }: Order): void {
    if (state === 'unknown') this.log.warn(`onOrder: the buy at ${price} is unknown; I wait (${reason?.message})`);
  }

  override onFill({ price, quantity }: Fill): void {
    this.log.info(`onFill: bought ${quantity} at ${price}`);
  }

  /** Prices and orders may have moved unseen; whoever keeps counts of his own starts them anew here. */
  override onGap({ stream, reason }: Gap): void {
    this.log.info(`onGap: something of the ${stream} stream may be missing (${reason})`);
  }

  override onSave(): Saved {
    return { askedFor: this.#askedFor };
  }
}
