import { type AssetAmount, AssetLedger, Decimal, type InstrumentId } from '@trader/core';
import type { ModelClock } from './model-clock.ts';
import { ModelOrder, type ModelRequest, type ModelTrade, type ModelVersion } from './model-order.ts';
import type { FeeMode } from './scenario.ts';

/** What the model says to a placement. */
export type ModelPlaceAnswer =
  | { readonly answer: 'accepted'; readonly order: ModelOrder }
  | { readonly answer: 'refused'; readonly code: string }
  | { readonly answer: 'too-late' | 'duplicate-id' };

/** One market of the model. */
export interface ModelMarket {
  readonly symbol: string;
  readonly instrumentId: InstrumentId;
  readonly base: string;
  readonly quote: string;
  readonly lotSize: Decimal;
  readonly quantityMin: Decimal;
  bid: number;
  ask: number;
}

/** How systems name adopted orders that have no client order id. */
const adoptedPrefix = 'foreign-';

/** One execution in the making. */
export interface ModelExecution {
  readonly base: Decimal;
  readonly price: Decimal;
  readonly liquidity: 'maker' | 'taker';
  readonly feeIsLate: boolean;
}

/** Who is told of changes in the books. */
export interface ModelListener {
  onOrder(order: ModelOrder, version: ModelVersion, trade: ModelTrade | undefined): void;
  onBalance(asset: string): void;
  onAccepted(order: ModelOrder): void;
}

/**
 * The books of record of one account at a brokerage, independent of the system under test: what is in them is the truth. Whoever is
 * on the other side of a trade is the world, so that every asset is conserved.
 */
export class ModelExchange {
  readonly markets: readonly ModelMarket[];
  readonly orders = new Map<string, ModelOrder>();
  readonly byClientId = new Map<string, ModelOrder>();
  readonly open = new Set<ModelOrder>();
  readonly totals: AssetLedger;
  readonly world = new AssetLedger();
  readonly feesTaken = new AssetLedger();
  readonly listeners = new Set<ModelListener>();
  readonly #fees: FeeMode;
  readonly #reserved = new AssetLedger();
  /** Its own clock. */
  readonly clock: ModelClock;
  /** What changed the account other than fills of orders: deposits, withdrawals. */
  readonly transfers = new AssetLedger();
  #orderCount = 0;
  #tradeCount = 0;

  /** @param markets - What is traded; @param fees - what it costs; @param totals - what the account holds; @param clock - its own clock. */
  constructor(markets: readonly ModelMarket[], fees: FeeMode, totals: AssetLedger, clock: ModelClock) {
    this.markets = markets;
    this.#fees = fees;
    this.totals = totals;
    this.clock = clock;
  }

  /** The brokerage's own time, in milliseconds since the epoch. */
  get nowMs(): number {
    return this.clock.nowMs;
  }

  available(asset: string): Decimal {
    return this.totals.get(asset).minus(this.#reserved.get(asset));
  }

  reserved(asset: string): Decimal {
    return this.#reserved.get(asset);
  }

  /** An order by the name that a system gave it or, where it has none of its own, by the one under which a system adopted it. */
  named(clientOrderId: string): ModelOrder | undefined {
    const adopted = clientOrderId.startsWith(adoptedPrefix) ? clientOrderId.slice(adoptedPrefix.length) : undefined;
    return this.byClientId.get(clientOrderId) ?? (adopted === undefined ? undefined : this.orders.get(adopted));
  }

  market(symbol: string): ModelMarket {
    const market = this.markets.find(each => each.symbol === symbol);
    if (market === undefined) throw new Error(`the model has no market ${symbol}`);
    return market;
  }

  /** Orders that were not finished at a moment of true time, and perhaps some that were; oldest first. */
  recent(trueMs: number): readonly ModelOrder[] {
    return [...this.orders.values()].filter(({ endedMs }) => endedMs === undefined || endedMs > trueMs);
  }

  /** Takes an order or refuses it. `deadlineMs` is the request's timestamp and time to live, where requests have one. */
  place(request: ModelRequest, owner: string, deadlineMs: number | undefined): ModelPlaceAnswer {
    // What its clock has once shown it does not take back, however the clock is set afterwards.
    if (deadlineMs !== undefined && this.clock.latestMs > deadlineMs) return { answer: 'too-late' };
    const { clientOrderId } = request;
    if (clientOrderId !== undefined && this.byClientId.has(clientOrderId)) return { answer: 'duplicate-id' };
    const [asset, amount] = this.#needs(request, request.quantity, Decimal.zero);
    if (this.available(asset).lessThan(amount)) return { answer: 'refused', code: 'ErrInsufficientFunds' };
    this.#orderCount += 1;
    const order = new ModelOrder(`X${this.#orderCount}`, owner, request, this.nowMs);
    this.orders.set(order.id, order);
    if (clientOrderId !== undefined) this.byClientId.set(clientOrderId, order);
    this.open.add(order);
    this.#reserved.add(asset, amount);
    for (const listener of this.listeners) listener.onAccepted(order);
    this.#tell(order, undefined);
    this.#tellBalance(asset);
    return { answer: 'accepted', order };
  }

  /** The order is in the book from now on. */
  begin(order: ModelOrder): void {
    if (order.status !== 'pending') return;
    order.status = 'open';
    this.#tell(order, undefined);
  }

  /** A deposit, or a withdrawal of what is free when the amount is negative. */
  transfer(asset: string, amount: Decimal): void {
    this.transfers.add(asset, amount);
    this.#move(asset, amount);
    this.#tellBalance(asset);
  }

  /** Trades a part of an order with the world; `feeIsLate` leaves the fee to {@link chargeFee}. */
  fill(order: ModelOrder, { base, price, liquidity, feeIsLate }: ModelExecution): AssetAmount | undefined {
    if (order.isFinished || !base.isPositive()) return undefined;
    const { base: baseAsset, quote: quoteAsset } = this.market(order.request.symbol);
    const quote = base.times(price);
    const isBuy = order.request.side === 'buy';
    const inBase = this.#fees.takenIn === 'received' && isBuy;
    const fee = {
      asset: inBase ? baseAsset : quoteAsset,
      amount: (inBase ? base : quote).times(this.#fees[liquidity]),
    };
    this.#release(order);
    order.base = order.base.plus(base);
    order.quote = order.quote.plus(quote);
    this.#tradeCount += 1;
    const told = feeIsLate ? { asset: fee.asset, amount: Decimal.zero } : fee;
    const trade = { tradeId: `T${this.#tradeCount}`, base, quote, fee: told, liquidity, timeMs: this.nowMs };
    order.trades.push(trade);
    this.#move(baseAsset, isBuy ? base : base.negated());
    this.#move(quoteAsset, isBuy ? quote.negated() : quote);
    this.#takeFee(order, told);
    if (order.status === 'pending') order.status = 'open';
    if (order.remaining?.isZero() === true) this.#finish(order, 'filled');
    else this.#reserve(order);
    this.#tell(order, trade);
    this.#tellBalance(baseAsset);
    this.#tellBalance(quoteAsset);
    return feeIsLate && !fee.amount.isZero() ? fee : undefined;
  }

  /** Says that what an open order has traded was for more quote than told first; totals are all that tells of it. */
  revise(order: ModelOrder, quote: Decimal): void {
    if (order.isFinished || !order.base.isPositive()) return;
    order.quote = order.quote.plus(quote);
    const { quote: asset } = this.market(order.request.symbol);
    this.#move(asset, order.request.side === 'buy' ? quote.negated() : quote);
    this.#tell(order, undefined);
    this.#tellBalance(asset);
  }

  /** Books a fee that comes after its fill, perhaps after the end of the order. */
  chargeFee(order: ModelOrder, fee: AssetAmount): void {
    order.hadLateFee = true;
    this.#takeFee(order, fee);
    this.#tell(order, undefined);
    this.#tellBalance(fee.asset);
  }

  #takeFee(order: ModelOrder, { asset, amount }: AssetAmount): void {
    order.fees.add(asset, amount);
    this.totals.subtract(asset, amount);
    this.feesTaken.add(asset, amount);
  }

  /** Ends an order for any reason but a fill. */
  end(order: ModelOrder, finishedBy: 'canceled' | 'expired' | 'filled'): void {
    if (order.isFinished) return;
    this.#release(order);
    this.#finish(order, finishedBy);
    this.#tell(order, undefined);
    this.#tellBalance(this.#needs(order.request, undefined, Decimal.zero)[0]);
  }

  #finish(order: ModelOrder, finishedBy: NonNullable<ModelOrder['finishedBy']>): void {
    order.status = 'finished';
    order.finishedBy = finishedBy;
    order.endedMs = this.clock.trueMs;
    this.open.delete(order);
  }

  #move(asset: string, amount: Decimal): void {
    this.totals.add(asset, amount);
    this.world.subtract(asset, amount);
  }

  #release(order: ModelOrder): void {
    const [asset, amount] = this.#needs(order.request, order.remaining, order.quote);
    this.#reserved.subtract(asset, amount);
  }

  #reserve(order: ModelOrder): void {
    const [asset, amount] = this.#needs(order.request, order.remaining, order.quote);
    this.#reserved.add(asset, amount);
  }

  /** What an order needs at worst: an asset and an amount. */
  #needs(request: ModelRequest, remaining: Decimal | undefined, spent: Decimal): readonly [string, Decimal] {
    const market = this.market(request.symbol);
    if (request.side === 'sell') return [market.base, remaining ?? Decimal.zero];
    const price = request.price ?? Decimal.from(market.ask);
    const amount = request.quoteQuantity?.minus(spent) ?? (remaining ?? Decimal.zero).times(price);
    const rate = this.#fees.takenIn === 'quote' ? Decimal.max(this.#fees.taker, this.#fees.maker) : Decimal.zero;
    return [market.quote, rate.isPositive() ? amount.plus(amount.times(rate)) : amount];
  }

  #tell(order: ModelOrder, trade: ModelTrade | undefined): void {
    const version = order.note(this.nowMs, this.clock.trueMs);
    for (const listener of this.listeners) listener.onOrder(order, version, trade);
  }

  #tellBalance(asset: string): void {
    for (const listener of this.listeners) listener.onBalance(asset);
  }
}
