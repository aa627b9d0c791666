/**
 * The rule with a library of decimals; all of them have plus, minus, times and compare by one name or another.
 *
 * @param library.read - Text to decimal.
 * @param library.round - Half up to 8 decimals.
 * @param library.divide - Quotient, half up to 8 decimals.
 * @param library.compare - Below, equal, above as a number below, equal to or above 0.
 * @param library.units - A decimal in 10^-8 as integer text.
 */
export const createDecimalAccounting = ({
  repeats = 3,
  read,
  round,
  divide,
  compare,
  negate,
  plus,
  minus,
  times,
  units,
}) => ({
  repeats,
  run({ side, price: prices, quantity: quantities, fee }) {
    const zero = read('0');
    let position = zero;
    let cost = zero;
    let realised = zero;
    let fees = zero;
    for (let index = 0; index < side.length; index += 1) {
      const price = read(prices[index]);
      const quantity = read(quantities[index]);
      const isBuy = side[index] > 0;
      fees = plus(fees, read(fee[index]));
      const sign = compare(position, zero);
      if (sign === 0 || sign > 0 === isBuy) {
        position = isBuy ? plus(position, quantity) : minus(position, quantity);
        cost = plus(cost, round(times(price, quantity)));
        continue;
      }
      const size = sign < 0 ? negate(position) : position;
      const order = compare(size, quantity);
      const closed = order < 0 ? size : quantity;
      const costOut = order <= 0 ? cost : divide(times(cost, closed), size);
      const value = round(times(price, closed));
      realised = plus(realised, sign > 0 ? minus(value, costOut) : minus(costOut, value));
      cost = minus(cost, costOut);
      if (order < 0) {
        const rest = minus(quantity, closed);
        position = isBuy ? rest : negate(rest);
        cost = round(times(price, rest));
      } else position = isBuy ? plus(position, closed) : minus(position, closed);
    }
    return { position: units(position), cost: units(cost), realised: units(realised), fees: units(fees) };
  },
});

/** The same for libraries whose decimals have methods of the usual names. */
export const createMethodAccounting = ({ read, round, divide }) =>
  createDecimalAccounting({
    read,
    round,
    divide,
    compare: (a, b) => a.cmp(b),
    negate: a => a.times(-1),
    plus: (a, b) => a.plus(b),
    minus: (a, b) => a.minus(b),
    times: (a, b) => a.times(b),
    units: a => a.times(1e8).toFixed(0),
  });
