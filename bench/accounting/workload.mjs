// Average-cost accounting. Every fill is a side and decimal text: price (2 decimals), quantity and fee (8 decimals, fee in quote). Positions
// go long, short and through zero, within about ±3 of the base asset.
//
// The rule, exact, so that every right implementation agrees to the last digit. Everything in quote at 10^-8, every rounding half up:
// value = price × quantity, rounded. In the same direction, cost += value and position += quantity. Against it, closed = the smaller of
// position and quantity; the cost of that part, cost × closed / position, is rounded (all of it when everything closes); realised +=
// the difference of value and cost of the closed part; what is left opens the other side at price × rest, rounded. Fees add up.
import { compareResults, createRandom, unitsToText } from '../harness/random.mjs';

export const title = 'Accounting per fill, from decimal text';
export const unit = 'fill';
export const limit = 'hand-written: bare bigint';
export const sizes = { quick: 100_000, full: 1_000_000 };
export const unitsOf = input => input.side.length;
export const aims = [{ adapter: 'ours: PositionManager', to: limit, ratioMax: 2, says: 'accounting per fill' }];

export const adapters = [
  { name: 'hand-written: doubles, text read before', file: 'accounting/adapters/hand-doubles-ready.mjs' },
  { name: 'hand-written: doubles from text', file: 'accounting/adapters/hand-doubles.mjs' },
  { name: limit, file: 'accounting/adapters/hand-bigint.mjs' },
  { name: 'ours: Decimal in a loop', file: 'accounting/adapters/ours-decimal.mjs', isOurs: true },
  { name: 'ours: PositionManager', file: 'accounting/adapters/ours.mjs', isOurs: true },
  { name: 'ccxt Precise', peer: 'ccxt', file: 'accounting/adapters/ccxt-precise.mjs', unitsMax: 200_000 },
  { name: 'bignumber.js', peer: 'bignumber.js', file: 'accounting/adapters/bignumber.mjs', unitsMax: 100_000 },
  { name: 'decimal.js', peer: 'decimal.js', file: 'accounting/adapters/decimal.mjs', unitsMax: 100_000 },
  { name: 'big.js', peer: 'big.js', file: 'accounting/adapters/big.mjs', unitsMax: 100_000 },
];

export function createInput({ units = sizes.full, seed = 9 } = {}) {
  const random = createRandom(seed);
  const input = { side: new Int8Array(units), price: [], quantity: [], fee: [] };
  const whole = { price: [], quantity: [], fee: [] };
  let cents = 123_456_700;
  let bias = 0.5;
  let net = 0;
  for (let index = 0; index < units; index += 1) {
    if (index % 500 === 0) bias = 0.4 + 0.2 * random();
    cents = Math.max(1_000_000, cents + Math.floor((random() - 0.5) * 40_000));
    const side = random() < bias - Math.max(-0.35, Math.min(0.35, net / 4e8)) ? 1 : -1;
    const lots = Math.ceil(random() * 5_000_000);
    net += side * lots;
    const fee = Math.round(((cents * lots) / 1e8) * 0.001 * 1e6);
    input.side[index] = side;
    whole.price.push(cents);
    whole.quantity.push(lots);
    whole.fee.push(fee);
    input.price.push(unitsToText(cents, 2));
    input.quantity.push(unitsToText(lots, 8));
    input.fee.push(unitsToText(fee, 8));
  }
  return { ...input, whole, expected: reference(input.side, whole) };
}

/** a / b rounded half up, for amounts that are not negative. */
const halfUp = (a, b) => (2n * a + b) / (2n * b);

/** The rule in the plainest words: bigints, no text. */
function reference(sides, whole) {
  let position = 0n;
  let cost = 0n;
  let realised = 0n;
  let fees = 0n;
  for (let index = 0; index < sides.length; index += 1) {
    const side = BigInt(sides[index]);
    const price = BigInt(whole.price[index]);
    const quantity = BigInt(whole.quantity[index]);
    const valueFor = lots => halfUp(price * lots, 100n);
    fees += BigInt(whole.fee[index]);
    const size = position < 0n ? -position : position;
    if (position === 0n || position > 0n === side > 0n) {
      position += side * quantity;
      cost += valueFor(quantity);
      continue;
    }
    const closed = size < quantity ? size : quantity;
    const costOut = closed === size ? cost : halfUp(cost * closed, size);
    realised += position > 0n ? valueFor(closed) - costOut : costOut - valueFor(closed);
    cost -= costOut;
    position += side * closed;
    const rest = quantity - closed;
    if (rest === 0n) continue;
    position = side * rest;
    cost = valueFor(rest);
  }
  return { position: `${position}`, cost: `${cost}`, realised: `${realised}`, fees: `${fees}` };
}

export function check(result, input) {
  if (!result.isInexact) return compareResults(result, input.expected, 'equal to the last digit');
  const errors = Object.entries(input.expected).map(([key, value]) => Math.abs(result[key] - Number(value)) / 1e8);
  const realised = Math.abs(result.realised / Number(input.expected.realised) - 1);
  return {
    ok: realised < 1e-6,
    note: `inexact: off by up to ${Math.max(...errors).toExponential(0)} of the quote asset`,
  };
}
