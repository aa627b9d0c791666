import { distance } from 'fastest-levenshtein';

/** The candidate that a mistyped word most probably means; `undefined` when none is near. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  let nearest: string | undefined;
  let nearestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const apart = distance(lower, candidate.toLowerCase());
    if (apart < nearestDistance) {
      nearest = candidate;
      nearestDistance = apart;
    }
  }
  return nearest;
}
