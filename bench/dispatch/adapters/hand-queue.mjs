// A queue: emitting adds to a ring, one drain per tick dispatches in order. Deterministic, never re-entrant, as ours, without guards.
import { createBusAdapter } from '../chain.mjs';

const mask = 63;

export default createBusAdapter(() => {
  const listeners = { tick: [], order: [], fill: [] };
  const ring = new Array(mask + 1);
  let head = 0;
  let tail = 0;
  const drain = () => {
    while (head !== tail) {
      const event = ring[head & mask];
      head += 1;
      const list = listeners[event.type];
      for (let index = 0; index < list.length; index += 1) list[index](event);
    }
  };
  return {
    on: (topic, listener) => listeners[topic].push(listener),
    emit: (topic, event) => {
      ring[tail & mask] = event;
      tail += 1;
      if (topic === 'tick') drain();
    },
  };
});
