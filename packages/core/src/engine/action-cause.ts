import type { TraderEvent } from '../event/trader-event.ts';
import type { ActionCause, CauseSubject } from '../journal/trader-record.ts';
import type { Book } from '../market/market-event.ts';
import type { ClientOrderId } from '../order/order.ts';
import type { HookName } from '../strategy/strategy-runtime.ts';

/** Why something is asked for: the event, the hook, and what the hook was shown, as far as the journal should keep it. */
export function actionCause({ type }: TraderEvent, hook: HookName | undefined, subject: unknown): ActionCause {
  return { event: type, hook, subject: subjectOf(hook, subject) };
}

function subjectOf(hook: HookName | undefined, subject: unknown): CauseSubject | undefined {
  if (typeof subject !== 'object' || subject === null) return undefined;
  switch (hook) {
    case 'onTick':
    case 'onTrade':
    case 'onBar':
    case 'onGap':
    case 'onTimer':
      // Immutable, so that it is kept as it is.
      return subject as CauseSubject;
    case 'onBook': {
      const { type, symbol, timeMs, bids, asks } = subject as Book;
      return { type, symbol, timeMs, bids: bids.slice(0, 1), asks: asks.slice(0, 1) };
    }
    case 'onOrder':
    case 'onFill':
      return { clientOrderId: (subject as { readonly clientOrderId: ClientOrderId }).clientOrderId };
    case 'onSignal':
      return { name: (subject as { readonly name: string }).name };
    default:
      return undefined;
  }
}
