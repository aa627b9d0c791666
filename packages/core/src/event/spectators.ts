import { EventEmitter } from 'eventemitter3';

/**
 * Typed subscriptions for those who watch and never take part. A listener that throws is reported; it silences nobody and
 * reaches neither the emitter nor the engine.
 */
export class Spectators<Events extends object> {
  readonly #emitter = new EventEmitter();
  readonly #onListenerError: (name: string, error: unknown) => void;

  /** @param onListenerError - Told about every listener that throws. */
  constructor(onListenerError: (name: string, error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  /** Calls `listener` for every event of this name from now on; the returned function unsubscribes. */
  on<K extends keyof Events & string>(name: K, listener: (value: Events[K]) => void): () => void {
    const report = (error: unknown): void => this.#onListenerError(name, error);
    const guarded = (value: Events[K]): void => {
      try {
        // Listeners may be asynchronous; a rejection that nobody takes would end the process.
        const result: unknown = listener(value);
        if (result instanceof Promise) result.catch(report);
      } catch (error) {
        report(error);
      }
    };
    this.#emitter.on(name, guarded);
    return () => {
      this.#emitter.off(name, guarded);
    };
  }

  /** Whether anybody listens to this name: what nobody watches need not be made. */
  hasListeners(name: keyof Events & string): boolean {
    return this.#emitter.listenerCount(name) > 0;
  }

  /** Shows a value to everybody who listens to this name. */
  show<K extends keyof Events & string>(name: K, value: Events[K]): void {
    this.#emitter.emit(name, value);
  }

  /** Unsubscribes everybody. */
  clear(): void {
    this.#emitter.removeAllListeners();
  }
}
