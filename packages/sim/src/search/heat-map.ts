import type { Trial } from './search-parameters.ts';
import type { ParamValue } from './search-space.ts';

/** The best scores over two params: what a heat map shows. */
export interface HeatMap {
  /** The param of the columns. */
  readonly xName: string;
  /** The param of the rows. */
  readonly yName: string;
  /**
   * Values of the columns; numbers rising, other values in the order of their first trial. Many numbers are put into bins: whole
   * ones as text, such as `41–48`, others as the middle of their bin.
   */
  readonly xValues: readonly ParamValue[];
  /** Values of the rows. */
  readonly yValues: readonly ParamValue[];
  /** `cells[row][column]`; over all other params. */
  readonly cells: readonly (readonly HeatCell[])[];
}

/** One pair of values. */
export interface HeatCell {
  /** Trials with these two values that have a score. */
  readonly trials: number;
  /** Their best score; `undefined` without any. */
  readonly best: number | undefined;
  /** Their mean score: a best far above it stands alone, and lonely peaks seldom last. */
  readonly mean: number | undefined;
}

/** Different numbers shown one by one; more are put into as many bins. */
const binsMax = 24;

/** Puts trials into a grid over two params. Trials without a score count for nothing. */
export function heatMap<Figures>(trials: readonly Trial<Figures>[], xName: string, yName: string): HeatMap {
  const { values: xValues, place: placeX } = axisOf(trials, xName);
  const { values: yValues, place: placeY } = axisOf(trials, yName);
  const scores = new Map<string, number[]>();
  for (const { params, score } of trials) {
    if (score === undefined) continue;
    const key = JSON.stringify([placeX(params[xName]), placeY(params[yName])]);
    const list = scores.get(key);
    if (list === undefined) scores.set(key, [score]);
    else list.push(score);
  }
  const cells = yValues.map(y => xValues.map(x => cellOf(scores.get(JSON.stringify([x, y])) ?? [])));
  return { xName, yName, xValues, yValues, cells };
}

function cellOf(scores: readonly number[]): HeatCell {
  if (scores.length === 0) return { trials: 0, best: undefined, mean: undefined };
  let best = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const score of scores) {
    best = Math.max(best, score);
    sum += score;
  }
  return { trials: scores.length, best, mean: sum / scores.length };
}

interface Axis {
  readonly values: readonly ParamValue[];
  /** The value of the axis that a trial's value belongs to. */
  readonly place: (value: ParamValue | undefined) => ParamValue | undefined;
}

function axisOf(trials: readonly Trial<unknown>[], name: string): Axis {
  const found = new Set<ParamValue>();
  for (const { params } of trials) {
    const value = params[name];
    if (value !== undefined) found.add(value);
  }
  const values = [...found];
  const numbers = values.filter(value => typeof value === 'number').sort((a, b) => a - b);
  if (numbers.length < values.length) return { values, place: value => value };
  if (numbers.length <= binsMax) return { values: numbers, place: value => value };
  return numbers.every(value => Number.isSafeInteger(value)) ? wholeBins(numbers) : evenBins(numbers);
}

/** Bins of equal width, named by their middles. */
function evenBins(numbers: readonly number[]): Axis {
  const low = numbers[0] ?? 0;
  const width = ((numbers.at(-1) ?? 0) - low) / binsMax;
  const middles = Array.from({ length: binsMax }, (_, bin) => Number((low + (bin + 0.5) * width).toPrecision(4)));
  const place = (value: ParamValue | undefined) =>
    middles[Math.min(Math.floor((Number(value) - low) / width), binsMax - 1)];
  return { values: middles, place };
}

/** Bins of equally many whole numbers, or of one more than others have; numbers that no trial had count too. */
function wholeBins(numbers: readonly number[]): Axis {
  const low = numbers[0] ?? 0;
  const step = numbers.reduce((common, value) => greatestDivisor(value - low, common), 0);
  const count = ((numbers.at(-1) ?? 0) - low) / step + 1;
  const bins = Math.ceil(count / Math.ceil(count / binsMax));
  const firstOf = (bin: number) => low + step * Math.ceil((bin * count) / bins);
  const names = Array.from({ length: bins }, (_, bin) => rangeText(firstOf(bin), firstOf(bin + 1) - step));
  const place = (value: ParamValue | undefined) => names[Math.floor((((Number(value) - low) / step) * bins) / count)];
  return { values: names, place };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function rangeText(from: number, to: number): string {
  if (from === to) return String(from);
  return from < 0 ? `${from} to ${to}` : `${from}–${to}`;
}
