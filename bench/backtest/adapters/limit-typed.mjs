import { resultOf } from '../workload.mjs';

export default {
  repeats: 10,
  run({ close, length }) {
    const trips = [];
    let fast = 0;
    let slow = 0;
    let entry = 0;
    for (let index = 0; index < 50; index += 1) {
      slow += close[index];
      if (index >= 40) fast += close[index];
    }
    let before = fast * 5 - slow;
    for (let index = 50; index < length; index += 1) {
      const price = close[index];
      fast += price - close[index - 10];
      slow += price - close[index - 50];
      const now = fast * 5 - slow;
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
