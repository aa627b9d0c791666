import { StrategyBase } from '@trader/core';

/** Takes, rests, asks for too much, waits and cancels by dice; remembers how often it looked. */
export default class GoldenStrategy extends StrategyBase {
  looks = 0;

  onTick({ symbol, bid, ask }) {
    this.looks += 1;
    const dice = this.random();
    const order = { symbol, type: 'limit', quantity: '0.001' };
    if (this.orders.standing.length > 1) this.cancelAll(symbol);
    else if (dice < 0.2) this.setTimer('pause', 30);
    else if (dice < 0.3) this.buy({ ...order, quantity: '0.01', price: ask });
    else if (dice < 0.5) this.buy({ ...order, price: Math.floor(bid * 0.97) });
    else if (this.positions.get(symbol).quantity.isZero()) this.buy({ ...order, price: ask });
    else this.sell({ ...order, quantity: this.positions.get(symbol).quantity, price: bid });
  }

  onTimer() {
    this.cancelAll();
  }

  onSave() {
    return { looks: this.looks };
  }

  onLoad({ looks }) {
    this.looks = looks;
  }
}
