// What most bots do: Number(text) and doubles, not exact.
import { accountInDoubles } from '../doubles.mjs';

export default {
  repeats: 6,
  run({ side, price, quantity, fee }) {
    const fill = { price: 0.5, quantity: 0.5, fee: 0.5 };
    return accountInDoubles(side, fill, index => {
      fill.price = Number(price[index]);
      fill.quantity = Number(quantity[index]);
      fill.fee = Number(fee[index]);
    });
  },
};
