// Doubles: fast, and off by a little.
import { createHandAdapter } from '../hand-desk.mjs';
import { capital } from '../workload.mjs';

const lotSize = 1e-6;

const numbers = {
  zero: 0,
  quantityMin: 1e-4,
  read: text => Number(text),
  plus: (a, b) => a + b,
  minus: (a, b) => a - b,
  isBelow: (a, b) => a < b - 1e-9,
  isOnGrid: (value, what) => {
    const steps = what === 'price' ? value : value / lotSize;
    return Math.abs(steps - Math.round(steps)) < 1e-6;
  },
  value: (price, quantity) => price * quantity,
  part: (cost, part, whole) => (cost * part) / whole,
  results: ({ position, cost, realised, fees, cash }) => ({
    isInexact: true,
    position: position * 1e6,
    cost: cost * 1e16,
    realised: realised * 1e16,
    fees: fees * 1e16,
    cash: cash * 1e16,
  }),
};

export default createHandAdapter(numbers, capital);
