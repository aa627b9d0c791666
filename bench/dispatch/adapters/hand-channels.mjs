// One channel object per topic with an array of listeners: what a typed bus can be at best.
import { createBusAdapter } from '../chain.mjs';

class Channel {
  listeners = [];
  emit(event) {
    const { listeners } = this;
    for (let index = 0; index < listeners.length; index += 1) listeners[index](event);
  }
}

export default createBusAdapter(() => {
  const channels = { tick: new Channel(), order: new Channel(), fill: new Channel() };
  return {
    on: (topic, listener) => channels[topic].listeners.push(listener),
    emit: (topic, event) => channels[topic].emit(event),
  };
});
