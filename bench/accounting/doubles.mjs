/** The rule in doubles; `read(index)` leaves price, quantity and fee of a fill in `fill`. */
export function accountInDoubles(sides, fill, read) {
  let position = 0;
  let cost = 0;
  let realised = 0;
  let fees = 0;
  for (let index = 0; index < sides.length; index += 1) {
    read(index);
    const side = sides[index];
    const { price, quantity } = fill;
    fees += fill.fee;
    if (position === 0 || position > 0 === side > 0) {
      position += side * quantity;
      cost += price * quantity;
      continue;
    }
    const size = Math.abs(position);
    const closed = Math.min(size, quantity);
    const costOut = closed === size ? cost : (cost * closed) / size;
    const value = price * closed;
    realised += position > 0 ? value - costOut : costOut - value;
    cost -= costOut;
    const rest = quantity - closed;
    if (rest > 1e-12) {
      position = side * rest;
      cost = price * rest;
    } else position += side * closed;
  }
  return { isInexact: true, position: position * 1e8, cost: cost * 1e8, realised: realised * 1e8, fees: fees * 1e8 };
}
