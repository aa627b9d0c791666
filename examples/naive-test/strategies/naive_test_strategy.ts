import {
  type BookLevel,
  Decimal,
  type Instrument,
  type OrderRequest,
  type Side,
  StrategyBase,
  type Tick,
} from '@trader/core';
import { z } from 'zod';

const params = z.strictObject({
  /** Base quantity of an ordinary order, as decimal text. */
  quantity: z
    .string()
    .regex(/^\d+(\.\d+)?$/, 'must be decimal text such as "0.001"')
    .default('0.001'),
  /** How many times the best level's quantity the sweeping order asks for, so that a part of it is left over. */
  sweep: z.number().min(1).max(10).default(1.5),
  /** How far from the market the order is that should never fill, as a fraction: 0.05 is 5 %. */
  farAway: z.number().min(0.001).max(0.5).default(0.05),
  /** Heartbeats between two orders. */
  every: z.number().int().min(1).default(1),
});

/** The tries of one round, in order: one order each. */
const tries = ['take', 'sweep', 'join', 'far'] as const;
type Try = (typeof tries)[number];

/** Where one symbol is in its rounds. */
interface Round {
  side: Side;
  heartbeats: number;
  placed: number;
}

/**
 * Tests order execution, not the market: it earns nothing.
 *
 * Buying and selling take turns. A round places four limit orders, one per heartbeat: `take` at the other side's best price
 * fills at once; `sweep` asks for more than is on offer there and fills partly; `join` queues at the own side's best price
 * and may fill; `far` is too far away to fill. What is left is canceled, and when nothing stands the other side has its round.
 */
export default class NaiveTestStrategy extends StrategyBase<typeof params> {
  static override readonly params = params;
  static override readonly needs = { bookDepth: 1 };

  readonly #rounds = new Map<string, Round>();

  override onTick({ symbol }: Tick): void {
    const round = this.#roundOf(symbol);
    round.heartbeats += 1;
    if (round.heartbeats % this.params.every !== 0) return;

    if (round.placed === tries.length) {
      if (this.#standing(symbol) > 0) {
        this.cancelAll(symbol);
        return;
      }
      round.side = round.side === 'buy' ? 'sell' : 'buy';
      round.placed = 0;
    }
    const next = tries[round.placed];
    round.placed += 1;
    if (next !== undefined) this.#place(next, round.side, symbol);
  }

  #place(what: Try, side: Side, symbol: string): void {
    const book = this.book(symbol);
    const [bid, ask] = [book?.bids[0], book?.asks[0]];
    if (bid === undefined || ask === undefined) return;
    const [own, other] = side === 'buy' ? [bid, ask] : [ask, bid];

    const instrument = this.instrument(symbol);
    const price = this.#price(what, side, instrument, own, other);
    const affordable = this.#affordable(side, instrument, price);
    const wanted =
      what === 'sweep'
        ? Decimal.min(Decimal.from(other.quantity).times(this.params.sweep), affordable.minus(this.#reserve))
        : Decimal.min(this.params.quantity, affordable);
    const quantity = instrument.roundQuantity(wanted, 'down');
    if (instrument.checkQuantity(quantity) !== undefined) return;

    const request: OrderRequest = { symbol, side, type: 'limit', quantity, price, tag: what };
    this.placeOrder(request);
  }

  #price(what: Try, side: Side, instrument: Instrument, own: BookLevel, other: BookLevel): Decimal {
    if (what === 'join') return instrument.roundPrice(own.price, 'half-even');
    if (what !== 'far') return instrument.roundPrice(other.price, 'half-even');
    return side === 'buy'
      ? instrument.roundPrice(own.price * (1 - this.params.farAway), 'down')
      : instrument.roundPrice(own.price * (1 + this.params.farAway), 'up');
  }

  /** What a sweep leaves for the rest of its round. */
  get #reserve(): Decimal {
    return Decimal.from(this.params.quantity).times(2);
  }

  /** The base quantity that its own capital allows; a little is kept for fees. */
  #affordable(side: Side, { base, quote }: Instrument, price: Decimal): Decimal {
    if (side === 'sell') return this.capital.available(base);
    return this.capital.available(quote).times('0.98').dividedBy(price, 8, 'down');
  }

  #standing(symbol: string): number {
    return this.orders.standing.filter(order => order.symbol === symbol).length;
  }

  #roundOf(symbol: string): Round {
    const round = this.#rounds.get(symbol) ?? { side: 'buy', heartbeats: 0, placed: 0 };
    this.#rounds.set(symbol, round);
    return round;
  }
}
