import { type Order, StrategyBase, type Tick } from '@trader/core';
import { beginStop, reach } from './kill-switch.ts';

/** Live orders at most. */
const standingMax = 6;

/** Takes, rests, sells what it has and cancels in turn; what it saves is how often it was asked. */
export default class Trading extends StrategyBase {
  #ticks = 0;

  override onStart(): void {
    reach('on-start');
  }

  override onTick({ symbol, bid, ask }: Tick): void {
    if (bid === undefined || ask === undefined) return;
    this.#ticks += 1;
    const { standing } = this.orders;
    const turn = this.#ticks % 5;
    const order = { symbol, type: 'limit', quantity: '0.001' } as const;
    const far = Math.floor(bid * 0.97);
    if (standing.length >= standingMax) this.#cancelOldest(standing);
    else if (turn === 0) this.#decided(this.buy({ ...order, price: ask }));
    else if (turn === 2 && this.positions.get(symbol).quantity.toNumber() >= 0.001) {
      this.#decided(this.sell({ ...order, price: bid }));
    } else if (turn === 4 && standing.length > 2) this.#cancelOldest(standing);
    else this.#decided(this.buy({ ...order, price: far }));
  }

  override onStop(): void {
    beginStop();
    reach('on-stop');
  }

  override onSave(): { readonly ticks: number } {
    return { ticks: this.#ticks };
  }

  override onLoad(value: unknown): void {
    reach('on-load');
    this.#ticks = (value as { readonly ticks: number }).ticks;
  }

  #decided(order: Order): void {
    if (order.state !== 'denied') reach('order-decided');
  }

  #cancelOldest(standing: readonly Order[]): void {
    const [oldest] = standing;
    if (oldest !== undefined) this.cancelOrder(oldest);
  }
}
