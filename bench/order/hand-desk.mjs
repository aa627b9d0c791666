// The least code that does the round trip, with any arithmetic: one strategy, one instrument, orders in a map, the checks that ours makes
// for a limit order, no journal, no evidence rules, no look-ups. `tell` is how the strategy hears of changes.

const closedMax = 1_000;

export class HandDesk {
  orders = new Map();
  closed = [];
  standing = 0;
  count = 0;

  /** @param numbers - The arithmetic. @param capital - Cash at the start. @param tell - Called with 'order' or 'fill' and the object. */
  constructor(numbers, capital, tell) {
    this.numbers = numbers;
    this.tell = tell;
    this.cash = capital;
    this.held = { quote: numbers.zero, base: numbers.zero };
    this.position = numbers.zero;
    this.cost = numbers.zero;
    this.realised = numbers.zero;
    this.fees = numbers.zero;
  }

  /** Takes a request through risk; the order, submitted or denied. */
  place(request) {
    const { numbers } = this;
    this.count += 1;
    const order = {
      id: `bench-${this.count.toString(36).padStart(8, '0')}`,
      side: request.side,
      price: numbers.read(request.price, 'price'),
      quantity: numbers.read(request.quantity, 'base'),
      brokerageOrderId: undefined,
      state: 'requested',
      filled: numbers.zero,
      filledQuote: numbers.zero,
      reason: undefined,
    };
    this.orders.set(order.id, order);
    order.reason = this.#review(order);
    if (order.reason === undefined) {
      this.standing += 1;
      this.#hold(order, true);
      order.state = 'submitted';
    } else order.state = 'denied';
    this.tell('order', order);
    return order;
  }

  accept(id, brokerageOrderId) {
    const order = this.orders.get(id);
    if (order === undefined || order.state !== 'submitted') return;
    order.brokerageOrderId = brokerageOrderId;
    order.state = 'open';
    this.tell('order', order);
  }

  /** Takes running totals that say the order is finished. */
  finish(id, totals) {
    const { numbers } = this;
    const order = this.orders.get(id);
    if (order === undefined || order.state !== 'open') return;
    const base = numbers.minus(totals.base, order.filled);
    const quote = numbers.minus(totals.quote, order.filledQuote);
    order.filled = totals.base;
    order.filledQuote = totals.quote;
    order.state = 'filled';
    this.#hold(order, false);
    this.standing -= 1;
    const fill = { id, side: order.side, base, quote, fee: totals.fee };
    this.#book(fill);
    this.tell('order', order);
    this.tell('fill', fill);
    this.closed.push(id);
    if (this.closed.length > closedMax) this.orders.delete(this.closed.shift());
  }

  #review({ side, price, quantity }) {
    const { numbers } = this;
    if (!numbers.isOnGrid(price, 'price') || !numbers.isOnGrid(quantity, 'base')) return 'off the grid';
    if (numbers.isBelow(quantity, numbers.quantityMin)) return 'too small';
    if (this.standing >= 50) return 'too many orders';
    if (side === 'sell') {
      return numbers.isBelow(numbers.minus(this.position, this.held.base), quantity) ? 'not owned' : undefined;
    }
    const needed = numbers.value(price, quantity);
    return numbers.isBelow(numbers.minus(this.cash, this.held.quote), needed) ? 'no capital' : undefined;
  }

  #hold({ side, price, quantity }, isOn) {
    const { numbers, held } = this;
    const change = isOn ? numbers.plus : numbers.minus;
    if (side === 'sell') held.base = change(held.base, quantity);
    else held.quote = change(held.quote, numbers.value(price, quantity));
  }

  #book({ side, base, quote, fee }) {
    const { numbers } = this;
    this.fees = numbers.plus(this.fees, fee);
    if (side === 'buy') {
      this.position = numbers.plus(this.position, base);
      this.cost = numbers.plus(this.cost, quote);
      this.cash = numbers.minus(this.cash, numbers.plus(quote, fee));
      return;
    }
    const costOut = numbers.part(this.cost, base, this.position);
    this.realised = numbers.plus(this.realised, numbers.minus(quote, costOut));
    this.cost = numbers.minus(this.cost, costOut);
    this.position = numbers.minus(this.position, base);
    this.cash = numbers.plus(this.cash, numbers.minus(quote, fee));
  }
}

/** A strategy that asks for one order per tick, and counts what it hears. */
class Trader {
  heard = 0;
  constructor(desk) {
    this.desk = desk;
  }
  onTick(trip) {
    return this.desk().place({ side: trip.isBuy ? 'buy' : 'sell', price: trip.price, quantity: trip.quantity });
  }
  onOrder() {
    this.heard += 1;
  }
  onFill() {
    this.heard += 1;
  }
}

/** Reads the amounts of fills beforehand: that is an adapter's work. */
const prepare = (input, numbers) => ({
  cycles: input.cycles,
  cycle: input.cycle.map(trip => ({
    trip,
    totals: {
      base: numbers.read(trip.quantity, 'base'),
      quote: numbers.read(trip.quote, 'quote'),
      fee: numbers.read(trip.fee, 'quote'),
    },
  })),
});

function forEachTrip({ cycle, cycles }, run) {
  for (let round = 0; round < cycles; round += 1) {
    for (let index = 0; index < cycle.length; index += 1) {
      const { trip, totals } = cycle[index];
      run(trip, totals, `BX${round * cycle.length + index}`);
    }
  }
}

/** An adapter over direct calls. */
export const createHandAdapter = (numbers, capital) => ({
  repeats: 6,
  prepare: input => prepare(input, numbers),
  run(prepared) {
    let desk;
    const trader = new Trader(() => desk);
    desk = new HandDesk(numbers, numbers.read(capital, 'quote'), (what, object) => {
      if (what === 'order') trader.onOrder(object);
      else trader.onFill(object);
    });
    forEachTrip(prepared, (trip, totals, brokerageOrderId) => {
      const { id } = trader.onTick(trip);
      desk.accept(id, brokerageOrderId);
      desk.finish(id, totals);
    });
    return resultOf(desk, trader, numbers);
  },
});

/** An adapter over an event emitter: tick, outcome and report come as events, changes go out as events. */
export const createEmitterAdapter = (numbers, capital, createEmitter) => ({
  repeats: 3,
  prepare: input => prepare(input, numbers),
  run(prepared) {
    const emitter = createEmitter();
    const tell = (what, object) => emitter.emit(what, object);
    const desk = new HandDesk(numbers, numbers.read(capital, 'quote'), tell);
    const trader = new Trader(() => desk);
    let placed;
    emitter.on('tick', trip => {
      placed = trader.onTick(trip);
    });
    emitter.on('accepted', ({ id, brokerageOrderId }) => desk.accept(id, brokerageOrderId));
    emitter.on('finished', ({ id, totals: told }) => desk.finish(id, told));
    emitter.on('order', order => trader.onOrder(order));
    emitter.on('fill', fill => trader.onFill(fill));
    forEachTrip(prepared, (trip, totals, brokerageOrderId) => {
      emitter.emit('tick', trip);
      emitter.emit('accepted', { id: placed.id, brokerageOrderId });
      emitter.emit('finished', { id: placed.id, totals });
    });
    return resultOf(desk, trader, numbers);
  },
});

function resultOf(desk, trader, numbers) {
  const { position, cost, realised, fees, cash } = desk;
  if (trader.heard !== desk.count * 4) throw new Error(`the strategy heard ${trader.heard} times`);
  return {
    orders: desk.closed.length === closedMax ? desk.count : desk.closed.length,
    ...numbers.results({ position, cost, realised, fees, cash }),
  };
}
