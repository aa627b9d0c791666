// Seeded random numbers (mulberry32) and a rolling hash: the same on every machine and every version of Node.

/** A function that draws from [0, 1). */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const hashStart = 0x811c9dc5 | 0;

/** One step of FNV-1a over a 32-bit integer. */
export const hashStep = (hash, value) => Math.imul(hash ^ (value | 0), 16777619);

/** The hash of a text. */
export function hashText(text, start = hashStart) {
  let hash = start;
  for (let index = 0; index < text.length; index += 1) hash = hashStep(hash, text.charCodeAt(index));
  return hash;
}

/** A value in cents, lots or any other unit of 10^-decimals as decimal text with that many decimals. */
export function unitsToText(units, decimals) {
  const digits = String(units).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Says which fields of a result differ from what the reference gave. */
export function compareResults(result, expected, note = '') {
  const wrong = Object.entries(expected)
    .filter(([key, value]) => result[key] !== value)
    .map(([key, value]) => `${key} was ${result[key]}, the reference says ${value}`);
  return { ok: wrong.length === 0, note: wrong.length === 0 ? note : wrong.join('; ') };
}
