/** The stream of one market: a snapshot, then updates without a gap. */
export interface BookFeed {
  /** The first frame. */
  readonly snapshot: string;
  /** The frames after it. */
  readonly updates: readonly string[];
}

/** What {@link makeBookFeed} makes. */
export interface BookFeedOptions {
  /** The same seed gives the same feed. */
  readonly seed: number;
  /** How many updates. */
  readonly updates: number;
  /** Orders per side at the start; the book keeps about this size. */
  readonly depth?: number;
  /** Decimals of prices and volumes. */
  readonly decimals?: { readonly price: number; readonly volume: number };
  /** Factor on all volumes, a power of ten as digits: `'000000'` makes them a million times larger. */
  readonly volumeTail?: string;
}

interface FeedOrder {
  readonly id: string;
  readonly ask: boolean;
  readonly price: bigint;
  volume: bigint;
}

/**
 * A made-up market in Luno's wire format: creates and deletes near the middle, a few far outliers, trades that take one to three
 * makers whole or in part (with and without a remainder that rests), no-ops, status changes. Never crossed, never contradictory.
 */
export function makeBookFeed(options: BookFeedOptions): BookFeed {
  const market = new FeedMarket(options);
  for (let count = 0; count < market.depth; count += 1) {
    market.add(false, market.nearPrice(false));
    market.add(true, market.nearPrice(true));
  }
  market.add(true, market.middle * 1500n);
  market.add(false, 1n);
  const snapshot = market.snapshot();
  return { snapshot, updates: Array.from({ length: options.updates }, () => market.update()) };
}

/** A seeded source of numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4294967296;
  };
}

const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

class FeedMarket {
  readonly depth: number;
  middle: bigint;
  readonly #random: () => number;
  readonly #decimals: { readonly price: number; readonly volume: number };
  readonly #tail: string;
  readonly #orders = new Map<string, FeedOrder>();
  #sequence = 4_530_030_190;
  #tradeId = 33_279_896;
  #ids = 0;
  #timestamp = 1_790_127_208_094;

  constructor({ seed, depth = 60, decimals = { price: 2, volume: 6 }, volumeTail = '' }: BookFeedOptions) {
    this.#random = seededRandom(seed);
    this.depth = depth;
    this.#decimals = decimals;
    this.#tail = volumeTail;
    this.middle = 100_000n;
  }

  nearPrice(ask: boolean): bigint {
    const distance = BigInt(1 + Math.floor(-Math.log(1 - this.#random()) * 40));
    const best = this.#best(!ask)?.price;
    const price = ask ? this.middle + distance : this.middle - distance;
    if (best === undefined) return price;
    return ask ? (price > best ? price : best + distance) : price < best ? price : best - distance;
  }

  add(ask: boolean, price: bigint, volume = this.#volume()): FeedOrder {
    const order = { id: this.#id(), ask, price: price > 0n ? price : 1n, volume };
    this.#orders.set(order.id, order);
    return order;
  }

  snapshot(): string {
    const side = (ask: boolean) =>
      this.#sorted(ask).map(order => ({
        id: order.id,
        price: this.#priceText(order.price),
        volume: this.#volumeText(order.volume),
      }));
    const sequence = String(this.#sequence);
    return JSON.stringify({
      sequence,
      asks: side(true),
      bids: side(false),
      status: 'ACTIVE',
      timestamp: this.#timestamp,
    });
  }

  update(): string {
    this.#sequence += 1;
    this.#timestamp += Math.floor(this.#random() * 90);
    if (this.#random() < 0.05) this.middle += BigInt(Math.floor(this.#random() * 41) - 20);
    const draw = this.#random();
    if (draw < 0.12) return this.#tradeFrame();
    if (draw < 0.13) return this.#frame({});
    if (draw < 0.135) return this.#frame({ status_update: { status: this.#random() < 0.5 ? 'POSTONLY' : 'ACTIVE' } });
    if (draw < (this.#orders.size > 2 * this.depth ? 0.6 : 0.5)) return this.#deleteFrame();
    const ask = this.#random() < 0.5;
    return this.#frame({ create_update: this.#wire(this.add(ask, this.nearPrice(ask))) });
  }

  #tradeFrame(): string {
    const ask = this.#random() < 0.5;
    const taker = this.#id();
    const trades: object[] = [];
    for (let count = 1 + Math.floor(this.#random() * 3); count > 0; count -= 1) {
      const maker = this.#best(ask);
      if (maker === undefined) break;
      const part = this.#random() < 0.5 && maker.volume > 1n ? maker.volume / 3n + 1n : maker.volume;
      trades.push(this.#trade(maker, part, taker));
      if (part < maker.volume) {
        maker.volume -= part;
        return this.#frame({ trade_updates: trades });
      }
      this.#orders.delete(maker.id);
    }
    if (this.#random() < 0.6) return this.#frame({ trade_updates: trades });
    const own = this.#best(!ask)?.price;
    const against = this.#best(ask)?.price;
    const price = ask ? (own ?? this.middle - 1n) + 1n : (own ?? this.middle + 1n) - 1n;
    const crosses = against !== undefined && (ask ? price >= against : price <= against);
    if (crosses || price < 1n) return this.#frame({ trade_updates: trades });
    return this.#frame({ trade_updates: trades, create_update: this.#wire(this.add(!ask, price)) });
  }

  #trade(maker: FeedOrder, volume: bigint, taker: string): object {
    this.#tradeId += 1;
    const scale = this.#decimals.price + this.#decimals.volume;
    return {
      sequence: this.#tradeId,
      base: this.#volumeText(volume),
      counter: pointed(BigInt(`${volume * maker.price}${this.#tail}`), scale),
      maker_order_id: maker.id,
      taker_order_id: taker,
      order_id: maker.id,
    };
  }

  #deleteFrame(): string {
    const all = [...this.#orders.keys()];
    const id = all[Math.floor(this.#random() * all.length)];
    if (id === undefined) return this.#frame({});
    this.#orders.delete(id);
    return this.#frame({ delete_update: { order_id: id } });
  }

  #frame(parts: object): string {
    return JSON.stringify({
      sequence: String(this.#sequence),
      trade_updates: [],
      create_update: null,
      delete_update: null,
      status_update: null,
      ...parts,
      timestamp: this.#timestamp,
    });
  }

  #wire({ id, ask, price, volume }: FeedOrder): object {
    return {
      order_id: id,
      type: ask ? 'ASK' : 'BID',
      price: this.#priceText(price),
      volume: this.#volumeText(volume),
    };
  }

  #best(ask: boolean): FeedOrder | undefined {
    let best: FeedOrder | undefined;
    for (const order of this.#orders.values()) {
      if (order.ask !== ask) continue;
      if (best === undefined || (ask ? order.price < best.price : order.price > best.price)) best = order;
    }
    return best;
  }

  #sorted(ask: boolean): FeedOrder[] {
    const side = [...this.#orders.values()].filter(order => order.ask === ask);
    return side.sort((a, b) => (ask ? 1 : -1) * Number(a.price - b.price));
  }

  #volume(): bigint {
    const whole = Math.ceil(-Math.log(1 - this.#random()) * 10 ** Math.min(this.#decimals.volume, 9));
    return BigInt(whole % 2_000_000_000) + 1n;
  }

  #priceText(price: bigint): string {
    return pointed(price, this.#decimals.price);
  }

  #volumeText(volume: bigint): string {
    return pointed(BigInt(`${volume}${this.#tail}`), this.#decimals.volume);
  }

  #id(): string {
    this.#ids += 1;
    let rest = (this.#ids * 2_654_435_761) % 4_294_967_296;
    let id = '';
    for (let count = 0; count < 7; count += 1) {
      id += letters[Math.floor(rest % 31)];
      rest = Math.floor(rest / 31) + this.#ids;
    }
    return `BX${id}${String(this.#ids)
      .padStart(6, '2')
      .replaceAll(/[01]/g, digit => letters[Number(digit) + 20] ?? 'Z')}`;
  }
}

/** Digits with a point before the last `decimals`, zeros at the end cut to two decimals, as Luno prints them. */
function pointed(units: bigint, decimals: number): string {
  const digits = units.toString().padStart(decimals + 1, '0');
  if (decimals === 0) return `${digits}.00`;
  const text = `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return text.replace(/(\.\d\d+?)0+$/, '$1');
}
