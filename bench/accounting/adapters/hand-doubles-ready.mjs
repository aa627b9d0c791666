// The physical limit: plain doubles that were read before, not exact.
import { accountInDoubles } from '../doubles.mjs';

export default {
  repeats: 6,
  prepare: input => ({
    side: input.side,
    price: Float64Array.from(input.price, Number),
    quantity: Float64Array.from(input.quantity, Number),
    fee: Float64Array.from(input.fee, Number),
  }),
  run({ side, price, quantity, fee }) {
    const fill = { price: 0.5, quantity: 0.5, fee: 0.5 };
    return accountInDoubles(side, fill, index => {
      fill.price = price[index];
      fill.quantity = quantity[index];
      fill.fee = fee[index];
    });
  },
};
