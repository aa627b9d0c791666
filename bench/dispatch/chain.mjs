const createTick = (index, price, quantity) => ({ type: 'tick', symbol: 'XBTZAR', timeMs: index, price, quantity });

/** The listeners of the chain, the same for every bus. `on(topic, listener)` and `emit(topic, event)` are the bus. */
function wire(on, emit) {
  const state = { position: 0, cash: 0, audited: 0 };
  let last = 1e6;
  let id = 0;
  const audit = () => {
    state.audited += 1;
  };
  on('tick', ({ symbol, timeMs, price, quantity }) => {
    const side = price >= last ? 1 : -1;
    last = price;
    id += 1;
    emit('order', { type: 'order', id, symbol, side, quantity, price, timeMs });
  });
  on('tick', audit);
  on('order', ({ id: orderId, symbol, side, quantity, price, timeMs }) =>
    emit('fill', { type: 'fill', orderId, symbol, side, quantity, price, timeMs }),
  );
  on('order', audit);
  on('fill', ({ side, quantity, price }) => {
    state.position += side * quantity;
    state.cash -= side * quantity * price;
  });
  on('fill', audit);
  return state;
}

/** An adapter for a bus; `createBus` returns `on` and `emit`. */
export const createBusAdapter = createBus => ({
  repeats: 6,
  run({ price, quantity }) {
    const { on, emit } = createBus();
    const state = wire(on, emit);
    for (let index = 0; index < price.length; index += 1)
      emit('tick', createTick(index, price[index], quantity[index]));
    return state;
  },
});
