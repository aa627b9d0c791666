import { EventEmitter } from 'eventemitter3';
import { createEmitterAdapter } from '../idle.mjs';

export default createEmitterAdapter(listener => {
  const emitter = new EventEmitter();
  emitter.on('tick', listener);
  return tick => emitter.emit('tick', tick);
});
