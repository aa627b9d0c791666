/** Delivers stream messages in order, and not before the HTTP answers that they would overtake. */
export interface Outbox {
  /** Delivers now, or as soon as every hold that is open now has been released. */
  post(deliver: () => void): void;
  /** Holds what is posted from now on; the returned function releases it and may be called more than once. */
  hold(): () => void;
}

const waitingMax = 100_000;

/** An outbox; beyond 100,000 waiting messages it stops waiting and delivers. */
export function createOutbox(): Outbox {
  const open = new Set<number>();
  let newestHold = 0;
  let waiting: { readonly after: number; readonly deliver: () => void }[] = [];
  const drain = () => {
    const oldestOpen = waiting.length > waitingMax ? Number.POSITIVE_INFINITY : Math.min(...open);
    let delivered = 0;
    while (delivered < waiting.length) {
      const next = waiting[delivered];
      if (next === undefined || next.after >= oldestOpen) break;
      delivered += 1;
      next.deliver();
    }
    waiting = waiting.slice(delivered);
  };
  return {
    post(deliver) {
      if (open.size === 0 && waiting.length === 0) {
        deliver();
        return;
      }
      waiting.push({ after: open.size === 0 ? 0 : newestHold, deliver });
      if (waiting.length > waitingMax) drain();
    },
    hold() {
      newestHold += 1;
      const hold = newestHold;
      open.add(hold);
      return () => {
        if (open.delete(hold)) drain();
      };
    },
  };
}
