/** The deepest fall of a curve below its highest value before. */
interface Drawdown {
  /** Depth as a fraction of the peak: 0.2 is 20 %. */
  readonly depth: number;
  /** Time of the last sample at the peak, in milliseconds since the epoch. */
  readonly peakMs: number;
  /** Time of the lowest sample. */
  readonly lowMs: number;
  /** Time of the first sample at the peak's value again; `undefined` when the curve ends before. */
  readonly recoveredMs: number | undefined;
}

/** The drawdowns of a curve. */
export interface Drawdowns {
  /** The deepest, the first of equals; `undefined` when the curve never falls. */
  readonly deepest: Drawdown | undefined;
  /** Longest time from a peak until its value is reached again, or until the end, in milliseconds; 0 when it never falls. */
  readonly longestMs: number;
}

/** Looks for drawdowns; `undefined` for a curve without samples or with a peak of 0 or below, which has no fractions. */
export function findDrawdowns(timeMs: ArrayLike<number>, value: ArrayLike<number>): Drawdowns | undefined {
  const first = value[0];
  if (first === undefined || !(first > 0)) return undefined;
  const course = new DrawdownCourse(timeMs[0] ?? 0, first);
  for (let index = 1; index < value.length; index += 1) course.add(timeMs[index] ?? 0, value[index] ?? 0);
  return course.end(timeMs[value.length - 1] ?? 0);
}

class DrawdownCourse {
  private peak: number;
  private peakMs: number;
  private low: number;
  private lowMs: number;
  private deepest: Drawdown | undefined;
  private longestMs = 0;

  constructor(timeMs: number, value: number) {
    this.peak = value;
    this.peakMs = timeMs;
    this.low = value;
    this.lowMs = timeMs;
  }

  add(timeMs: number, value: number): void {
    if (value >= this.peak) {
      this.close(timeMs, timeMs);
      this.peak = value;
      this.peakMs = timeMs;
      this.low = value;
      return;
    }
    if (value >= this.low) return;
    this.low = value;
    this.lowMs = timeMs;
  }

  end(timeMs: number): Drawdowns {
    this.close(timeMs, undefined);
    return { deepest: this.deepest, longestMs: this.longestMs };
  }

  private close(timeMs: number, recoveredMs: number | undefined): void {
    if (this.low === this.peak) return;
    this.longestMs = Math.max(this.longestMs, timeMs - this.peakMs);
    const depth = (this.peak - this.low) / this.peak;
    if (depth <= (this.deepest?.depth ?? 0)) return;
    this.deepest = { depth, peakMs: this.peakMs, lowMs: this.lowMs, recoveredMs };
  }
}

/** How far below its highest value so far each sample is, as a fraction of 0 or below; 0 where that peak is not above 0. */
export function drawdownCurve(value: ArrayLike<number>): Float64Array {
  const result = new Float64Array(value.length);
  let peak = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < value.length; index += 1) {
    const each = value[index] ?? 0;
    peak = Math.max(peak, each);
    result[index] = peak > 0 && each < peak ? each / peak - 1 : 0;
  }
  return result;
}
