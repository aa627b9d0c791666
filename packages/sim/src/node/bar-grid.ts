import { lengthText } from '../market-data/length-text.ts';
import type { BarColumns } from '../market-data/market-columns.ts';
import type { BadRow } from '../market-data/market-data-error.ts';

/** Bars that are all farther apart than they are long are looked at until there are so many: chance does not do that as often. */
const spacingsMin = 20;

/**
 * Whether bars are as long as somebody said. Too long is seen by their overlapping; too short by times that are not on one grid, and by bars
 * none of which follows another at once. Gaps are fine.
 */
export class BarGrid {
  readonly #intervalMs: number;
  #lastMs: number | undefined;
  #spacings = 0;
  /** Of all spacings the greatest length that divides them, in milliseconds. */
  #commonMs = 0;

  /** @param intervalMs - The length that somebody said, in milliseconds. */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** The first bar that shows another length; the chunks come in order. */
  check({ length, openTimeMs }: BarColumns): BadRow | undefined {
    const intervalMs = this.#intervalMs;
    // Once two bars were neighbours only the grid is left to look at.
    for (let index = 0; index < length; index += 1) {
      const timeMs = openTimeMs[index] as number;
      const spacingMs = timeMs - (this.#lastMs ?? timeMs);
      this.#lastMs = timeMs;
      if (spacingMs === 0) continue;
      if (spacingMs % intervalMs !== 0) return this.#offGrid(index, timeMs, spacingMs);
      if (this.#commonMs === intervalMs) continue;
      this.#commonMs = commonDivisor(this.#commonMs, spacingMs);
      this.#spacings += 1;
      if (this.#spacings >= spacingsMin && this.#commonMs > intervalMs) return this.#tooShort(index, timeMs);
    }
    return undefined;
  }

  #tooShort(index: number, timeMs: number): BadRow {
    const [seen, said] = [lengthText(this.#commonMs), lengthText(this.#intervalMs)];
    const reason = `ends ${this.#spacings + 1} bars that are all ${seen} or a multiple of it apart, and bars of ${said} were asked for; set the interval that the bars have: ${seen}`;
    return { index, column: 'openTimeMs', value: new Date(timeMs).toISOString(), reason };
  }

  #offGrid(index: number, timeMs: number, spacingMs: number): BadRow {
    const [seen, said] = [lengthText(spacingMs), lengthText(this.#intervalMs)];
    // Where bars followed each other at the interval it is the time that is wrong.
    const isStray = this.#commonMs === this.#intervalMs;
    const remedy = isStray
      ? 'correct the time'
      : `set the interval that the bars have, such as ${seen}, or correct the time`;
    const reason = `is ${seen} after the bar before, which is no multiple of ${said}, the interval that was asked for; ${remedy}`;
    return { index, column: 'openTimeMs', value: new Date(timeMs).toISOString(), reason };
  }
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
