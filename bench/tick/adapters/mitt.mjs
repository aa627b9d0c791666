import mitt from 'mitt';
import { createEmitterAdapter } from '../idle.mjs';

export default createEmitterAdapter(listener => {
  const emitter = mitt();
  emitter.on('tick', listener);
  return tick => emitter.emit('tick', tick);
});
