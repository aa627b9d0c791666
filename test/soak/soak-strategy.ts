import { type Order, StrategyBase, type Tick } from '@trader/core';

/** Live orders at most. */
const standingMax = 5;

/** Takes, sells, rests and cancels without an end, and looks at everything that there is. */
export class SoakStrategy extends StrategyBase {
  static override needs = { bars: [1_000], bookDepth: 10 };
  #shown = 0;
  #ticks = 0;
  #fills = 0;

  override onTick({ symbol, bid, ask }: Tick): void {
    if (bid === undefined || ask === undefined) return;
    this.#ticks += 1;
    const { standing } = this.orders;
    // The request budget of the brokerage is a few a second.
    if (this.#ticks % 4 !== 0) return;
    const order = { symbol, type: 'limit', quantity: '0.001' } as const;
    const owned = this.positions.get(symbol).quantity.toNumber();
    if (standing.length >= standingMax) this.#cancelOldest(standing);
    else if (owned >= 0.001) this.sell({ ...order, price: bid });
    else if (this.#ticks % 8 === 0) this.buy({ ...order, price: ask });
    else this.buy({ ...order, price: Math.floor(bid * 0.97) });
  }

  override onTrade(): void {
    this.#shown += 1;
  }

  override onBar(): void {
    this.#shown += 1;
  }

  override onBook(): void {
    this.#shown += 1;
  }

  override onFill(): void {
    this.#fills += 1;
  }

  override onSave(): { readonly fills: number; readonly hundreds: number } {
    return { fills: this.#fills, hundreds: Math.floor(this.#shown / 100) };
  }

  #cancelOldest(standing: readonly Order[]): void {
    const [oldest] = standing;
    if (oldest !== undefined) this.cancelOrder(oldest);
  }
}
