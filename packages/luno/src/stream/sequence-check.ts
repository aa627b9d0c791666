/**
 * What is wrong with the sequence of an update, for a person; nothing when it is the next one.
 *
 * Luno's rule is strict: whatever is not exactly one more than the last (a gap, a repeat, an older number) makes the state invalid,
 * because order and completeness can no longer be known.
 */
export function sequenceBreak(last: number | bigint, sequence: number | bigint): string | undefined {
  // Numbers are safe integers; one more than the largest of them is still exact.
  if (typeof last === 'number' ? sequence === last + 1 : sequence === last + 1n) return undefined;
  const expected = BigInt(last) + 1n;
  if (BigInt(sequence) === expected) return undefined;
  return `sequence ${sequence} came where ${expected} was due`;
}
