import type { ActionEvent } from '../event/trader-event.ts';

/** Whether an action is a fact from outside that must survive; beats and timers are the system's own. */
export function isFact({ type }: ActionEvent): boolean {
  switch (type) {
    case 'heartbeat':
    case 'check-order-status':
    case 'timer':
    case 'lifecycle':
    case 'warm-up':
    case 'clock':
      return false;
    default:
      return true;
  }
}
