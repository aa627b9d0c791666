import mitt from 'mitt';
import { createBusAdapter } from '../chain.mjs';

export default createBusAdapter(() => {
  const emitter = mitt();
  return { on: (topic, listener) => emitter.on(topic, listener), emit: (topic, event) => emitter.emit(topic, event) };
});
