import { SMA } from 'trading-signals';
import { resultOf } from '../workload.mjs';

export default {
  repeats: 4,
  run({ close, length }) {
    const fast = new SMA(10);
    const slow = new SMA(50);
    const trips = [];
    let entry = 0;
    let before;
    for (let index = 0; index < length; index += 1) {
      const price = close[index];
      const short = fast.add(price);
      const long = slow.add(price);
      if (long === null) continue;
      const now = short - long;
      if (before <= 0 && now > 0 && entry === 0) entry = price;
      else if (before >= 0 && now < 0 && entry !== 0) {
        trips.push([entry, price]);
        entry = 0;
      }
      before = now;
    }
    return resultOf(trips);
  },
};
