// Order round trips, one after the other: a tick makes a strategy ask for a limit order (price and quantity as decimal text), risk reviews
// it, it is submitted, the brokerage accepts it, tells that it was filled with a fee in quote, and the fill goes into position, cost,
// realised result, fees and capital. The strategy is told about every step. Sells never sell more than is held.
//
// A cycle of trips that ends flat is gone through again and again, so that the input does not weigh on the garbage collector, as it would
// not in a system that trades; order and trade ids are new every time.
//
// The reference is scaled bigints: base in 10^-6, everything in quote in 10^-16; the cost of a part that is sold is rounded half-even
// to 16 decimals, as our position manager does unless configured otherwise.
import { compareResults, createRandom, unitsToText } from '../harness/random.mjs';

export const title = 'Order round trip: request → risk → submitted → accepted → fill → position';
export const unit = 'round trip';
export const limit = 'hand-written: bare bigint, direct calls';
export const sizes = { quick: 100_000, full: 400_000 };
export const unitsOf = input => input.cycle.length * input.cycles;
export const aims = [{ adapter: 'ours', nsMax: 3_000, says: 'an order round trip' }];

export const adapters = [
  { name: 'hand-written: doubles, direct calls', file: 'order/adapters/hand-doubles.mjs' },
  { name: limit, file: 'order/adapters/hand-bigint.mjs' },
  { name: 'ours', file: 'order/adapters/ours.mjs', isOurs: true },
  { name: 'ours, fills by trade id (one event more)', file: 'order/adapters/ours-trade-ids.mjs', isOurs: true },
  { name: 'ours, four strategies, limits, 20 resting orders', file: 'order/adapters/ours-busy.mjs', isOurs: true },
  {
    name: 'hand-written over eventemitter3 and bignumber.js',
    peer: 'bignumber.js',
    file: 'order/adapters/hand-bignumber.mjs',
  },
  { name: 'hand-written over eventemitter3 and big.js', peer: 'big.js', file: 'order/adapters/hand-big.mjs' },
];

/** What the strategy owns at the start, in quote. */
export const capital = '5000000';

/** Scales of the bigints: base and quote. */
export const scales = { base: 6, quote: 16 };

/** Trips of one cycle. */
const cycleLength = 4_000;

export function createInput({ units = sizes.full, seed = 17 } = {}) {
  const random = createRandom(seed);
  const cycle = [];
  let middle = 1_000_000;
  let held = 0;
  for (let index = 0; index < cycleLength; index += 1) {
    middle = Math.max(500_000, middle + Math.floor((random() - 0.5) * 400));
    const isLast = index === cycleLength - 1;
    const drawn = 100 + Math.floor(random() * 9_900);
    // Nothing is left at the end of a cycle, and the last but one trip buys, so that there is something to sell.
    const isBuy = !isLast && (held < drawn || index === cycleLength - 2 || (held < 3_000_000 && random() < 0.5));
    const lots = isLast ? held : drawn;
    held += isBuy ? lots : -lots;
    const [bid, ask] = [middle - 5, middle + 5];
    const price = isBuy ? ask : bid;
    // price × lots has 6 decimals, the fee of 0.1 % has 9: both exact.
    const micros = price * lots;
    cycle.push({
      bid,
      ask,
      isBuy,
      price: String(price),
      quantity: unitsToText(lots, 6),
      quote: unitsToText(micros, 6),
      fee: unitsToText(micros, 9),
      whole: { price, lots, micros },
    });
  }
  const cycles = Math.max(1, Math.round(units / cycleLength));
  return { cycle, cycles, expected: reference(cycle, cycles) };
}

/**
 * a / b rounded half-even, for values that are not negative.
 *
 * @param {bigint} a
 * @param {bigint} b
 */
export function halfEven(a, b) {
  const quotient = a / b;
  const rest = 2n * (a - quotient * b);
  return rest > b || (rest === b && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

function reference(cycle, cycles) {
  let position = 0n;
  let cost = 0n;
  let realised = 0n;
  let fees = 0n;
  for (const { isBuy, whole } of cycle) {
    const lots = BigInt(whole.lots);
    const quote = BigInt(whole.micros) * 10n ** 10n;
    fees += BigInt(whole.micros) * 10n ** 7n;
    if (isBuy) {
      position += lots;
      cost += quote;
      continue;
    }
    const costOut = lots === position ? cost : halfEven(cost * lots, position);
    realised += quote - costOut;
    cost -= costOut;
    position -= lots;
  }
  if (position !== 0n || cost !== 0n) throw new Error('a cycle must end flat');
  const all = amount => amount * BigInt(cycles);
  const cash = BigInt(capital) * 10n ** 16n + all(realised) - all(fees);
  return {
    orders: cycle.length * cycles,
    position: '0',
    cost: '0',
    realised: `${all(realised)}`,
    fees: `${all(fees)}`,
    cash: `${cash}`,
  };
}

export function check(result, input) {
  const { orders, ...amounts } = input.expected;
  if (!result.isInexact) return compareResults(result, input.expected, 'equal to the last digit');
  const isClose = ([key, value]) => Math.abs(result[key] - Number(value)) <= 1e-6 * Math.abs(Number(value)) + 1e11;
  const ok = result.orders === orders && Object.entries(amounts).every(isClose);
  return { ok, note: 'inexact' };
}
