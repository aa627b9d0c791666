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
  #closed = false;

  /** @param parts - What it works with. */
  constructor(parts: EffectPerformerParts) {
    this.#parts = parts;
  }

  /** Calls to the brokerage that have not come back. */
  get callsInFlight(): number {
    return this.#callsInFlight;
  }

  /** Carries out one effect; returns at once. Once closed it carries out nothing: whose outcome is then missing is looked up by the next run. */
  perform(effect: Effect): void {
    if (this.#closed) return;
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
    this.#closed = true;
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
        ? { outcome: 'not-sent', ...noTrading }
        : await attempt(
            () => trading.place({ terms, instrument, expiresAtMs, resolveByMs }, { signal: this.#abort.signal }),
            // The deadline was promised before the call, so it holds whatever became of the call.
            failure => ({ outcome: 'unknown', ...failure, resolveByMs }),
          );
    push({ type: 'place-outcome', clientOrderId: terms.clientOrderId, outcome });
  }

  async #cancel({ intent }: CancelEffect): Promise<void> {
    const { trading, push } = this.#parts;
    const outcome: CancelOutcome =
      trading === undefined
        ? { outcome: 'not-sent', ...noTrading }
        : await attempt(
            () => trading.cancel(intent, { signal: this.#abort.signal }),
            failure => ({ outcome: 'unknown', ...failure }),
          );
    push({ type: 'cancel-outcome', clientOrderId: intent.clientOrderId, outcome });
  }

  async #lookUp({ query }: LookUpEffect): Promise<void> {
    const { trading, push } = this.#parts;
    const outcome: FindOutcome =
      trading === undefined
        ? { outcome: 'unknown', ...noTrading }
        : await attempt(
            () => trading.find(query, { signal: this.#abort.signal }),
            failure => ({ outcome: 'unknown', ...failure }),
          );
    push({ type: 'look-up-outcome', clientOrderId: query.clientOrderId, outcome });
  }

  async #readAccount({ reason }: ReadAccountEffect): Promise<void> {
    const { trading, push } = this.#parts;
    if (trading === undefined) return;
    if (this.#readingAccount) {
      // The reading under way may have begun before the gap.
      if (reason === 'gap') this.#readAgain = true;
      return;
    }
    // After a failure one timer tries again, however often the heartbeat asks meanwhile.
    if (reason === 'audit' && this.#timers.has(readAgainKey)) return;
    this.#clearTimer(readAgainKey);
    this.#readingAccount = true;
    const options = { signal: this.#abort.signal };
    try {
      const [openOrders, balances] = await Promise.all([trading.openOrders(options), trading.balances(options)]);
      push({ type: 'account-snapshot', openOrders, balances, reason });
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      push(this.#readingFailed(error));
      const next = { type: 'read-account', reason: this.#readAgain ? 'gap' : reason } as const;
      this.#readAgain = false;
      this.#startTimer(readAgainKey, readAgainAfterMs, () => this.perform(next));
      return;
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
    const { strategy, name, delayMs } = effect;
    this.#startTimer(timerKey(effect), delayMs, () => this.#parts.push({ type: 'timer', strategy, name }));
  }

  #startTimer(key: string, delayMs: number, onDue: () => void): void {
    this.#clearTimer(key);
    const cancel = this.#parts.clock.setTimer(delayMs, () => {
      this.#timers.delete(key);
      onDue();
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

const noTrading = { code: 'no-trading', message: 'this brokerage offers no trading' } as const;

/** What a call resolves to; an adapter that throws, at once or later, has told nothing. */
async function attempt<Outcome>(
  call: () => Promise<Outcome>,
  failed: (failure: ReturnType<typeof describe>) => Outcome,
): Promise<Outcome> {
  try {
    return await call();
  } catch (error) {
    return failed(describe(error));
  }
}

function describe(error: unknown): { readonly code: string; readonly message: string } {
  return { code: 'adapter-failed', message: error instanceof Error ? error.message : String(error) };
}
