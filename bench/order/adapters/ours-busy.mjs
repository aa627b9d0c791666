// A system with more in it: three more strategies on the instrument, one of which holds 20 resting orders, and every optional limit set.

import { instrument, startMs } from '../../harness/ours-world.mjs';
import { oursFile } from '../../harness/setup.mjs';
import { createTradingEngine, prepareTrips, resultOf, runTrips } from '../ours.mjs';
import { capital } from '../workload.mjs';

const { StrategyBase } = await import(oursFile);
const { id: instrumentId, symbol } = instrument;

class Idle extends StrategyBase {
  static pace = 'event';
  ticks = 0;
  onTick() {
    this.ticks += 1;
  }
}

class Resting extends StrategyBase {
  onSignal() {
    for (let index = 0; index < 20; index += 1) {
      this.buy({ symbol, type: 'limit', price: String(1_000 + index), quantity: '0.0001' });
    }
  }
}

const perTrip = { events: 3, effects: 1, records: 8, hooks: 5 };
const risk = {
  orderNotionalMax: { ZAR: capital },
  positionMax: { XBT: '1000' },
  openOrdersMax: 50,
  staleAfterMs: 10_000,
};

export default {
  repeats: 6,
  prepare: prepareTrips,
  run(trips) {
    const { state, engine } = createTradingEngine({ risk }, [Resting, Idle, Idle]);
    engine.process(trips.cycle[0].tick, startMs);
    engine.process({ type: 'signal', strategy: 'strategy-1', name: 'rest', payload: undefined }, startMs);
    for (const balance of ['ZAR', 'XBT']) {
      const total = engine.strategies.runtimes[0].positions.capital.get('ZAR').times(2);
      engine.process({ type: 'balance', asset: balance, total, available: total, brokerageTimeMs: startMs }, startMs);
    }
    if (engine.orders.exposure(instrumentId).openOrders !== 20) throw new Error('the resting orders were denied');
    const counted = runTrips(trips, engine, { state, perTrip });
    return resultOf(engine, counted);
  },
};
