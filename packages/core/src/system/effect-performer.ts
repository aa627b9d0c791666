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

/** How long a call may take before it is given up, in milliseconds; adapters have shorter limits of their own. */
const answerMsMax = 120_000;

/** A call to the brokerage that has not come back. */
interface CallUnderWay {
  /** When it was made, in milliseconds since the epoch. */
  readonly sinceMs: number;
  /** Tells that nothing came back; absent for placements, whose missing answers the engine sees itself. */
  readonly giveUp: ((call: CallUnderWay) => void) | undefined;
  /** Whether that was done: what still comes back counts no more. */
  isGivenUp: boolean;
}

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
  readonly #underWay = new Set<CallUnderWay>();
  #reading: CallUnderWay | undefined;
  #readAgain = false;
  #closed = false;

  /** @param parts - What it works with. */
  constructor(parts: EffectPerformerParts) {
    this.#parts = parts;
  }

  /** Calls to the brokerage that have not come back. */
  get callsInFlight(): number {
    return this.#underWay.size;
  }

  /**
   * Carries out one effect; returns at once. Once closed it carries out nothing: whose outcome is then missing is looked up by the next
   * run. The account is read at regular intervals, and that is when calls are given up that never come back.
   */
  perform(effect: Effect): void {
    if (this.#closed) return;
    switch (effect.type) {
      case 'place':
        this.#run(() => this.#place(effect));
        return;
      case 'cancel':
        this.#run(
          call => this.#cancel(effect, call),
          () => this.#tellCanceled(effect, { outcome: 'unknown', ...noAnswer }),
        );
        return;
      case 'look-up':
        this.#run(
          call => this.#lookUp(effect, call),
          call => this.#tellFound(effect, { outcome: 'unknown', ...noAnswer }, call),
        );
        return;
      case 'read-account':
        this.#giveUpOverdue();
        this.#run(
          call => this.#readAccount(effect, call),
          () => this.#giveUpReading(),
        );
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

  #run(make: (call: CallUnderWay) => Promise<void>, giveUp?: CallUnderWay['giveUp']): void {
    const call = { sinceMs: this.#parts.clock.nowMs(), giveUp, isGivenUp: false };
    this.#underWay.add(call);
    void make(call).then(() => {
      this.#underWay.delete(call);
    });
  }

  /** An adapter that never answers must not keep what it was asked for from being asked again. */
  #giveUpOverdue(): void {
    const nowMs = this.#parts.clock.nowMs();
    for (const call of this.#underWay) {
      if (call.giveUp === undefined || nowMs - call.sinceMs < answerMsMax) continue;
      call.isGivenUp = true;
      this.#underWay.delete(call);
      call.giveUp(call);
    }
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

  async #cancel(effect: CancelEffect, call: CallUnderWay): Promise<void> {
    const { trading } = this.#parts;
    const outcome: CancelOutcome =
      trading === undefined
        ? { outcome: 'not-sent', ...noTrading }
        : await attempt(
            () => trading.cancel(effect.intent, { signal: this.#abort.signal }),
            failure => ({ outcome: 'unknown', ...failure }),
          );
    if (!call.isGivenUp) this.#tellCanceled(effect, outcome);
  }

  #tellCanceled({ intent }: CancelEffect, outcome: CancelOutcome): void {
    this.#parts.push({ type: 'cancel-outcome', clientOrderId: intent.clientOrderId, outcome });
  }

  async #lookUp(effect: LookUpEffect, call: CallUnderWay): Promise<void> {
    const { trading } = this.#parts;
    const outcome: FindOutcome =
      trading === undefined
        ? { outcome: 'unknown', ...noTrading }
        : await attempt(
            () => trading.find(effect.query, { signal: this.#abort.signal }),
            failure => ({ outcome: 'unknown', ...failure }),
          );
    if (!call.isGivenUp) this.#tellFound(effect, outcome, call);
  }

  #tellFound({ query }: LookUpEffect, outcome: FindOutcome, { sinceMs: requestedTimeMs }: CallUnderWay): void {
    this.#parts.push({ type: 'look-up-outcome', clientOrderId: query.clientOrderId, outcome, requestedTimeMs });
  }

  async #readAccount({ reason }: ReadAccountEffect, call: CallUnderWay): Promise<void> {
    const { trading, push } = this.#parts;
    if (trading === undefined) return;
    if (this.#reading !== undefined) {
      // The reading under way may have begun before the gap.
      if (reason === 'gap') this.#readAgain = true;
      return;
    }
    // After a failure one timer tries again, however often the heartbeat asks meanwhile.
    if (reason === 'audit' && this.#timers.has(readAgainKey)) return;
    this.#clearTimer(readAgainKey);
    this.#reading = call;
    const options = { signal: this.#abort.signal };
    const requestedTimeMs = call.sinceMs;
    try {
      const [openOrders, balances] = await Promise.all([trading.openOrders(options), trading.balances(options)]);
      if (call.isGivenUp) return;
      push({ type: 'account-snapshot', openOrders, balances, reason, requestedTimeMs });
    } catch (error) {
      if (call.isGivenUp || this.#abort.signal.aborted) return;
      push(this.#readingFailed(error));
      const next = { type: 'read-account', reason: this.#readAgain ? 'gap' : reason } as const;
      this.#readAgain = false;
      this.#startTimer(readAgainKey, readAgainAfterMs, () => this.perform(next));
      return;
    } finally {
      if (this.#reading === call) this.#reading = undefined;
    }
    if (!this.#readAgain) return;
    this.#readAgain = false;
    this.perform({ type: 'read-account', reason: 'gap' });
  }

  /** What asked for the reading that is given up asks for the next one, which leaves at once. */
  #giveUpReading(): void {
    this.#reading = undefined;
    this.#readAgain = false;
    this.#parts.push(this.#readingFailed(new Error(noAnswer.message)));
  }

  #readingFailed(error: unknown): BrokerageFault {
    const { message } = describe(error);
    return {
      type: 'fault',
      code: 'account-unread',
      message: `open orders and balances could not be read: ${message}; they are read again in ${readAgainAfterMs / 1_000} s at the latest`,
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

const noAnswer = {
  code: 'no-answer',
  message: `the call has not come back within ${answerMsMax / 1_000} s`,
} as const;

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
