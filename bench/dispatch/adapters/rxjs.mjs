import { Subject } from 'rxjs';
import { createBusAdapter } from '../chain.mjs';

export default createBusAdapter(() => {
  const subjects = { tick: new Subject(), order: new Subject(), fill: new Subject() };
  return {
    on: (topic, listener) => subjects[topic].subscribe(listener),
    emit: (topic, event) => subjects[topic].next(event),
  };
});
