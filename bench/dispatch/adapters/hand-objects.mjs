// Direct calls, with the event objects made.
export default {
  repeats: 6,
  run({ price: prices, quantity: quantities }) {
    let position = 0;
    let cash = 0;
    let audited = 0;
    let last = 1e6;
    let id = 0;
    const audit = () => {
      audited += 1;
    };
    const onFill = ({ side, quantity, price }) => {
      position += side * quantity;
      cash -= side * quantity * price;
    };
    const onOrder = ({ id: orderId, symbol, side, quantity, price, timeMs }) => {
      const fill = { type: 'fill', orderId, symbol, side, quantity, price, timeMs };
      onFill(fill);
      audit(fill);
    };
    const onTick = ({ symbol, timeMs, price, quantity }) => {
      const side = price >= last ? 1 : -1;
      last = price;
      id += 1;
      const order = { type: 'order', id, symbol, side, quantity, price, timeMs };
      onOrder(order);
      audit(order);
    };
    for (let index = 0; index < prices.length; index += 1) {
      const tick = { type: 'tick', symbol: 'XBTZAR', timeMs: index, price: prices[index], quantity: quantities[index] };
      onTick(tick);
      audit(tick);
    }
    return { position, cash, audited };
  },
};
