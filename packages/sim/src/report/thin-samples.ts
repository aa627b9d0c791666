/**
 * Which samples of a curve a chart needs: of each stretch the first, the lowest and the highest, and the last of all. Nothing that reaches
 * out is lost. Samples of the same second count as one, the last of them: charts know no shorter time.
 *
 * @param timeMs - Times, rising.
 * @param value - Values.
 * @param samplesMax - About how many to keep; at least 6.
 */
export function thinSamples(
  timeMs: readonly number[],
  value: readonly number[],
  samplesMax: number,
): readonly number[] {
  const seconds = lastOfEachSecond(timeMs);
  if (seconds.length <= samplesMax) return seconds;
  const size = Math.ceil(seconds.length / Math.floor(samplesMax / 3));
  const kept: number[] = [];
  for (let from = 0; from < seconds.length; from += size) {
    const stretch = seconds.slice(from, from + size);
    const [first = 0] = stretch;
    const lowest = stretch.reduce((low, each) => ((value[each] ?? 0) < (value[low] ?? 0) ? each : low), first);
    const highest = stretch.reduce((high, each) => ((value[each] ?? 0) > (value[high] ?? 0) ? each : high), first);
    kept.push(...new Set([first, lowest, highest].sort((a, b) => a - b)));
  }
  const last = seconds.at(-1) ?? 0;
  return kept.at(-1) === last ? kept : [...kept, last];
}

function lastOfEachSecond(timeMs: readonly number[]): number[] {
  const kept: number[] = [];
  for (let index = 0; index < timeMs.length; index += 1) {
    const isSame = index > 0 && secondOf(timeMs[index]) === secondOf(timeMs[index - 1]);
    if (isSame) kept[kept.length - 1] = index;
    else kept.push(index);
  }
  return kept;
}

function secondOf(timeMs: number | undefined): number {
  return Math.floor((timeMs ?? 0) / 1000);
}
