const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `5m`, `1h`, `30d` as milliseconds; `undefined` for what is no length of time. */
export function readDuration(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d+)(ms|s|m|h|d|w)$/.exec(text.trim()) ?? [];
  const value = Number(number) * (units[unit] ?? Number.NaN);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** Milliseconds as people write them: `5m`, `1h`, `1d`. */
export function intervalText(intervalMs: number): string {
  const [unit = 'ms', length = 1] =
    Object.entries(units)
      .filter(([name]) => name !== 'w')
      .findLast(([, each]) => intervalMs % each === 0) ?? [];
  return `${intervalMs / length}${unit}`;
}
