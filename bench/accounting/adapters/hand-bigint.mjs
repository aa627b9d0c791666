// Exact: text to scaled integers, bigint arithmetic, one position in local variables.
import { readUnits } from '../read-units.mjs';

const halfUp = (a, b) => (2n * a + b) / (2n * b);

export default {
  repeats: 6,
  run({ side, price: prices, quantity: quantities, fee }) {
    let position = 0n;
    let cost = 0n;
    let realised = 0n;
    let fees = 0n;
    for (let index = 0; index < side.length; index += 1) {
      const price = BigInt(readUnits(prices[index], 2));
      const quantity = BigInt(readUnits(quantities[index], 8));
      const isBuy = side[index] > 0;
      fees += BigInt(readUnits(fee[index], 8));
      if (position === 0n || position > 0n === isBuy) {
        position += isBuy ? quantity : -quantity;
        cost += halfUp(price * quantity, 100n);
        continue;
      }
      const size = position < 0n ? -position : position;
      const closed = size < quantity ? size : quantity;
      const costOut = closed === size ? cost : halfUp(cost * closed, size);
      const value = halfUp(price * closed, 100n);
      realised += position > 0n ? value - costOut : costOut - value;
      cost -= costOut;
      const rest = quantity - closed;
      if (rest > 0n) {
        position = isBuy ? rest : -rest;
        cost = halfUp(price * rest, 100n);
      } else position += isBuy ? closed : -closed;
    }
    return { position: `${position}`, cost: `${cost}`, realised: `${realised}`, fees: `${fees}` };
  },
};
