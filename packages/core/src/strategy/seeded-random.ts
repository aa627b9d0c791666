/**
 * A source of random numbers in [0, 1) that a seed text names completely: the same seed gives the same numbers on every
 * machine. Small fast counter generator (sfc32, public domain, C. Doty-Humphrey), seeded through a 32-bit FNV-1a hash chain.
 */
export function createSeededRandom(seed: string): () => number {
  let a = hash(seed, 0x811c9dc5);
  let b = hash(seed, a ^ 0x9e3779b9);
  let c = hash(seed, b ^ 0x85ebca6b);
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  // The first numbers still show the seed; the author of the generator advises to skip a dozen.
  for (let skipped = 0; skipped < 12; skipped += 1) next();
  return next;
}

function hash(text: string, start: number): number {
  let state = start | 0;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return state;
}
