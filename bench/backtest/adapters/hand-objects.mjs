// What a well-written engine in plain objects costs at the least: an object per candle, synchronous calls to a list of listeners, orders and
// fills as objects, a check of funds, an order table, cash, position and equity.
import { resultOf } from '../workload.mjs';

class Average {
  constructor(length) {
    this.length = length;
    this.values = new Float64Array(length);
    this.place = 0;
    this.count = 0;
    this.sum = 0;
  }
  add(value) {
    this.sum += value - this.values[this.place];
    this.values[this.place] = value;
    this.place = this.place + 1 === this.length ? 0 : this.place + 1;
    if (this.count < this.length) this.count += 1;
    return this.sum;
  }
}

class Bus {
  listeners = new Map();
  on(topic, listener) {
    const list = this.listeners.get(topic) ?? [];
    list.push(listener);
    this.listeners.set(topic, list);
  }
  emit(topic, event) {
    for (const listener of this.listeners.get(topic) ?? []) listener(event);
  }
}

export default {
  repeats: 8,
  run(input) {
    const bus = new Bus();
    const orders = new Map();
    const account = { cash: 1e9, position: 0, cost: 0, fees: 0, equity: 0 };
    const trips = [];
    const fast = new Average(10);
    const slow = new Average(50);
    let last = 0;
    let count = 0;
    let before = 0;
    bus.on('bar', ({ close }) => {
      last = close;
      account.equity = account.cash + account.position * close;
    });
    bus.on('bar', ({ symbol, timeMs, close }) => {
      const now = fast.add(close) * 5 - slow.add(close);
      count += 1;
      if (count > 50) {
        const order = { symbol, type: 'market', quantity: 1, timeMs, state: 'requested' };
        if (before <= 0 && now > 0 && account.position === 0) bus.emit('order', { ...order, side: 'buy' });
        else if (before >= 0 && now < 0 && account.position > 0) bus.emit('order', { ...order, side: 'sell' });
      }
      before = now;
    });
    bus.on('order', order => {
      if (order.side === 'buy' && last * order.quantity > account.cash) {
        order.state = 'denied';
        return;
      }
      const id = `o-${orders.size}`;
      orders.set(id, order);
      bus.emit('fill', {
        id,
        side: order.side,
        price: last,
        quantity: order.quantity,
        fee: last * order.quantity * 0.001,
      });
    });
    bus.on('fill', ({ id, side, price, quantity, fee }) => {
      orders.get(id).state = 'filled';
      account.fees += fee;
      if (side === 'buy') {
        account.position += quantity;
        account.cost = price;
        account.cash -= price * quantity + fee;
      } else {
        account.position -= quantity;
        account.cash += price * quantity - fee;
        trips.push([account.cost, price]);
      }
    });
    const { length, openTimeMs, open, high, low, close, volume } = input;
    for (let index = 0; index < length; index += 1) {
      bus.emit('bar', {
        symbol: 'XBTZAR',
        timeMs: openTimeMs[index],
        open: open[index],
        high: high[index],
        low: low[index],
        close: close[index],
        volume: volume[index],
      });
    }
    return resultOf(trips);
  },
};
