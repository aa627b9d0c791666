// A backtest of the cross of two moving averages, 10 and 50 candles, long or flat with one unit, market orders, fee 0.1 % of the notional
// in quote. The candles are a seeded walk of whole prices without gaps: each opens where the one before closed, so that filling at the
// close of the candle that decides and filling at the open of the next are the same, and every engine can be held against one reference.
//
// The reference is written apart from all adapters: sums over slices. Compared are the round trips, the gross result, the fees, and a hash
// over the entry and exit price of every trip.
import { compareResults, createRandom, hashStart, hashStep } from '../harness/random.mjs';

export const title = 'Backtest: SMA(10)/SMA(50) cross over one-minute candles';
export const unit = 'candle';
export const limit = 'limit: loop over typed arrays';
export const sizes = { quick: 200_000, full: 1_000_000 };
export const unitsOf = input => input.length;
export const aims = [
  { adapter: 'ours', nsMax: 250, says: 'a candle through the whole engine, running sums in the strategy' },
  { adapter: 'ours, averages of trading-signals', nsMax: 1_000, says: 'a candle with indicators of trading-signals' },
];

export const adapters = [
  { name: limit, file: 'backtest/adapters/limit-typed.mjs' },
  { name: 'hand-written: events and orders as objects', file: 'backtest/adapters/hand-objects.mjs' },
  { name: 'ours', file: 'backtest/adapters/ours.mjs', isOurs: true },
  {
    name: 'ours, averages of trading-signals',
    peer: 'trading-signals',
    file: 'backtest/adapters/ours-trading-signals.mjs',
    isOurs: true,
  },
  {
    name: 'hand-written loop, averages of trading-signals',
    peer: 'trading-signals',
    file: 'backtest/adapters/hand-trading-signals.mjs',
  },
  { name: 'pinets', peer: 'pinets', file: 'backtest/adapters/pinets.mjs', unitsMax: 50_000 },
];

/** The fee of every fill, as a fraction of its notional. */
export const fee = '0.001';

const minuteMs = 60_000;

export function createInput({ units = sizes.full, seed = 42 } = {}) {
  const random = createRandom(seed);
  // Six uniform numbers make a normal one, near enough.
  const normal = () => (random() + random() + random() + random() + random() + random() - 3) * Math.SQRT2;
  const column = () => new Float64Array(units);
  const input = {
    length: units,
    openTimeMs: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
  let price = 1_000_000;
  const start = Date.UTC(2020, 0, 1);
  for (let index = 0; index < units; index += 1) {
    let next = Math.round(price * (1 + 0.0008 * normal()));
    if (next > 8e6) next -= 4_000;
    if (next < 2e5) next += 4_000;
    input.openTimeMs[index] = start + index * minuteMs;
    input.open[index] = price;
    input.high[index] = Math.max(price, next) + Math.floor(random() * 200);
    input.low[index] = Math.min(price, next) - Math.floor(random() * 200);
    input.close[index] = next;
    input.volume[index] = Math.ceil(random() * 1e7) / 1e6;
    price = next;
  }
  return { ...input, expected: reference(input) };
}

/** A result out of entry and exit prices. */
export function resultOf(trips) {
  let gross = 0;
  let notional = 0;
  let hash = hashStart;
  for (const [entry, exit] of trips) {
    gross += exit - entry;
    notional += entry + exit;
    hash = hashStep(hashStep(hash, entry), exit);
  }
  // Whole prices: the fees are exact in thousandths.
  return { trips: trips.length, gross, fees: notional, hash };
}

function reference({ close, length }) {
  const sum = (end, count) => {
    let total = 0;
    for (let index = end - count + 1; index <= end; index += 1) total += close[index];
    return total;
  };
  const trips = [];
  let entry = 0;
  let before = length < 50 ? 0 : sum(49, 10) * 5 - sum(49, 50);
  for (let index = 50; index < length; index += 1) {
    const now = sum(index, 10) * 5 - sum(index, 50);
    if (before <= 0 && now > 0 && entry === 0) entry = close[index];
    else if (before >= 0 && now < 0 && entry !== 0) {
      trips.push([entry, close[index]]);
      entry = 0;
    }
    before = now;
  }
  return resultOf(trips);
}

export const check = (result, { expected }) => compareResults(result, expected, 'every fill equal');
