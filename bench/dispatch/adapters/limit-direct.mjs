// Direct calls with plain arguments, no objects; doubles in typed arrays, since doubles in fields of objects are boxed.
class Portfolio {
  sums = new Float64Array(2);
  audited = 0;
  fill(side, quantity, price) {
    this.sums[0] += side * quantity;
    this.sums[1] -= side * quantity * price;
    this.audited += 1;
  }
}

class Exchange {
  audited = 0;
  constructor(portfolio) {
    this.portfolio = portfolio;
  }
  order(_id, side, quantity, price) {
    this.portfolio.fill(side, quantity, price);
    this.audited += 1;
  }
}

class Strategy {
  last = Float64Array.of(1e6);
  id = 0;
  audited = 0;
  constructor(exchange) {
    this.exchange = exchange;
  }
  tick(price, quantity) {
    const side = price >= this.last[0] ? 1 : -1;
    this.last[0] = price;
    this.id += 1;
    this.exchange.order(this.id, side, quantity, price);
    this.audited += 1;
  }
}

export default {
  repeats: 8,
  run({ price, quantity }) {
    const portfolio = new Portfolio();
    const exchange = new Exchange(portfolio);
    const strategy = new Strategy(exchange);
    for (let index = 0; index < price.length; index += 1) strategy.tick(price[index], quantity[index]);
    const [position, cash] = portfolio.sums;
    return { position, cash, audited: portfolio.audited + exchange.audited + strategy.audited };
  },
};
