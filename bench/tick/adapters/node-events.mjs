import { EventEmitter } from 'node:events';
import { createEmitterAdapter } from '../idle.mjs';

export default createEmitterAdapter(listener => {
  const emitter = new EventEmitter();
  emitter.on('tick', listener);
  return tick => emitter.emit('tick', tick);
});
