const units: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];

/** A length of time as people write it: `5m`, `1h 30m`, `1d`; of what is no whole length above 0 its milliseconds. */
export function lengthText(lengthMs: number): string {
  if (!Number.isSafeInteger(lengthMs) || lengthMs <= 0) return `${lengthMs} ms`;
  const parts: string[] = [];
  let left = lengthMs;
  for (const [unit, unitMs] of units) {
    const count = Math.floor(left / unitMs);
    left -= count * unitMs;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.join(' ');
}
