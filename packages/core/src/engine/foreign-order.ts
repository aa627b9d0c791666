import type { CumulativeFill, FillReport, OrderReport } from '../brokerage/brokerage-event.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import { addFees, feesBetween, largerFees } from '../order/fee-totals.ts';
import type { BrokerageOrderId, ClientOrderId } from '../order/order.ts';
import type { Side } from '../order/order-request.ts';

/** The two assets of a market. */
export interface MarketAssets {
  /** What is traded. */
  readonly base: string;
  /** What is paid with. */
  readonly quote: string;
}

/** What is kept of one order that is not ours, as plain data. */
export interface ForeignOrderState {
  /** The brokerage's id. */
  readonly brokerageOrderId: BrokerageOrderId;
  /** Their id for it, when told. */
  readonly clientOrderId: ClientOrderId | undefined;
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** The last statement; `undefined` while only executions were told. */
  readonly report: OrderReport | undefined;
  /** Which way, once told. */
  readonly side: Side | undefined;
  /** The highest totals that were told; `undefined` before any. */
  readonly told: CumulativeFill | undefined;
  /** The base total at which the fees of `told` were told; left out before any were, and by earlier versions. */
  readonly feesToldAt?: Decimal;
  /** Base whose effect on the account is counted. */
  readonly base: Decimal;
  /** Quote whose effect on the account is counted. */
  readonly quote: Decimal;
  /** Fees whose effect on the account is counted. */
  readonly fees: readonly AssetAmount[];
  /** Executions that were counted. */
  readonly tradeIds: readonly string[];
}

/** What is kept of all foreign orders, as plain data. */
export interface ForeignOrdersState {
  /** Every remembered order, the one that was heard of least lately first. */
  readonly orders: readonly ForeignOrderState[];
  /** What foreign fills have changed in the account, by asset. */
  readonly effects: readonly AssetAmount[];
  /** Ids of the runs that wrote the journal, the oldest first; absent in journals of earlier versions. */
  readonly ownRuns?: readonly string[];
}

/** Look-ups of one foreign order; what they do not tell stays unknown. */
const lookUpsMax = 3;

/** One order at the brokerage that is not ours, and what it has done to the account. */
export class ForeignOrder {
  readonly id: BrokerageOrderId;
  readonly instrumentId: InstrumentId;
  clientOrderId: ClientOrderId | undefined;
  report: OrderReport | undefined;
  side: Side | undefined;
  told: CumulativeFill | undefined;
  feesToldAt: Decimal | undefined;
  base = Decimal.zero;
  quote = Decimal.zero;
  fees: readonly AssetAmount[] = [];
  readonly tradeIds = new Set<string>();
  lookUps = 0;
  lookUpInFlight = false;
  /** Whether it was found out which program placed it. */
  isJudged = false;

  /** @param id - The brokerage's id; @param instrumentId - which instrument. */
  constructor(id: BrokerageOrderId, instrumentId: InstrumentId) {
    this.id = id;
    this.instrumentId = instrumentId;
  }

  /** The order as it was kept. */
  static from(state: ForeignOrderState): ForeignOrder {
    const order = new ForeignOrder(state.brokerageOrderId, state.instrumentId);
    order.clientOrderId = state.clientOrderId;
    order.isJudged = state.clientOrderId !== undefined;
    order.report = state.report;
    order.side = state.side;
    order.told = state.told;
    order.feesToldAt = state.feesToldAt;
    order.base = state.base;
    order.quote = state.quote;
    order.fees = state.fees;
    for (const tradeId of state.tradeIds) order.tradeIds.add(tradeId);
    return order;
  }

  get isFinished(): boolean {
    return this.report?.status === 'finished';
  }

  /** What to keep of it. */
  toState(): ForeignOrderState {
    const { id, clientOrderId, instrumentId, report, side, told, feesToldAt, base, quote, fees } = this;
    const toldAt = feesToldAt === undefined ? {} : { feesToldAt };
    const tradeIds = [...this.tradeIds];
    return {
      brokerageOrderId: id,
      clientOrderId,
      instrumentId,
      report,
      side,
      told,
      ...toldAt,
      base,
      quote,
      fees,
      tradeIds,
    };
  }

  /** The last statement, with the highest totals that were told, and fees only where they were told with those. */
  get lastWord(): OrderReport | undefined {
    const { report, told, feesToldAt } = this;
    if (report === undefined || told === undefined) return report;
    const fees = feesToldAt?.equals(told.base) === true ? told.fees : undefined;
    return { ...report, cumulative: { base: told.base, quote: told.quote, fees } };
  }

  /** Takes in a statement; totals of a fill may come after the end and call the order open: what has ended stays so. */
  take(report: OrderReport): void {
    const status = this.isFinished ? 'finished' : report.status;
    this.report = { ...report, status, terms: report.terms ?? this.report?.terms };
    this.clientOrderId ??= report.clientOrderId;
    this.side ??= report.terms?.side;
    const totals = report.cumulative;
    if (totals === undefined || totals.base.lessThan(this.told?.base ?? Decimal.zero)) return;
    this.told = { ...totals, fees: this.#feesWith(totals) };
    if (totals.fees !== undefined) this.feesToldAt = totals.base;
  }

  /** As for our own orders: at one total the larger fees win, since fees may be counted late and statements come out of order. */
  #feesWith({ base, fees }: CumulativeFill): CumulativeFill['fees'] {
    const known = this.told?.fees;
    if (known === undefined || fees === undefined) return fees ?? known;
    return this.feesToldAt?.equals(base) === true ? largerFees(known, fees) : fees;
  }

  /** What the told totals did to the account beyond what was counted; none while it is not known which way it trades. */
  countTotals(assets: MarketAssets): readonly AssetAmount[] {
    const { side, told } = this;
    if (side === undefined || told === undefined) return [];
    const fees = told.fees === undefined ? [] : feesBetween(this.fees, told.fees);
    return this.#count(assets, side, told.base.minus(this.base), told.quote.minus(this.quote), fees);
  }

  /** What an execution did to the account; none when it was counted before. */
  countTrade(fill: FillReport, assets: MarketAssets): readonly AssetAmount[] {
    if (this.tradeIds.has(fill.tradeId)) return [];
    this.tradeIds.add(fill.tradeId);
    this.side ??= fill.side;
    return this.#count(assets, fill.side, fill.quantity, fill.quoteQuantity, fill.fees);
  }

  /** What everything that was counted did to the account. */
  counted({ base, quote }: MarketAssets): readonly AssetAmount[] {
    if (this.side === undefined) return [];
    return effects({ base, quote }, this.side, this.base, this.quote, this.fees);
  }

  /** Whether a look-up could tell more: which way it trades, or how it ended. */
  wantsLookUp(isListed: boolean): boolean {
    if (this.lookUpInFlight || this.lookUps >= lookUpsMax) return false;
    if (!isListed && !this.isFinished) return true;
    return (this.side === undefined || this.told === undefined) && (this.isFinished || this.told !== undefined);
  }

  #count(
    assets: MarketAssets,
    side: Side,
    base: Decimal,
    quote: Decimal,
    fees: readonly AssetAmount[],
  ): readonly AssetAmount[] {
    if (base.isZero() && quote.isZero() && fees.length === 0) return [];
    this.base = this.base.plus(base);
    this.quote = this.quote.plus(quote);
    this.fees = addFees(this.fees, fees);
    return effects(assets, side, base, quote, fees);
  }
}

function effects(
  assets: MarketAssets,
  side: Side,
  base: Decimal,
  quote: Decimal,
  fees: readonly AssetAmount[],
): readonly AssetAmount[] {
  const isBuy = side === 'buy';
  return [
    { asset: assets.base, amount: isBuy ? base : base.negated() },
    { asset: assets.quote, amount: isBuy ? quote.negated() : quote },
    ...fees.map(({ asset, amount }) => ({ asset, amount: amount.negated() })),
  ];
}
