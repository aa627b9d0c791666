import type { EquityCurve } from './backtest-result.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Distances of samples that are tried when none is asked for, in milliseconds: each divides the next. */
const distances = [1_000, 5_000, 15_000, minuteMs, 5 * minuteMs, 15 * minuteMs, 60 * minuteMs, 240 * minuteMs, dayMs];

/** Samples kept before every few are left out; more than 500 remain, because a distance is at most 5 times the one before. */
const samplesMax = 2_600;

/** Several values sampled at the same times. */
export class EquitySampler {
  private readonly curves: number;
  private readonly isFixed: boolean;
  private level: number;
  private distanceMs: number;
  private times: number[] = [];
  private rows: number[][] = [];
  private dueMs = Number.NEGATIVE_INFINITY;

  /**
   * @param curves - How many curves; each has a value and an exposure.
   * @param intervalMs - Distance of samples; `undefined`: as short as keeps them few, at most a day.
   * @param spanMs - How long the run will be, as far as known: so that samples are not taken in vain.
   */
  constructor(curves: number, intervalMs: number | undefined, spanMs: number | undefined) {
    this.curves = curves;
    this.isFixed = intervalMs !== undefined;
    const fitting = distances.findIndex(distance => (spanMs ?? 0) / distance <= samplesMax);
    this.level = fitting < 0 ? distances.length - 1 : fitting;
    this.distanceMs = intervalMs ?? (distances[this.level] as number);
  }

  /** From when on the next sample is wanted, in milliseconds since the epoch. */
  get nextMs(): number {
    return this.dueMs;
  }

  /** Adds a sample; one at the time of the last replaces it. @param values - Value and exposure of each curve, in turn. */
  add(timeMs: number, values: number[]): void {
    if (this.times.at(-1) === timeMs) this.rows[this.rows.length - 1] = values;
    else {
      this.times.push(timeMs);
      this.rows.push(values);
    }
    this.dueMs = Math.floor(timeMs / this.distanceMs) * this.distanceMs + this.distanceMs;
    if (!this.isFixed && this.times.length > samplesMax && this.level < distances.length - 1) this.thin();
  }

  /** Every curve, as sampled. */
  finish(): readonly EquityCurve[] {
    const timeMs = Float64Array.from(this.times);
    return Array.from({ length: this.curves }, (_, curve) => ({
      timeMs,
      value: Float64Array.from(this.rows, row => row[curve * 2] as number),
      exposure: Float64Array.from(this.rows, row => row[curve * 2 + 1] as number),
    }));
  }

  /** Keeps the first sample of each longer distance. */
  private thin(): void {
    this.level += 1;
    this.distanceMs = distances[this.level] as number;
    const { times, rows } = this;
    this.times = [];
    this.rows = [];
    let due = Number.NEGATIVE_INFINITY;
    for (const [index, timeMs] of times.entries()) {
      if (timeMs < due) continue;
      this.times.push(timeMs);
      this.rows.push(rows[index] as number[]);
      due = Math.floor(timeMs / this.distanceMs) * this.distanceMs + this.distanceMs;
    }
    this.dueMs = due;
  }
}
