import type { BrokerageEvent } from '@trader/core';

/** A sink that remembers, and lets tests wait for what they expect instead of for time to pass. */
export class EventLog {
  readonly events: BrokerageEvent[] = [];
  readonly #checks = new Set<() => void>();

  /** The sink. */
  readonly sink = (event: BrokerageEvent): void => {
    this.events.push(event);
    for (const check of [...this.#checks]) check();
  };

  /** All events of one type so far. */
  of<T extends BrokerageEvent['type']>(type: T): Extract<BrokerageEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<BrokerageEvent, { type: T }> => event.type === type);
  }

  /** Forgets what was heard. */
  clear(): void {
    this.events.length = 0;
  }

  /** Resolves as soon as the condition holds; checked after every event. */
  until(condition: () => boolean): Promise<void> {
    return new Promise(resolve => {
      const check = (): void => {
        if (!condition()) return;
        this.#checks.delete(check);
        resolve();
      };
      this.#checks.add(check);
      check();
    });
  }

  /** Resolves when so many events of a type were heard. */
  count(type: BrokerageEvent['type'], count: number): Promise<void> {
    return this.until(() => this.of(type).length >= count);
  }

  /** The stream's state as last told. */
  get link(): string | undefined {
    return this.of('link').at(-1)?.state;
  }

  /** Events in short: `link up`, `gap`, `tick 100/101`. */
  get story(): string[] {
    return this.events.map(event => {
      if (event.type === 'link') return `link ${event.state}`;
      if (event.type === 'tick') return `tick ${event.bid}/${event.ask}/${event.last}`;
      if (event.type === 'trade') return `trade ${event.quantity}@${event.price}`;
      if (event.type === 'fault') return `fault ${event.code} ${event.severity}`;
      if (event.type === 'instrument') return `instrument ${event.instrument.status}`;
      if (event.type === 'order-report') return `order ${event.status}`;
      if (event.type === 'balance') return `balance ${event.asset} ${event.total}`;
      return event.type;
    });
  }
}
