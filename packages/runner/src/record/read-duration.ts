const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `5m`, `1h 30m`, `30d` as milliseconds; `undefined` for what is no length of time. */
export function readDuration(text: string): number | undefined {
  if (!/^(\d+(ms|s|m|h|d|w) ?)+$/.test(text.trim())) return undefined;
  let value = 0;
  for (const [, number = '', unit = ''] of text.matchAll(/(\d+)(ms|s|m|h|d|w)/g))
    value += Number(number) * (units[unit] ?? Number.NaN);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
