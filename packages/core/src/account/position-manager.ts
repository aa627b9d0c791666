import type { Instrument, InstrumentId } from '../instrument/instrument.ts';
import { type AssetAmount, AssetLedger } from '../money/asset-amount.ts';
import { Decimal, type DecimalInput } from '../money/decimal.ts';
import type { Fill } from '../order/fill.ts';
import type { StrategyId } from '../order/order.ts';
import { type AssetTotal, AssetTotals } from './asset-totals.ts';
import { ManagedPosition } from './managed-position.ts';
import type { CostRounding } from './part-of.ts';
import type { Position, PositionChange, PositionMode } from './position.ts';

/** How a position manager is set up. */
export interface PositionManagerOptions {
  /** Whose positions. */
  readonly strategy: StrategyId;
  /** Whether the strategy may go short. Default `long-only`. */
  readonly mode?: PositionMode | undefined;
  /** What the strategy starts with, by asset: `{ ZAR: '10000' }`. Default: nothing. */
  readonly capital?: Readonly<Record<string, DecimalInput>> | undefined;
  /** How cost is split when a part is closed. Default 16 decimals, half-even. */
  readonly costRounding?: CostRounding | undefined;
}

/** What a strategy is worth in one asset. */
export interface Equity {
  /** Sum of everything that could be valued. */
  readonly amount: Decimal;
  /** Assets that it holds and that have no price: they are not in the amount. */
  readonly unpriced: readonly string[];
}

/** One position as plain data. */
interface SavedPosition {
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** The instrument's base asset. */
  readonly base: string;
  /** The quote asset. */
  readonly quote: string;
  /** Base quantity. */
  readonly quantity: Decimal;
  /** What the open quantity cost. */
  readonly cost: Decimal;
  /** Realised profit or loss. */
  readonly realisedPnl: Decimal;
  /** Fees paid by asset. */
  readonly fees: readonly AssetAmount[];
  /** How many fills it is made of. */
  readonly fillCount: number;
}

/** The positions of one strategy as plain data, and what its fills changed in its capital. */
export interface SavedPositions {
  /** Every position, in the order of the first fill. */
  readonly positions: readonly SavedPosition[];
  /** What fills and fees changed of each asset that was ever touched; configured capital is not in it. */
  readonly changes: readonly AssetAmount[];
}

/** Where fills of one instrument are booked. */
interface Book {
  readonly position: ManagedPosition;
  readonly base: AssetTotal;
  readonly quote: AssetTotal;
}

/** Costs are split to 16 decimals, half-even, unless configured otherwise. */
const costRoundingDefault: CostRounding = { scale: 16, rounding: 'half-even' };

/**
 * The positions and the capital of one strategy: every fill is applied here exactly once, in the order in which it was made.
 *
 * Capital and positions are two views of the same fills. Capital counts what is owned by asset, all fees taken off; a position counts
 * what is open on one instrument, at what average cost, and what it has realised.
 */
export class PositionManager {
  /** Whose positions. */
  readonly strategy: StrategyId;
  /** Whether the strategy may go short. */
  readonly mode: PositionMode;
  /** What the strategy owns by asset: configured capital and everything that fills and fees changed. */
  readonly capital = new AssetTotals();
  readonly #costRounding: CostRounding;
  readonly #opening = new Map<string, Decimal>();
  readonly #positions = new Map<InstrumentId, ManagedPosition>();
  readonly #books = new Map<InstrumentId, Book>();
  #last: Book | undefined = undefined;

  /** @param options - Whose positions, and what they start with. */
  constructor(options: PositionManagerOptions) {
    this.strategy = options.strategy;
    this.mode = options.mode ?? 'long-only';
    for (const [asset, amount] of Object.entries(options.capital ?? {})) {
      const opening = Decimal.from(amount);
      this.#opening.set(asset, opening);
      this.capital.total(asset).amount = opening;
    }
    this.#costRounding = options.costRounding ?? costRoundingDefault;
  }

  /** Every position that ever had a fill or an opening, in the order of the first. */
  get all(): readonly Position[] {
    return [...this.#positions.values()].filter(position => position.quote !== undefined);
  }

  /** Fees paid over all positions, by asset. */
  get fees(): readonly AssetAmount[] {
    const total = new AssetLedger();
    for (const position of this.#positions.values()) total.addAll(position.feeTotals);
    return total.toAmounts();
  }

  /** Realised profit or loss over all positions by quote asset, before fees in quote and in third assets. */
  get realisedPnl(): readonly AssetAmount[] {
    const total = new AssetLedger();
    for (const { quote, realisedPnl } of this.#positions.values())
      if (quote !== undefined) total.add(quote, realisedPnl);
    return total.toAmounts();
  }

  /** The position of an instrument; a flat one when nothing was traded. The view stays valid and follows later fills. */
  position(instrumentId: InstrumentId): Position {
    return this.#managed(instrumentId);
  }

  /**
   * Declares that the strategy starts with an open position: its quantity is part of the configured capital already. Use it before the
   * first fill, so that selling what was there before counts against its cost.
   *
   * @param instrument - Which instrument.
   * @param quantity - Base quantity, below 0 for a short.
   * @param cost - What it cost in quote, with the sign of the quantity.
   */
  open(instrument: Instrument, quantity: Decimal, cost: Decimal): Position {
    const { position } = this.#book(instrument);
    position.trade(!quantity.isNegative(), quantity.abs(), cost.abs(), this.#costRounding);
    return position;
  }

  /** Applies a fill to position, fees and capital. Fills come from orders, which count every execution once. */
  apply(fill: Fill, instrument: Pick<Instrument, 'id' | 'base' | 'quote'>): PositionChange {
    const { position, base, quote } = this.#book(instrument);
    position.fillCount += 1;
    const isBuy = fill.side === 'buy';
    let realised = position.trade(isBuy, fill.quantity, fill.quoteQuantity, this.#costRounding);
    let baseFee = Decimal.zero;
    let quoteFee = Decimal.zero;
    for (const { asset, amount } of fill.fees) {
      position.countFee(asset, amount);
      if (asset === quote.asset) quoteFee = quoteFee.plus(amount);
      else if (asset === base.asset) baseFee = baseFee.plus(amount);
      else this.#pay(asset, amount);
    }
    if (!baseFee.isZero()) realised = realised.plus(position.payBaseFee(baseFee));
    if (isBuy) {
      base.amount = base.amount.plus(fill.quantity).minus(baseFee);
      quote.amount = quote.amount.minus(fill.quoteQuantity).minus(quoteFee);
    } else {
      base.amount = base.amount.minus(fill.quantity).minus(baseFee);
      quote.amount = quote.amount.plus(fill.quoteQuantity).minus(quoteFee);
    }
    return { position, realised, oversold: !isBuy && this.mode === 'long-only' && base.amount.isNegative() };
  }

  /**
   * What the strategy's capital is worth in one asset. Nothing is cached: marking to market costs nothing until somebody asks.
   *
   * @param asset - In which asset.
   * @param priceOf - Price of one unit of another asset in it; `undefined` when unknown.
   */
  equity(asset: string, priceOf: (asset: string) => Decimal | undefined): Equity {
    let amount = Decimal.zero;
    const unpriced: string[] = [];
    for (const [held, owned] of this.capital.entries()) {
      const price = held === asset ? Decimal.one : priceOf(held);
      if (price !== undefined) amount = amount.plus(owned.times(price));
      else if (!owned.isZero()) unpriced.push(held);
    }
    return { amount, unpriced };
  }

  /** What fills and fees have changed of an asset: what is owned without the configured capital. */
  changed(asset: string): Decimal {
    const opening = this.#opening.get(asset);
    const owned = this.capital.get(asset);
    return opening === undefined ? owned : owned.minus(opening);
  }

  /** Positions and changes of capital, as plain data. */
  save(): SavedPositions {
    const positions = [...this.#books.values()].map(({ position, base, quote }) => ({
      instrumentId: position.instrumentId,
      base: base.asset,
      quote: quote.asset,
      quantity: position.quantity,
      cost: position.cost,
      realisedPnl: position.realisedPnl,
      fees: position.fees,
      fillCount: position.fillCount,
    }));
    const changes = this.capital.toAmounts().map(({ asset }) => ({ asset, amount: this.changed(asset) }));
    return { positions, changes };
  }

  /** Takes in what was saved, on top of the configured capital. Use it before the first fill. */
  load({ positions, changes }: SavedPositions): void {
    for (const { instrumentId, base, quote, ...saved } of positions) {
      const { position } = this.#book({ id: instrumentId, base, quote });
      position.quantity = saved.quantity;
      position.cost = saved.cost;
      position.realisedPnl = saved.realisedPnl;
      position.fillCount = saved.fillCount;
      for (const { asset, amount } of saved.fees) position.countFee(asset, amount);
    }
    for (const { asset, amount } of changes) {
      const total = this.capital.total(asset);
      total.amount = total.amount.plus(amount);
    }
  }

  #pay(asset: string, amount: Decimal): void {
    const total = this.capital.total(asset);
    total.amount = total.amount.minus(amount);
  }

  /** Where fills of an instrument are booked; found once and remembered, since most strategies trade one instrument at a time. */
  #book(instrument: Pick<Instrument, 'id' | 'base' | 'quote'>): Book {
    if (this.#last?.position.instrumentId === instrument.id) return this.#last;
    let book = this.#books.get(instrument.id);
    if (book === undefined) {
      const position = this.#managed(instrument.id);
      position.quote = instrument.quote;
      book = { position, base: this.capital.total(instrument.base), quote: this.capital.total(instrument.quote) };
      this.#books.set(instrument.id, book);
    }
    this.#last = book;
    return book;
  }

  #managed(instrumentId: InstrumentId): ManagedPosition {
    let position = this.#positions.get(instrumentId);
    if (position === undefined) {
      position = new ManagedPosition(this.strategy, instrumentId);
      this.#positions.set(instrumentId, position);
    }
    return position;
  }
}
