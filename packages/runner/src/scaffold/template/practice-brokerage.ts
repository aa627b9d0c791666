import {
  type Balance,
  type Brokerage,
  type BrokerageOrderId,
  type BrokerageSink,
  type CancelIntent,
  type CancelOutcome,
  Decimal,
  type FindOutcome,
  type FindQuery,
  Instrument,
  type MarketData,
  type OrderReport,
  type PlaceIntent,
  type PlaceOutcome,
  type Tick,
  type Trading,
} from '@trader/core';

/** What the configuration may set under `brokerage.options`. */
export interface PracticeOptions {
  /** Same number, same prices. Default 1. */
  readonly seed?: number;
  /** What the account holds at first, by asset. Default 1,000,000 ZAR and 1 XBT. */
  readonly balances?: Readonly<Record<string, string>>;
}

/** An exchange in this process to practise on: one market, prices that wander, real order handling, no money. */
export function createBrokerage(options: PracticeOptions = {}): Brokerage {
  return new PracticeBrokerage(options.seed ?? 1, options.balances ?? { ZAR: '1000000', XBT: '1' });
}

interface PracticeOrder {
  readonly intent: PlaceIntent;
  readonly id: BrokerageOrderId;
  readonly quantity: Decimal;
  filled: Decimal;
  filledQuote: Decimal;
  fee: Decimal;
  status: 'open' | 'finished';
}

const feeRate = Decimal.parse('0.001');
const spread = 100;
const firstPrice = 1_200_000;
/** Most that one move of the price fills: larger orders fill in parts. */
const fillMax = Decimal.parse('0.0006');

class PracticeBrokerage implements Brokerage {
  readonly name = 'practice';
  readonly capabilities = {
    orderTypes: ['market', 'limit'],
    timesInForce: ['GTC', 'IOC'],
    postOnly: 'rejects',
    marketBuySizing: 'base',
    marketSellSizing: 'base',
    clientOrderId: { lengthMax: 64, characters: '0-9A-Za-z_-' },
    requestExpiry: undefined,
    privateStream: { orders: true, fills: true, balances: true },
    marketStream: false,
    fills: 'cumulative',
    feeAssets: ['quote'],
    bookDepthMax: 0,
    shortSelling: false,
    rateLimit: { requestsMax: 1000, windowMs: 1000 },
  } as const;

  readonly #instrument = new Instrument({
    symbol: 'XBTZAR',
    brokerage: this.name,
    base: 'XBT',
    quote: 'ZAR',
    tickSize: '1',
    lotSize: '0.0001',
    quantityMin: '0.0001',
  });
  readonly #orders = new Map<string, PracticeOrder>();
  readonly #balances: Map<string, Decimal>;
  #sink: BrokerageSink = () => undefined;
  #random: number;
  #price = firstPrice;
  #isSubscribed = false;

  constructor(seed: number, balances: Readonly<Record<string, string>>) {
    this.#random = seed;
    this.#balances = new Map(Object.entries(balances).map(([asset, text]) => [asset, Decimal.parse(text)]));
  }

  async instruments(): Promise<readonly Instrument[]> {
    return [this.#instrument];
  }

  async connect(sink: BrokerageSink): Promise<void> {
    this.#sink = sink;
    for (const stream of ['market', 'private'] as const) {
      sink({ type: 'link', stream, instrumentId: undefined, state: 'up', reason: 'practice', timeMs: Date.now() });
    }
  }

  async close(): Promise<void> {
    this.#sink = () => undefined;
  }

  readonly market: MarketData = {
    subscribe: async () => {
      this.#isSubscribed = true;
      this.#sink(this.#tick());
    },
    unsubscribe: async () => {
      this.#isSubscribed = false;
    },
    // Called on every heartbeat: the market moves, resting orders meet it, and the new prices are told.
    pull: async () => {
      if (!this.#isSubscribed) return;
      this.#price = Math.max(Math.round(this.#price * (1 + (this.#nextRandom() - 0.5) / 500)), spread);
      for (const order of this.#orders.values()) if (order.status === 'open') this.#match(order);
      this.#sink(this.#tick());
    },
    history: async () => [],
  };

  readonly trading: Trading = {
    place: async intent => this.#place(intent),
    cancel: async intent => this.#cancel(intent),
    find: async query => this.#find(query),
    openOrders: async () => [...this.#orders.values()].filter(order => order.status === 'open').map(toReport),
    fillsSince: async () => [],
    balances: async () => [...this.#balances.keys()].map(asset => this.#balance(asset)),
    feeRates: async () => ({ maker: feeRate, taker: feeRate }),
    keyRights: async () => ({ read: true, trade: true, withdraw: false }),
  };

  #place(intent: PlaceIntent): PlaceOutcome {
    const { clientOrderId, quantity, price, postOnly, side, timeInForce } = intent.terms;
    if (quantity === undefined) return rejected('no-quantity', 'orders are sized in base here');
    if (this.#orders.has(clientOrderId)) return rejected('duplicate', 'an order of this id was placed before');
    const needed = side === 'buy' ? quantity.times(price ?? this.#ask()).times('1.001') : quantity;
    const asset = side === 'buy' ? this.#instrument.quote : this.#instrument.base;
    if (this.#available(asset).lessThan(needed)) return rejected('insufficient-balance', `not enough ${asset}`);
    if (postOnly && this.#crosses(intent)) return rejected('post-only', 'the order would trade at once');
    const id = `P${this.#orders.size + 1}` as BrokerageOrderId;
    const zero = Decimal.zero;
    const order: PracticeOrder = { intent, id, quantity, filled: zero, filledQuote: zero, fee: zero, status: 'open' };
    this.#orders.set(clientOrderId, order);
    this.#sink(toReport(order));
    this.#match(order, timeInForce === 'IOC' ? quantity : fillMax);
    if (timeInForce === 'IOC' && order.status === 'open') this.#finish(order);
    return { outcome: 'accepted', brokerageOrderId: id };
  }

  #cancel({ clientOrderId }: CancelIntent): CancelOutcome {
    const order = this.#orders.get(clientOrderId);
    if (order === undefined) return rejected('not-found', 'there is no such order');
    if (order.status === 'open') this.#finish(order);
    return { outcome: 'accepted' };
  }

  #find({ clientOrderId }: FindQuery): FindOutcome {
    const order = this.#orders.get(clientOrderId);
    if (order === undefined) return { outcome: 'absent', brokerageTimeMs: Date.now() };
    return { outcome: 'found', report: toReport(order) };
  }

  /** Fills as much of an order as the present price allows. */
  #match(order: PracticeOrder, quantityMax: Decimal = fillMax): void {
    if (!this.#crosses(order.intent)) return;
    const quantity = Decimal.min(order.quantity.minus(order.filled), quantityMax);
    const { side, price } = order.intent.terms;
    const quote = quantity.times(price ?? (side === 'buy' ? this.#ask() : this.#bid()));
    const fee = quote.times(feeRate);
    order.filled = order.filled.plus(quantity);
    order.filledQuote = order.filledQuote.plus(quote);
    order.fee = order.fee.plus(fee);
    const sign = side === 'buy' ? '1' : '-1';
    this.#book(this.#instrument.base, quantity.times(sign));
    this.#book(this.#instrument.quote, quote.times(sign).negated().minus(fee));
    if (order.filled.equals(order.quantity)) this.#finish(order);
    else this.#sink(toReport(order));
  }

  #finish(order: PracticeOrder): void {
    order.status = 'finished';
    this.#sink(toReport(order));
  }

  #book(asset: string, amount: Decimal): void {
    this.#balances.set(asset, (this.#balances.get(asset) ?? Decimal.zero).plus(amount));
    this.#sink(this.#balance(asset));
  }

  #crosses({ terms: { side, price } }: PlaceIntent): boolean {
    if (price === undefined) return true;
    return side === 'buy' ? price.greaterThanOrEqual(this.#ask()) : price.lessThanOrEqual(this.#bid());
  }

  #balance(asset: string): Balance {
    const total = this.#balances.get(asset) ?? Decimal.zero;
    return { type: 'balance', asset, total, available: this.#available(asset), brokerageTimeMs: Date.now() };
  }

  /** What an asset's open orders do not need. */
  #available(asset: string): Decimal {
    const open = [...this.#orders.values()].filter(order => order.status === 'open');
    const held = open.map(({ intent: { terms }, quantity, filled }) => {
      const left = quantity.minus(filled);
      if (terms.side === 'sell') return asset === this.#instrument.base ? left : Decimal.zero;
      return asset === this.#instrument.quote ? left.times(terms.price ?? Decimal.zero).times('1.001') : Decimal.zero;
    });
    return (this.#balances.get(asset) ?? Decimal.zero).minus(Decimal.sum(held));
  }

  #tick(): Tick {
    const { id: instrumentId, symbol } = this.#instrument;
    const [bid, ask] = [this.#bid(), this.#ask()];
    return { type: 'tick', instrumentId, symbol, bid, ask, last: this.#price, timeMs: Date.now() };
  }

  #bid(): number {
    return this.#price - spread / 2;
  }

  #ask(): number {
    return this.#price + spread / 2;
  }

  /** A linear congruential generator: enough for prices that wander, and the same for the same seed. */
  #nextRandom(): number {
    this.#random = (Math.imul(this.#random, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#random / 2 ** 32;
  }
}

function toReport(order: PracticeOrder): OrderReport {
  const { terms } = order.intent;
  return {
    type: 'order-report',
    brokerageOrderId: order.id,
    clientOrderId: terms.clientOrderId,
    instrumentId: terms.instrumentId,
    status: order.status,
    finishedBy: undefined,
    cumulative: { base: order.filled, quote: order.filledQuote, fees: [{ asset: 'ZAR', amount: order.fee }] },
    terms: {
      side: terms.side,
      type: terms.type,
      quantity: terms.quantity,
      price: terms.price,
      timeInForce: terms.timeInForce,
    },
    reason: undefined,
    brokerageTimeMs: Date.now(),
  };
}

function rejected(code: string, message: string): { outcome: 'rejected'; code: string; message: string } {
  return { outcome: 'rejected', code, message };
}
