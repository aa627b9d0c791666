// The typed bus for those who watch (`system.on`): eventemitter3, every listener guarded so that one that throws silences nobody.
import { oursFile } from '../../harness/setup.mjs';
import { createBusAdapter } from '../chain.mjs';

const { Spectators } = await import(oursFile);

export default createBusAdapter(() => {
  const spectators = new Spectators((name, error) => {
    throw new Error(`a listener of ${name} threw`, { cause: error });
  });
  return {
    on: (topic, listener) => spectators.on(topic, listener),
    emit: (topic, event) => spectators.show(topic, event),
  };
});
