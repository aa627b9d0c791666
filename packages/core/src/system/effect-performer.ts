import type { CancelOutcome, FindOutcome, PlaceOutcome, Trading } from '../brokerage/brokerage.ts';
import type { BrokerageFault } from '../brokerage/brokerage-event.ts';
import type { Clock } from '../clock/clock.ts';
import type {
  CancelEffect,
  Effect,
  LookUpEffect,
  PlaceEffect,
  ReadAccountEffect,
  SetTimerEffect,
} from '../engine/effect.ts';
import type { TraderEvent } from '../event/trader-event.ts';

/** How long after a failed reading of the account it is tried again, in milliseconds. */
const readAgainAfterMs = 5_000;

/** What an {@link EffectPerformer} works with. */
export interface EffectPerformerParts {
  /** Where orders go; absent at a brokerage without trading. */
  readonly trading: Trading | undefined;
  /** For timers. */
  readonly clock: Clock;
  /** Where outcomes go. */
  readonly push: (event: TraderEvent) => void;
}

/** Carries out what the engine hands out. Every call's outcome comes back as an event; nothing is decided here. */
export class EffectPerformer {
  readonly #parts: EffectPerformerParts;
  readonly #abort = new AbortController();
  readonly #timers = new Map<string, () => void>();
  #callsInFlight = 0;
  #readingAccount = false;
  #readAgain = false;

  /** @param parts - What it works with. */
  constructor(parts: EffectPerformerParts) {
    this.#parts = parts;
  }

  /** Calls to the brokerage that have not come back. */
  get callsInFlight(): number {
    return this.#callsInFlight;
  }

  /** Carries out one effect; returns at once. */
  perform(effect: Effect): void {
    switch (effect.type) {
      case 'place':
        this.#run(this.#place(effect));
        return;
      case 'cancel':
        this.#run(this.#cancel(effect));
        return;
      case 'look-up':
        this.#run(this.#lookUp(effect));
        return;
      case 'read-account':
        this.#run(this.#readAccount(effect));
        return;
      case 'set-timer':
        this.#setTimer(effect);
        return;
      case 'clear-timer':
        this.#clearTimer(timerKey(effect));
        return;
      default:
        effect satisfies never;
    }
  }

  /** Answers effects that may not be carried out any more: what was to be placed was never sent. */
  refuse(effect: Effect, code: string, message: string): void {
    if (effect.type !== 'place') return;
    const { clientOrderId } = effect.order.terms;
    this.#parts.push({ type: 'place-outcome', clientOrderId, outcome: { outcome: 'not-sent', code, message } });
  }

  /** Gives up everything under way: calls are aborted, timers forgotten. */
  close(): void {
    this.#abort.abort();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #run(call: Promise<void>): void {
    this.#callsInFlight += 1;
    void call.then(() => {
      this.#callsInFlight -= 1;
    });
  }

  async #place({ order, expiresAtMs, resolveByMs }: PlaceEffect): Promise<void> {
    const { trading, push } = this.#parts;
    const { terms, instrument } = order;
    const outcome: PlaceOutcome =
      trading === undefined
        ? { outcome: 'not-sent', code: 'no-trading', message: 'this brokerage offers no trading' }
        : await trading
            .place({ terms, instrument, expiresAtMs, resolveByMs }, { signal: this.#abort.signal })
            .catch((error: unknown) => ({ outcome: 'unknown' as const, ...describe(error), resolveByMs: undefined }));
    push({ type: 'place-outcome', clientOrderId: terms.clientOrderId, outcome });
  }

  async #cancel({ intent }: CancelEffect): Promise<void> {
    const { trading, push } = this.#parts;
    const outcome: CancelOutcome =
      trading === undefined
        ? { outcome: 'not-sent', code: 'no-trading', message: 'this brokerage offers no trading' }
        : await trading
            .cancel(intent, { signal: this.#abort.signal })
            .catch((error: unknown) => ({ outcome: 'unknown' as const, ...describe(error) }));
    push({ type: 'cancel-outcome', clientOrderId: intent.clientOrderId, outcome });
  }

  async #lookUp({ query }: LookUpEffect): Promise<void> {
    const { trading, push } = this.#parts;
    const outcome: FindOutcome =
      trading === undefined
        ? { outcome: 'unknown', code: 'no-trading', message: 'this brokerage offers no trading' }
        : await trading
            .find(query, { signal: this.#abort.signal })
            .catch((error: unknown) => ({ outcome: 'unknown' as const, ...describe(error) }));
    push({ type: 'look-up-outcome', clientOrderId: query.clientOrderId, outcome });
  }

  async #readAccount({ reason }: ReadAccountEffect): Promise<void> {
    const { trading, push, clock } = this.#parts;
    if (trading === undefined) return;
    if (this.#readingAccount) {
      // The reading under way may have begun before the gap.
      if (reason === 'gap') this.#readAgain = true;
      return;
    }
    this.#readingAccount = true;
    const options = { signal: this.#abort.signal };
    try {
      const [openOrders, balances] = await Promise.all([trading.openOrders(options), trading.balances(options)]);
      push({ type: 'account-snapshot', openOrders, balances, reason });
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      push(this.#readingFailed(error));
      this.#timers.set(
        readAgainKey,
        clock.setTimer(readAgainAfterMs, () => this.perform({ type: 'read-account', reason })),
      );
    } finally {
      this.#readingAccount = false;
    }
    if (!this.#readAgain) return;
    this.#readAgain = false;
    this.perform({ type: 'read-account', reason: 'gap' });
  }

  #readingFailed(error: unknown): BrokerageFault {
    const { message } = describe(error);
    return {
      type: 'fault',
      code: 'account-unread',
      message: `open orders and balances could not be read: ${message}; they are read again in ${readAgainAfterMs / 1_000} s`,
      severity: 'degraded',
      timeMs: this.#parts.clock.nowMs(),
    };
  }

  #setTimer(effect: SetTimerEffect): void {
    const key = timerKey(effect);
    const { strategy, name, delayMs } = effect;
    this.#clearTimer(key);
    const cancel = this.#parts.clock.setTimer(delayMs, () => {
      this.#timers.delete(key);
      this.#parts.push({ type: 'timer', strategy, name });
    });
    this.#timers.set(key, cancel);
  }

  #clearTimer(key: string): void {
    this.#timers.get(key)?.();
    this.#timers.delete(key);
  }
}

const readAgainKey = 'system/read-account';

function timerKey({ strategy, name }: { readonly strategy: string; readonly name: string }): string {
  return `strategy/${strategy}/${name}`;
}

function describe(error: unknown): { readonly code: string; readonly message: string } {
  return { code: 'adapter-failed', message: error instanceof Error ? error.message : String(error) };
}
