// Our two queues and the engine: the tick is a market event, order and fill travel as signals, an action event with any payload (real
// orders and fills do far more than travel: see the order round trip). One strategy is the chain, a second one audits; every hook is
// guarded against throwing and against returning a promise.

import { createBus, createEngine, instrument } from '../../harness/ours-world.mjs';
import { oursFile } from '../../harness/setup.mjs';

const { StrategyBase } = await import(oursFile);
const { id: instrumentId, symbol } = instrument;

function createStrategies(bus, state) {
  const send = (name, payload) => bus.push({ type: 'signal', strategy: undefined, name, payload });
  let last = 1e6;
  let id = 0;
  class Chain extends StrategyBase {
    static pace = 'event';
    onTick(tick) {
      const side = tick.last >= last ? 1 : -1;
      last = tick.last;
      id += 1;
      send('order', { id, symbol: tick.symbol, side, quantity: tick.ask, price: tick.last, timeMs: tick.timeMs });
    }
    onSignal({ name, payload }) {
      const { side, quantity, price, timeMs } = payload;
      if (name === 'order') {
        send('fill', { orderId: payload.id, symbol: payload.symbol, side, quantity, price, timeMs });
        return;
      }
      state.position += side * quantity;
      state.cash -= side * quantity * price;
    }
  }
  class Audit extends StrategyBase {
    static pace = 'event';
    onTick() {
      state.audited += 1;
    }
    onSignal() {
      state.audited += 1;
    }
  }
  return [Chain, Audit];
}

export default {
  repeats: 6,
  run({ price, quantity }) {
    const state = { position: 0, cash: 0, audited: 0 };
    const bus = createBus();
    const engine = createEngine(createStrategies(bus, state));
    for (let index = 0; index < price.length; index += 1) {
      // The tick has no room for a quantity; it rides as the ask.
      const ask = quantity[index];
      bus.push({ type: 'tick', instrumentId, symbol, bid: undefined, ask, last: price[index], timeMs: index });
      for (let event = bus.take(); event !== undefined; event = bus.take()) engine.process(event, index);
    }
    return state;
  },
};
