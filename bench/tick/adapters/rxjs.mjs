import { Subject } from 'rxjs';
import { createEmitterAdapter } from '../idle.mjs';

export default createEmitterAdapter(listener => {
  const subject = new Subject();
  subject.subscribe(listener);
  return tick => subject.next(tick);
});
