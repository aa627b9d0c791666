import type { BrokerageFault, Clock, Gauge, Logger } from '@trader/core';

/** What the reporter needs from its owner. */
export interface FaultParts {
  /** Where time comes from. */
  readonly clock: Clock;
  /** Where log lines go; redacting already. */
  readonly logger: Logger;
  /** Takes the key out of texts. */
  readonly redact: (text: string) => string;
  /** Where faults go. */
  readonly emit: (fault: BrokerageFault) => void;
}

/** How long the same fault is not repeated, in milliseconds: a broken row in every poll is told once a minute. */
const repeatAfterMs = 60_000;

/** Subjects remembered at most; beyond, the memory starts afresh and some faults are told again early. */
const subjectsMax = 1000;

/** Tells of what the adapter cannot translate or mend: through the sink, and not the same thing over and over. */
export class FaultReporter {
  readonly #parts: FaultParts;
  readonly #toldMs = new Map<string, number>();

  constructor(parts: FaultParts) {
    this.#parts = parts;
  }

  /** How many faults are remembered, so that none is told over and over. */
  gauge(): Gauge {
    return { name: 'faults remembered', size: this.#toldMs.size, sizeMax: subjectsMax };
  }

  /** Starts afresh: whoever begins to listen has heard nothing yet. */
  forget(): void {
    this.#toldMs.clear();
  }

  /**
   * Reports a fault unless the same was reported within the last minute.
   *
   * @param subject - What it is about: one market, one path; faults of different subjects are told apart.
   */
  report(code: string, subject: string, message: string, severity: BrokerageFault['severity']): void {
    const { clock, logger, redact, emit } = this.#parts;
    const timeMs = clock.nowMs();
    const key = `${code} ${subject}`;
    const toldMs = this.#toldMs.get(key);
    if (toldMs !== undefined && Math.abs(timeMs - toldMs) < repeatAfterMs) return;
    if (this.#toldMs.size >= subjectsMax) this.#toldMs.clear();
    this.#toldMs.set(key, timeMs);
    const clean = redact(message);
    // Whoever takes the fault tells people of it; louder here, it would be told twice.
    logger.debug(clean, { code, severity });
    emit({ type: 'fault', code, message: clean, severity, timeMs });
  }
}
