/** A sample of a value that may grow. */
export interface TimedValue {
  /** When, in milliseconds from any moment. */
  readonly timeMs: number;
  /** The value. */
  readonly value: number;
}

/** Slope of the straight line with the least squares through samples, per minute; 0 for fewer than two. */
export function fitSlopePerMinute(samples: readonly TimedValue[]): number {
  const count = samples.length;
  const meanTime = samples.reduce((sum, { timeMs }) => sum + timeMs, 0) / count;
  const meanValue = samples.reduce((sum, { value }) => sum + value, 0) / count;
  let above = 0;
  let below = 0;
  for (const { timeMs, value } of samples) {
    above += (timeMs - meanTime) * (value - meanValue);
    below += (timeMs - meanTime) ** 2;
  }
  return below === 0 ? 0 : (above / below) * 60_000;
}

/** The samples of the last part of the time that they span: 0.8 leaves the first fifth out. */
export function lastPart(samples: readonly TimedValue[], part: number): readonly TimedValue[] {
  const first = samples[0]?.timeMs ?? 0;
  const last = samples.at(-1)?.timeMs ?? 0;
  const from = last - (last - first) * part;
  return samples.filter(({ timeMs }) => timeMs >= from);
}
