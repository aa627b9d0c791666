// Single operations of decimals, each on 4,096 pairs of values over and over. `ordinary`: prices with 2 decimals, quantities and amounts
// with 8, as exchanges send them. `wide`: 18 decimals and 22 to 25 digits, more than a double holds. The reference is scaled bigints.
import { createRandom, hashStart, hashText, unitsToText } from '../harness/random.mjs';

export const title = 'Decimal operations';
export const unit = 'operation';
export const limit = 'hand-written: bare bigint';
export const sizes = { quick: 200_000, full: 500_000 };
export const operations = ['parse', 'plus', 'times', 'compare', 'round', 'dividedBy', 'toString'];
export const groups = ['ordinary', 'wide'];
export const unitsOf = input => input.units;
export const hasParts = true;
export const aims = [];

export const adapters = [
  { name: limit, file: 'decimal/adapters/hand-bigint.mjs' },
  { name: 'ours: Decimal', file: 'decimal/adapters/ours.mjs', isOurs: true },
  { name: 'ccxt Precise', peer: 'ccxt', file: 'decimal/adapters/ccxt-precise.mjs', unitsMax: 60_000 },
  { name: 'bignumber.js', peer: 'bignumber.js', file: 'decimal/adapters/bignumber.mjs', unitsMax: 60_000 },
  { name: 'big.js', peer: 'big.js', file: 'decimal/adapters/big.mjs', unitsMax: 60_000 },
  { name: 'decimal.js', peer: 'decimal.js', file: 'decimal/adapters/decimal.mjs', unitsMax: 60_000 },
];

/** How many pairs there are; a power of two. */
export const pairs = 4096;

/** Decimals of the left and the right values of a group, in bigint units. */
export const scales = { ordinary: { left: 2, right: 8 }, wide: { left: 18, right: 18 } };

/** Decimals that `round` and `dividedBy` leave. */
export const places = 8;

/** Canonical text of units of 10^-scale: what every library's result is brought to before it is compared. */
export function canonicalText(units, scale) {
  const isNegative = units < 0n;
  const text = unitsToText(isNegative ? -units : units, scale)
    .replace(/0+$/, '')
    .replace(/\.$/, '');
  return isNegative ? `-${text}` : text;
}

/** Another library's plain text (without exponent) as canonical text. */
export const trimZeros = text => (text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text);

/** a / b rounded half up, for values that are not negative. */
export const halfUp = (a, b) => (2n * a + b) / (2n * b);

function createGroup(random, group) {
  const { left, right } = scales[group];
  const drawWide = digits =>
    BigInt(Math.floor(1 + random() * 8)) * 10n ** BigInt(digits - 1) +
    BigInt(Math.floor(random() * 2 ** 48)) * BigInt(Math.floor(random() * 2 ** 30));
  const draw = {
    ordinary: () => [BigInt(100_000_000 + Math.floor(random() * 50_000_000)), BigInt(Math.ceil(random() * 5_000_000))],
    wide: () => [drawWide(25), drawWide(22)],
  }[group];
  const values = Array.from({ length: pairs }, draw);
  const [as, bs] = [values.map(([a]) => a), values.map(([, b]) => b)];
  // A value from the other end is what `plus` and `compare` meet.
  const texts = { left: as.map(units => unitsToText(units, left)), right: bs.map(units => unitsToText(units, right)) };
  return { as, bs, texts };
}

/** What every operation gives, as canonical text, from bigints. */
function reference({ as, bs }, { left, right }) {
  const shift = 10n ** BigInt(right - left);
  const each = compute => as.map((a, index) => compute(a, bs[index]));
  const product = left + right;
  return {
    parse: each((_, b) => canonicalText(b, right)),
    plus: each((a, b) => canonicalText(a * shift + b, right)),
    times: each((a, b) => canonicalText(a * b, product)),
    compare: each((a, b) => String(a * shift < b ? -1 : a * shift > b ? 1 : 0)),
    round: each((a, b) => canonicalText(halfUp(a * b, 10n ** BigInt(product - places)), places)),
    dividedBy: each((a, b) => canonicalText(halfUp(a * shift * 10n ** BigInt(places), b), places)),
    toString: each(a => canonicalText(a, left)),
  };
}

const hashTexts = texts => texts.reduce((hash, text) => hashText(text, hash), hashStart) >>> 0;

export function createInput({ units = sizes.full, seed = 21 } = {}) {
  const random = createRandom(seed);
  const input = { units: Math.max(units, pairs), groups: {}, expected: {} };
  for (const group of groups) {
    input.groups[group] = createGroup(random, group);
    const results = reference(input.groups[group], scales[group]);
    for (const operation of operations) input.expected[`${operation} ${group}`] = hashTexts(results[operation]);
  }
  return input;
}

export function check(result, input) {
  const wrong = Object.entries(input.expected)
    .filter(([part, hash]) => hashTexts(result.texts[part]) !== hash)
    .map(([part]) => part);
  return { ok: wrong.length === 0, note: wrong.length === 0 ? 'all results equal' : `differs in: ${wrong.join(', ')}` };
}
