// The same after the process has traded: the code has met every kind of event, several strategies and orders, and is compiled for all of
// them, as it would be after a morning of work.
import { createBus, createEngine, instrument, startMs } from '../../harness/ours-world.mjs';
import { oursFile } from '../../harness/setup.mjs';
import { createTradingEngine, prepareTrips, runTrips } from '../../order/ours.mjs';
import { createInput } from '../../order/workload.mjs';
import { createIdleEngine, passTicks } from '../ours.mjs';

const { StrategyBase } = await import(oursFile);
const { id: instrumentId, symbol } = instrument;

class Watcher extends StrategyBase {
  static needs = { bars: [60_000] };
  seen = 0;
  onTrade() {
    this.seen += 1;
  }
  onBook() {
    this.seen += 1;
  }
  onBar() {
    this.seen += 1;
  }
}

function watchMarket(rounds) {
  const bus = createBus();
  const engine = createEngine([Watcher]);
  for (let index = 0; index < rounds; index += 1) {
    const timeMs = startMs + index * 1_000;
    const [price, quantity, of] = [1_000_000 + index, 0.01, { instrumentId, symbol, timeMs }];
    const prices = { price, firstPrice: price, highPrice: price, lowPrice: price };
    bus.push({ type: 'trade', ...of, ...prices, quantity, takerSide: 'buy', tradeId: `${index}`, count: 1 });
    bus.push({ type: 'book', ...of, bids: [{ price, quantity }], asks: [], sequence: `${index}` });
    bus.push({ type: 'heartbeat' });
    for (let event = bus.take(); event !== undefined; event = bus.take()) engine.process(event, timeMs);
  }
}

export default {
  repeats: 6,
  prepare(input) {
    const trips = prepareTrips(createInput({ units: 10_000 }));
    const { state, engine } = createTradingEngine();
    runTrips(trips, engine, { state, perTrip: {} });
    watchMarket(10_000);
    return input;
  },
  run(input) {
    const { engine, seen } = createIdleEngine();
    passTicks(input, createBus(), engine);
    return seen();
  },
};
