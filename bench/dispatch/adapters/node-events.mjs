import { EventEmitter } from 'node:events';
import { createBusAdapter } from '../chain.mjs';

export default createBusAdapter(() => {
  const emitter = new EventEmitter();
  return { on: (topic, listener) => emitter.on(topic, listener), emit: (topic, event) => emitter.emit(topic, event) };
});
