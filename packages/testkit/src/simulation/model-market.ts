import { Decimal, type Tick, type Trade } from '@trader/core';
import type { ModelMarket } from './model-exchange.ts';
import type { ModelOrder } from './model-order.ts';
import type { World } from './world.ts';

/** How often prices move and orders trade, in milliseconds. */
const pulseMs = 250;

/** Who sees prices. */
export type TickListener = (tick: Tick) => void;

/** The rest of the market: moves prices, trades with our orders, cancels and expires some, and trades on the account by hand. */
export class ModelMarketplace {
  readonly tickListeners = new Set<TickListener>();
  readonly tradeListeners = new Set<(trade: Trade) => void>();
  /** All that others have traded, oldest first. */
  readonly trades: Trade[] = [];
  /** The latest prices by symbol, for those who pull. */
  readonly latest = new Map<string, Tick>();
  /** Whether orders still trade. */
  isTrading = true;
  readonly #world: World;
  #foreignCount = 0;

  /** @param world - Where it happens. */
  constructor(world: World) {
    this.#world = world;
    this.#planPulse();
  }

  /** What an order meets on arrival. */
  meet(order: ModelOrder): void {
    const { exchange, streams, time } = this.#world;
    const { request } = order;
    // A stop sleeps until the market reaches it.
    if (!this.#isAwake(order)) return;
    const market = exchange.market(request.symbol);
    const price = Decimal.from(request.side === 'buy' ? market.ask : market.bid);
    if (!crosses(order, price)) {
      if (request.timeInForce === 'GTC') {
        const delayMs = streams.exchange.pick([0, 0, 0, 150]);
        if (delayMs === 0) exchange.begin(order);
        else time.plan(delayMs, 'exchange begins', () => exchange.begin(order));
      } else exchange.end(order, 'canceled');
    } else if (request.postOnly) exchange.end(order, 'canceled');
    else this.#take(order, price, market);
  }

  #take(order: ModelOrder, price: Decimal, market: ModelMarket): void {
    const { exchange, streams } = this.#world;
    const { request } = order;
    const random = streams.exchange;
    const whole = order.remaining ?? lotsOf(request.quoteQuantity ?? Decimal.zero, price, market);
    if (request.timeInForce === 'FOK' && random.chance(0.4)) {
      exchange.end(order, 'canceled');
      return;
    }
    const share = request.timeInForce === 'FOK' ? 1 : random.pick([1, 1, 0.6, 0.3]);
    let left = whole.times(String(share)).roundToStep(market.lotSize, 'down');
    while (left.isPositive()) {
      const part = random.chance(0.6) ? left : partOf(left, random.next(), market);
      this.#fill(order, part, price, 'taker');
      left = left.minus(part);
    }
    if (order.isFinished) return;
    if (order.remaining === undefined) exchange.end(order, share === 1 ? 'filled' : 'canceled');
    else if (request.timeInForce === 'GTC' && request.type !== 'market') exchange.begin(order);
    else exchange.end(order, 'canceled');
  }

  /** Whether a stop has been reached, or never was one; what was reached once stays awake. */
  #isAwake(order: ModelOrder): boolean {
    const { stopPrice, trigger, symbol } = order.request;
    if (stopPrice === undefined || order.isAwake) return true;
    const last = this.#world.exchange.market(symbol).bid;
    order.isAwake = trigger === 'above' ? stopPrice.lessThanOrEqual(last) : stopPrice.greaterThanOrEqual(last);
    return order.isAwake;
  }

  #fill(order: ModelOrder, base: Decimal, price: Decimal, liquidity: 'maker' | 'taker'): void {
    const { exchange, streams, scenario, time } = this.#world;
    const random = streams.exchange;
    const feeIsLate = this.#world.troubled && random.chance(scenario.odds.lateFee) && this.#world.allows('late-fee');
    const fee = exchange.fill(order, { base, price, liquidity, feeIsLate });
    if (fee === undefined) return;
    this.#world.fired('late-fee');
    time.plan(random.integer(100, 5_000), 'late fee', () => exchange.chargeFee(order, fee));
  }

  #planPulse(): void {
    this.#world.time.plan(pulseMs, 'market', () => {
      this.#planPulse();
      this.#pulse();
    });
  }

  #pulse(): void {
    const { exchange, streams } = this.#world;
    for (const market of exchange.markets) {
      // Prices stand still in the end, so that nothing that waits for them is set off any more.
      if (!this.#world.quiet) this.#move(market);
      const { instrumentId, symbol, bid, ask } = market;
      const timeMs = exchange.nowMs;
      if (!streams.market.chance(0.35)) continue;
      const tick = { type: 'tick', instrumentId, symbol, bid, ask, last: bid, timeMs } as const;
      this.latest.set(symbol, tick);
      for (const show of this.tickListeners) show(tick);
      if (streams.market.chance(0.4)) this.#tradeInPublic(tick);
    }
    if (!this.isTrading) return;
    for (const order of [...exchange.open]) this.#trade(order);
    this.#tradeByHand();
    this.#transfer();
  }

  #tradeInPublic({ instrumentId, symbol, timeMs, bid, ask }: Tick): void {
    const random = this.#world.streams.market;
    const takerSide = random.pick(['buy', 'sell'] as const);
    const price = (takerSide === 'buy' ? ask : bid) ?? 0;
    const prices = { price, firstPrice: price, highPrice: price, lowPrice: price };
    // Eighths add up without rounding.
    const quantity = random.integer(1, 16) / 8;
    const tradeId = String(this.trades.length + 1);
    const trade = {
      type: 'trade',
      instrumentId,
      symbol,
      quantity,
      takerSide,
      tradeId,
      count: 1,
      timeMs,
      ...prices,
    } as const;
    this.trades.push(trade);
    for (const show of this.tradeListeners) show(trade);
  }

  #move(market: ModelMarket): void {
    const random = this.#world.streams.market;
    const middle = (market.bid + market.ask) / 2;
    const drift = middle < 50 ? 1 : random.pick([-1, 0, 0, 1]);
    market.bid += drift;
    market.ask = market.bid + random.pick([1, 2, 2, 3]);
  }

  #trade(order: ModelOrder): void {
    const { exchange, streams, scenario } = this.#world;
    const random = streams.exchange;
    if (order.status === 'pending') {
      if (order.request.stopPrice !== undefined && !order.isAwake && this.#isAwake(order)) this.meet(order);
      return;
    }
    if (this.#world.fires('self-cancel', random, (scenario.odds.selfCancel * pulseMs) / 1_000)) {
      exchange.end(order, 'canceled');
      return;
    }
    if (this.#world.fires('self-expire', random, (scenario.odds.selfCancel * pulseMs) / 4_000)) {
      exchange.end(order, 'expired');
      return;
    }
    const mayBeRevised = order.owner !== byHand && order.base.isPositive();
    const odds = mayBeRevised ? (scenario.odds.revisedTrade * pulseMs) / 1_000 : 0;
    if (this.#world.fires('revised-trade', random, odds)) exchange.revise(order, Decimal.from(random.integer(1, 9)));
    const { price } = order.request;
    const { remaining } = order;
    if (price === undefined || remaining === undefined || !random.chance(0.08)) return;
    const market = exchange.market(order.request.symbol);
    const part = random.chance(0.4) ? remaining : partOf(remaining, random.next(), market);
    if (order.owner === byHand) {
      if (!this.#world.allows('foreign-fill')) return;
      this.#world.fired('foreign-fill');
    }
    this.#fill(order, part, price, 'maker');
  }

  /** Money comes in or goes out, and no fill tells of it. */
  #transfer(): void {
    const { exchange, streams, scenario } = this.#world;
    const random = streams.exchange;
    const odds = (scenario.odds.transfer * pulseMs) / 1_000;
    const [kind, sign] = random.chance(0.5) ? (['deposit', 1] as const) : (['withdrawal', -1] as const);
    if (!this.#world.fires(kind, random, odds)) return;
    const asset = random.pick(['ZAR', 'XBT', 'ETH']);
    exchange.transfer(
      asset,
      Decimal.from(sign * random.integer(1, 9)).dividedBy(asset === 'ZAR' ? '1' : '100', 2, 'down'),
    );
  }

  #tradeByHand(): void {
    const { exchange, streams, scenario } = this.#world;
    const random = streams.exchange;
    if (!this.#world.fires('foreign-order', random, (scenario.odds.foreignOrder * pulseMs) / 1_000)) return;
    const mine = [...exchange.open].filter(order => order.owner === byHand);
    const oldest = mine[0];
    if (oldest !== undefined && (mine.length > 5 || random.chance(0.3))) {
      exchange.end(oldest, 'canceled');
      return;
    }
    const market = random.pick(exchange.markets);
    this.#foreignCount += 1;
    const placed = exchange.place(
      {
        clientOrderId: random.chance(0.5) ? `by-hand-${this.#foreignCount}` : undefined,
        symbol: market.symbol,
        instrumentId: market.instrumentId,
        side: random.pick(['buy', 'sell']),
        type: 'limit',
        quantity: market.quantityMin.times(random.integer(1, 5)),
        quoteQuantity: undefined,
        price: Decimal.from(market.bid + random.integer(-5, 5)),
        stopPrice: undefined,
        trigger: undefined,
        timeInForce: 'GTC',
        postOnly: false,
      },
      byHand,
      undefined,
    );
    if (placed.answer === 'accepted') this.meet(placed.order);
  }
}

/** Whose orders they are that a person placed. */
export const byHand = 'hand';

function crosses({ request }: ModelOrder, opposite: Decimal): boolean {
  if (request.price === undefined) return true;
  return request.side === 'buy' ? request.price.greaterThanOrEqual(opposite) : request.price.lessThanOrEqual(opposite);
}

function lotsOf(quote: Decimal, price: Decimal, market: ModelMarket): Decimal {
  return quote.dividedBy(price, 8, 'down').roundToStep(market.lotSize, 'down');
}

/** A part of an amount, at least one lot. */
function partOf(amount: Decimal, share: number, { lotSize }: ModelMarket): Decimal {
  const part = amount.times(share.toFixed(3)).roundToStep(lotSize, 'down');
  return part.isPositive() ? part : Decimal.min(amount, lotSize);
}
