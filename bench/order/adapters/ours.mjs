// As on Luno: running totals carry the money.
import { createTradingEngine, prepareTrips, resultOf, runTrips } from '../ours.mjs';

const perTrip = { events: 3, effects: 1, records: 8, hooks: 5 };

export default {
  repeats: 6,
  prepare: prepareTrips,
  run(trips) {
    const { state, engine } = createTradingEngine();
    const counted = runTrips(trips, engine, { state, perTrip });
    return resultOf(engine, counted);
  },
};
