// The usual asynchronous bus: every emit awaits every listener in order, and the chain is awaited from end to end.
export default {
  repeats: 3,
  isAsync: true,
  async run({ price: prices, quantity: quantities }) {
    const listeners = { tick: [], order: [], fill: [] };
    const emit = async (topic, event) => {
      for (const listener of listeners[topic]) await listener(event);
    };
    const state = { position: 0, cash: 0, audited: 0 };
    let last = 1e6;
    let id = 0;
    const audit = async () => {
      state.audited += 1;
    };
    listeners.tick.push(async ({ symbol, timeMs, price, quantity }) => {
      const side = price >= last ? 1 : -1;
      last = price;
      id += 1;
      await emit('order', { type: 'order', id, symbol, side, quantity, price, timeMs });
    }, audit);
    listeners.order.push(async ({ id: orderId, symbol, side, quantity, price, timeMs }) => {
      await emit('fill', { type: 'fill', orderId, symbol, side, quantity, price, timeMs });
    }, audit);
    listeners.fill.push(async ({ side, quantity, price }) => {
      state.position += side * quantity;
      state.cash -= side * quantity * price;
    }, audit);
    for (let index = 0; index < prices.length; index += 1) {
      const [price, quantity] = [prices[index], quantities[index]];
      await emit('tick', { type: 'tick', symbol: 'XBTZAR', timeMs: index, price, quantity });
    }
    return state;
  },
};
