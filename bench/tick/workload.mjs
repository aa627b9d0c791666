// Ticks on their way to one idle strategy, which counts them and keeps a checksum over their prices. The tick objects are made beforehand,
// since they are an adapter's work, and few enough to stay in the cache, as a tick does that has just arrived; the limit calls the
// strategy's hook with the same objects.
import { compareResults, createRandom, hashStart, hashStep } from '../harness/random.mjs';

export const title = 'Tick to one idle strategy';
export const unit = 'tick';
export const limit = 'limit: direct call';
export const sizes = { quick: 1_000_000, full: 3_000_000 };
export const unitsOf = input => input.units;
export const aims = [{ adapter: 'ours', nsMax: 150, says: 'a tick to one idle strategy' }];

export const adapters = [
  { name: limit, file: 'tick/adapters/limit-direct.mjs' },
  { name: 'hand-written: queue, map of instruments, guarded call', file: 'tick/adapters/hand-queue.mjs' },
  { name: 'ours', file: 'tick/adapters/ours.mjs', isOurs: true },
  { name: 'ours, in bursts of 100', file: 'tick/adapters/ours-bursts.mjs', isOurs: true },
  { name: 'ours, in an engine that has traded', file: 'tick/adapters/ours-seasoned.mjs', isOurs: true },
  { name: 'ours, Engine.process alone', file: 'tick/adapters/ours-engine.mjs', isOurs: true },
  { name: 'node:events', file: 'tick/adapters/node-events.mjs' },
  { name: 'eventemitter3', peer: 'eventemitter3', file: 'tick/adapters/eventemitter3.mjs' },
  { name: 'mitt', peer: 'mitt', file: 'tick/adapters/mitt.mjs' },
  { name: 'rxjs', peer: 'rxjs', file: 'tick/adapters/rxjs.mjs' },
];

/** Ticks that there are; a power of two. */
const distinct = 4096;

export function createInput({ units = sizes.full, seed = 3 } = {}) {
  const random = createRandom(seed);
  const ticks = [];
  let middle = 1_000_000;
  for (let index = 0; index < distinct; index += 1) {
    middle += Math.floor(random() * 21) - 10;
    const timeMs = 1_700_000_000_000 + index * 7;
    const prices = { bid: middle - 5, ask: middle + 5, last: middle };
    ticks.push({ type: 'tick', instrumentId: 'XBTZAR@bench', symbol: 'XBTZAR', ...prices, timeMs });
  }
  let checksum = hashStart;
  for (let index = 0; index < units; index += 1) checksum = hashStep(checksum, ticks[index & (distinct - 1)].last);
  return { units, ticks, mask: distinct - 1, expected: { count: units, checksum } };
}

export const check = (result, input) => compareResults(result, input.expected, 'every tick, in order');
