// A chain over an event bus: tick → strategy → order → exchange → fill → portfolio. Every tick makes one order and one fill, so that there
// are three events per tick; a second listener (audit) hears every event, so that there are six calls per tick. Amounts are doubles here:
// only the way of the events is measured, the order round trip has a workload of its own.
import { compareResults, createRandom } from '../harness/random.mjs';

export const title = 'Event dispatch: tick → strategy → order → fill';
export const unit = 'event';
export const limit = 'limit: direct calls, no objects';
export const sizes = { quick: 200_000, full: 1_000_000 };
export const unitsOf = input => input.price.length * 3;
export const aims = [];

export const adapters = [
  { name: limit, file: 'dispatch/adapters/limit-direct.mjs' },
  { name: 'hand-written: direct calls with event objects', file: 'dispatch/adapters/hand-objects.mjs' },
  { name: 'hand-written: one channel per topic', file: 'dispatch/adapters/hand-channels.mjs' },
  { name: 'hand-written: one queue, run to completion', file: 'dispatch/adapters/hand-queue.mjs' },
  { name: 'ours: EventBus and Engine (both queues, guarded hooks)', file: 'dispatch/adapters/ours.mjs', isOurs: true },
  { name: 'ours: Spectators (guarded listeners)', file: 'dispatch/adapters/ours-spectators.mjs', isOurs: true },
  { name: 'node:events', file: 'dispatch/adapters/node-events.mjs' },
  { name: 'eventemitter3', peer: 'eventemitter3', file: 'dispatch/adapters/eventemitter3.mjs' },
  { name: 'tseep', peer: 'tseep', file: 'dispatch/adapters/tseep.mjs' },
  { name: 'mitt', peer: 'mitt', file: 'dispatch/adapters/mitt.mjs' },
  { name: 'rxjs, a Subject per topic', peer: 'rxjs', file: 'dispatch/adapters/rxjs.mjs' },
  { name: 'EventTarget', file: 'dispatch/adapters/event-target.mjs' },
  { name: 'async bus, every listener awaited', file: 'dispatch/adapters/async-bus.mjs' },
];

export function createInput({ units = sizes.full, seed = 5 } = {}) {
  const random = createRandom(seed);
  const input = { price: new Float64Array(units), quantity: new Float64Array(units) };
  let price = 1e6;
  for (let index = 0; index < units; index += 1) {
    price += Math.floor(random() * 21) - 10;
    input.price[index] = price;
    input.quantity[index] = 1 + Math.floor(random() * 9);
  }
  return { ...input, expected: reference(input) };
}

function reference({ price, quantity }) {
  let position = 0;
  let cash = 0;
  let last = 1e6;
  for (let index = 0; index < price.length; index += 1) {
    const side = price[index] >= last ? 1 : -1;
    position += side * quantity[index];
    cash -= side * quantity[index] * price[index];
    last = price[index];
  }
  return { position, cash, audited: price.length * 3 };
}

export const check = (result, input) => compareResults(result, input.expected, 'equal');
