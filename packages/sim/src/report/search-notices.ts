import type { SearchReport } from '../search/search-report.ts';

/**
 * What somebody must know before believing a search: that there is no best set, sets that were not tried, sets that failed, sets that do not count.
 *
 * @param report - The report.
 */
export function searchNotices({ trials, best, roundTripsMin, untried }: SearchReport): readonly string[] {
  const failed = trials.filter(({ error }) => error !== null);
  const few = trials.filter(({ error, score }) => error === null && score === null);
  return [
    ...(best === null ? ['No set has a score.'] : []),
    ...(untried === 0
      ? []
      : [
          `${setsText(untried)} of the grid ${untried === 1 ? 'was' : 'were'} not tried: raise optimize.trials, take longer steps, or draw sets with method random.`,
        ]),
    ...(failed.length === 0 ? [] : [`${setsText(failed.length)} failed, the first because: ${failed[0]?.error ?? ''}`]),
    ...(few.length === 0
      ? []
      : [
          `${setsText(few.length)} ${few.length === 1 ? 'does' : 'do'} not count: fewer than ${roundTripsMin} closed round trips (optimize.roundTripsMin), or the figure cannot be computed.`,
        ]),
  ];
}

function setsText(count: number): string {
  return count === 1 ? '1 set' : `${count} sets`;
}
