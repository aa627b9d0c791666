// A backtest of ten million ticks with three strategies that look at every one of them: one adds prices up, one keeps a slow and a fast
// exponential average, one buys and sells a unit at the market now and then. The ticks are made in chunks of 65,536 rows whose arrays are
// used again and again, so that memory shows whether anything grows with the data.
//
// The reference is a plain loop over the same chunks. Compared are the sums, the last averages bit by bit, and the money at the end.
import { compareResults, createRandom } from '../harness/random.mjs';

export const title = 'Backtest: ticks to three strategies';
export const unit = 'tick';
export const limit = 'limit: loop over typed arrays';
export const sizes = { quick: 1_000_000, full: 10_000_000 };
export const unitsOf = input => input.length;
export const aims = [];

export const adapters = [
  { name: limit, file: 'ticks/adapters/limit-typed.mjs' },
  { name: 'ours', file: 'ticks/adapters/ours.mjs', isOurs: true },
];

const chunkRows = 65_536;
const startMs = Date.UTC(2020, 0, 1);

/** Between two orders of the strategy that trades, in ticks. */
export const tradesEvery = 5_000;

/** The ticks, chunk after chunk in the same arrays. */
export function* chunksOf(length) {
  const random = createRandom(7);
  const column = () => new Float64Array(chunkRows);
  const columns = { kind: 'tick', timeMs: column(), bid: column(), ask: column(), last: column().fill(Number.NaN) };
  let price = 1_000_000;
  for (let from = 0; from < length; from += chunkRows) {
    const rows = Math.min(chunkRows, length - from);
    for (let row = 0; row < rows; row += 1) {
      price = Math.max(500_000, price + Math.floor(random() * 21) - 10);
      columns.timeMs[row] = startMs + (from + row) * 250;
      columns.bid[row] = price - 2;
      columns.ask[row] = price + 2;
    }
    yield { ...columns, length: rows };
  }
}

export function createInput({ units = sizes.full } = {}) {
  return { length: units, expected: runPlain(units) };
}

/** The plain loop. */
export function runPlain(length) {
  let sum = 0;
  let fast = 0;
  let slow = 0;
  let count = 0;
  let cash = 0;
  let held = 0;
  for (const { length: rows, bid, ask } of chunksOf(length)) {
    for (let row = 0; row < rows; row += 1) {
      sum += bid[row] + ask[row];
      const middle = (bid[row] + ask[row]) / 2;
      fast += (middle - fast) / 16;
      slow += (middle - slow) / 256;
      count += 1;
      if (count % tradesEvery !== 0) continue;
      cash += held === 0 ? -ask[row] : bid[row];
      held = 1 - held;
    }
  }
  return { sum, fast, slow, count, cash, held };
}

export const check = (result, { expected }) => compareResults(result, expected, 'sums, averages and money equal');
