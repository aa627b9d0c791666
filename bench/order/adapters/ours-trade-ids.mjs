// As on exchanges that tell single executions: a fill of its own, then the report that the order is finished.
import { createTradingEngine, prepareTrips, resultOf, runTrips } from '../ours.mjs';

const perTrip = { events: 4, effects: 1, records: 9, hooks: 5 };

export default {
  repeats: 6,
  prepare: prepareTrips,
  run(trips) {
    const { state, engine } = createTradingEngine({ fills: 'trade-id' });
    const counted = runTrips(trips, engine, { state, byTradeId: true, perTrip });
    return resultOf(engine, counted);
  },
};
