import {
  type AssetAmount,
  type Balance,
  type BrokerageOrderId,
  type CancelOutcome,
  type ClientOrderId,
  Decimal,
  type DecimalInput,
  type FeeRates,
  type FillReport,
  type FindOutcome,
  type Instrument,
  type InstrumentId,
  type OrderReport,
  type OrderTerms,
  type PlaceOutcome,
} from '@trader/core';
import { brokenInvariant } from '../exchange/broken-invariant.ts';
import { invalidOption } from '../exchange/exchange-settings.ts';
import { reserveOf, takeLeg } from '../exchange/order-funds.ts';
import { FeeMeter } from '../fee-models/fee-meter.ts';
import type { FeeModel, FeeTerms, Liquidity } from '../fee-models/fee-model.ts';
import type { FillModel } from '../fill-models/fill-model.ts';
import { Ledger } from '../ledger/ledger.ts';
import { checkAdmission } from '../order-desk/admit-order.ts';
import type { Refusal } from '../order-desk/read-order.ts';
import type { SlippageModel } from '../slippage-models/slippage-model.ts';
import { FedMarket } from './fed-market.ts';
import type { MarketOwner } from './market-owner.ts';
import { wantedBase } from './take-liquidity.ts';
import { TradedVolume } from './traded-volume.ts';
import { VenueBook } from './venue-book.ts';
import { type VenueFinish, VenueOrder } from './venue-order.ts';
import { finishedReport, openReport } from './venue-report.ts';

/** What the venue says of its own accord: what a private stream would push. */
export type VenueEvent = OrderReport | FillReport | Balance;

/** What a {@link TradingVenue} is made of. */
export interface TradingVenueParts {
  /** The rules of every market. */
  readonly instruments: readonly Instrument[];
  /** What the account holds at the start. */
  readonly balances: Readonly<Record<string, DecimalInput>>;
  /** What trading costs. */
  readonly fees: FeeModel;
  /** When resting orders fill. */
  readonly fills: FillModel;
  /** What takers pay on top. */
  readonly slippage: SlippageModel | undefined;
  /** Whether post-only orders that would take are rejected or canceled. */
  readonly postOnly: 'rejects' | 'cancels' | 'unsupported';
  /** Whether it tells balances after every fill, as a private stream would. */
  readonly tellsBalances: boolean;
  /** Finished orders and fills that are remembered for look-ups; the oldest are forgotten first. */
  readonly rememberedMax: number;
  /** Hears what happens, in order. */
  readonly tell: (event: VenueEvent) => void;
}

/** The name of the one account. */
const account = 'account';

/** Open orders of the account; one more is rejected. */
const openOrdersMax = 100_000;

/**
 * A venue of which only one account and the outside of its markets exist: it takes the account's orders, holds its money, and fills
 * against what its markets are fed with. Synchronous, without latency, clock or chance.
 */
export class TradingVenue implements MarketOwner {
  /** Who holds what. */
  readonly ledger = new Ledger();
  /** Time of what goes on, in milliseconds since the epoch; whoever drives it moves it forward. */
  timeMs = 0;
  private readonly parts: TradingVenueParts;
  private readonly markets = new Map<InstrumentId, FedMarket>();
  private readonly book: VenueBook;
  private readonly traded: TradedVolume | undefined;
  private arriving: VenueOrder | undefined = undefined;
  private orderCount = 0;
  private tradeCount = 0;

  /**
   * @param parts - What it is made of.
   * @throws `system/invalid-options` for a balance that is not above 0.
   */
  constructor(parts: TradingVenueParts) {
    this.parts = parts;
    this.book = new VenueBook(parts.rememberedMax);
    const { instruments, fills, slippage, fees } = parts;
    this.traded = fees.volumeWindowMs === undefined ? undefined : new TradedVolume(fees.volumeWindowMs);
    for (const instrument of instruments)
      this.markets.set(instrument.id, new FedMarket({ instrument, fills, slippage, owner: this }));
    for (const [asset, input] of Object.entries(parts.balances)) {
      const amount = Decimal.from(input);
      if (amount.isZero()) continue;
      if ('refused' in this.ledger.deposit(account, asset, amount))
        throw invalidOption(`balances.${asset}`, amount.toString(), 'it must not be below 0');
    }
  }

  /** A market; `undefined` for one that is not here. */
  market(instrumentId: InstrumentId): FedMarket | undefined {
    return this.markets.get(instrumentId);
  }

  /** Takes an order in, or says why not. */
  place(terms: OrderTerms): PlaceOutcome {
    const market = this.markets.get(terms.instrumentId);
    if (market === undefined)
      return rejected({ refused: 'unknown-instrument', message: `there is no market ${terms.symbol}` });
    const unfit = checkAdmission(terms, {
      account,
      clientOrderId: terms.clientOrderId,
      history: this.book,
      instrument: market.instrument,
      status: market.status,
      openOrdersMax,
    });
    if (unfit !== undefined) return rejected(unfit);
    const refusal = market.review(terms);
    if (refusal !== undefined && (refusal.refused !== 'post-only-would-take' || this.parts.postOnly !== 'cancels'))
      return rejected(refusal);
    const fee = this.feeTerms(terms);
    const { base, quote } = market.instrument;
    const feeAsset = fee.asset === 'base' ? base : quote;
    const order = new VenueOrder(terms, `S${this.orderCount + 1}`, account, new FeeMeter(fee), feeAsset);
    const short = this.reserve(order, market);
    if (short !== undefined) return rejected(short);
    this.orderCount += 1;
    this.book.add(order);
    this.arriving = order;
    return { outcome: 'accepted', brokerageOrderId: order.orderId as BrokerageOrderId };
  }

  /** Lets the order that was just taken in meet its market: after its acceptance was told. */
  settleArrival(): void {
    const { arriving } = this;
    this.arriving = undefined;
    if (arriving !== undefined) this.marketOf(arriving).arrive(arriving);
  }

  /** Ends an order, or says why not. */
  cancel(clientOrderId: ClientOrderId): CancelOutcome {
    const order = this.book.get(clientOrderId);
    if (order === undefined)
      return { outcome: 'rejected', code: 'order-not-found', message: `there is no order ${clientOrderId}` };
    if (order.isLive) return { outcome: 'accepted' };
    const message = `order ${clientOrderId} has ended already: ${order.finishedBy}`;
    return { outcome: 'rejected', code: 'order-already-finished', message };
  }

  /** Carries out a cancel that was accepted: after its acceptance was told. */
  settleCancel(clientOrderId: ClientOrderId): void {
    const order = this.book.get(clientOrderId);
    if (order === undefined || !order.isLive) return;
    this.markets.get(order.terms.instrumentId)?.remove(order);
    this.finish(order, 'canceled');
  }

  /** Looks an order up. */
  find(clientOrderId: ClientOrderId): FindOutcome {
    const order = this.book.get(clientOrderId);
    if (order === undefined) return { outcome: 'absent', brokerageTimeMs: this.timeMs };
    const fills = this.book.fillsOf(clientOrderId);
    return { outcome: 'found', report: this.report(order), fills };
  }

  /** All open orders. */
  openOrders(): readonly OrderReport[] {
    return this.book.open().map(order => this.report(order));
  }

  /** Fills of one instrument since a moment, oldest first. */
  fillsSince(instrumentId: InstrumentId, sinceMs: number): readonly FillReport[] {
    return this.book.fillsSince(instrumentId, sinceMs);
  }

  /** All balances. */
  balances(): readonly Balance[] {
    return this.ledger.balances(account).map(({ asset }) => this.balance(asset));
  }

  /** What the next order pays on a market. */
  feeRates(instrument: Instrument): FeeRates {
    const { maker, taker } = this.parts.fees.terms({ account, symbol: instrument.symbol, side: 'buy' });
    return { maker, taker };
  }

  /** @inheritDoc */
  fill(order: VenueOrder, price: Decimal, quantity: Decimal, liquidity: Liquidity): boolean {
    const market = this.marketOf(order);
    const { instrument } = market;
    const quote = price.times(quantity);
    if (order.price === undefined && !this.cover(order, order.side === 'buy' ? quote : quantity)) {
      this.finish(order, 'insufficient-balance');
      return false;
    }
    const leg = takeLeg(order, instrument, liquidity, quantity, quote, 'principal');
    const isBuy = order.side === 'buy';
    const refusal = this.ledger.settleOutside(
      leg,
      isBuy ? instrument.base : instrument.quote,
      isBuy ? quantity : quote,
    );
    if (refusal !== undefined)
      throw brokenInvariant('fill', `order ${order.orderId} cannot pay ${leg.paid} ${leg.pays}: ${refusal.refused}`);
    order.count(quantity, quote);
    market.net = isBuy ? market.net.plus(quantity) : market.net.minus(quantity);
    if (leg.feeAsset === instrument.base) market.net = market.net.minus(leg.fee);
    this.traded?.add(order.terms.symbol, quote, this.timeMs);
    const fees: readonly AssetAmount[] = leg.fee.isZero() ? noFees : [{ asset: leg.feeAsset, amount: leg.fee }];
    this.tellFill(order, quantity, quote, fees, liquidity);
    if (wantedBase(order, price, instrument).isZero()) this.finish(order, 'filled');
    if (this.parts.tellsBalances) {
      this.parts.tell(this.balance(instrument.base));
      this.parts.tell(this.balance(instrument.quote));
    }
    return true;
  }

  /** @inheritDoc */
  finish(order: VenueOrder, by: VenueFinish): void {
    order.finishedBy = by;
    this.book.close(order);
    if (order.reserved.isPositive()) {
      const row = this.ledger.release(account, this.paidAsset(order), order.reserved);
      if ('refused' in row)
        throw brokenInvariant('finish', `order ${order.orderId} reserves more than the account does`);
      order.reserved = Decimal.zero;
    }
    // That an order of a base quantity is filled is told by its fills.
    if (by !== 'filled' || order.isQuoteSized) this.parts.tell(this.report(order));
  }

  /** @inheritDoc */
  wake(order: VenueOrder): void {
    this.parts.tell(openReport(order, this.timeMs));
  }

  private report(order: VenueOrder): OrderReport {
    return order.isLive
      ? openReport(order, this.timeMs)
      : finishedReport(order, this.timeMs, this.parts.postOnly === 'cancels');
  }

  private feeTerms({ symbol, side }: OrderTerms): FeeTerms {
    const { fees } = this.parts;
    if (this.traded === undefined) return fees.terms({ account, symbol, side });
    return fees.terms({ account, symbol, side, volume: this.traded.volume(symbol, this.timeMs) });
  }

  private marketOf(order: VenueOrder): FedMarket {
    const market = this.markets.get(order.terms.instrumentId);
    if (market === undefined) throw brokenInvariant('fill', `order ${order.orderId} is on no market`);
    return market;
  }

  private paidAsset({ side, terms }: VenueOrder): string {
    const { base, quote } = this.markets.get(terms.instrumentId)?.instrument ?? { base: '', quote: '' };
    return side === 'buy' ? quote : base;
  }

  /** Sets aside what an order may cost; of a market buy sized in base as much as is known before it trades. */
  private reserve(order: VenueOrder, market: FedMarket): Refusal | undefined {
    const { terms, side, price } = order;
    const asset = this.paidAsset(order);
    const { available } = this.ledger.balance(account, asset);
    const isOpenEnded = side === 'buy' && price === undefined && terms.quantity !== undefined;
    if (isOpenEnded) {
      const known = market.lastPrice;
      const estimate = Number.isNaN(known) ? Decimal.zero : Decimal.from(known).times(order.left);
      order.principalLeft = estimate.greaterThan(available) ? Decimal.zero : estimate;
    } else if (side === 'sell') {
      // A sale sized in quote has no base quantity yet: it takes it when it trades.
      order.principalLeft = order.left;
    } else order.principalLeft = terms.quoteQuantity ?? price?.times(order.left) ?? Decimal.zero;
    const needed = reserveOf(order, 'principal');
    if (needed.isZero()) return undefined;
    const row = this.ledger.reserve(account, asset, needed);
    if (!('refused' in row)) {
      order.reserved = needed;
      return undefined;
    }
    if (isOpenEnded) {
      order.principalLeft = Decimal.zero;
      return undefined;
    }
    const message = `the order needs ${needed} ${asset} and ${available} is available`;
    return { refused: 'insufficient-balance', message };
  }

  /** Makes sure that a market order can pay for its next fill, whatever was set aside for it before. */
  private cover(order: VenueOrder, principal: Decimal): boolean {
    if (order.principalLeft.lessThan(principal)) order.principalLeft = principal;
    const missing = reserveOf(order, 'principal').minus(order.reserved);
    if (!missing.isPositive()) return true;
    const row = this.ledger.reserve(account, this.paidAsset(order), missing);
    if ('refused' in row) return false;
    order.reserved = order.reserved.plus(missing);
    return true;
  }

  private tellFill(
    order: VenueOrder,
    quantity: Decimal,
    quoteQuantity: Decimal,
    fees: readonly AssetAmount[],
    liquidity: Liquidity,
  ): void {
    this.tradeCount += 1;
    const report: FillReport = {
      type: 'fill-report',
      tradeId: `T${this.tradeCount}`,
      brokerageOrderId: order.orderId as BrokerageOrderId,
      clientOrderId: order.terms.clientOrderId,
      instrumentId: order.terms.instrumentId,
      side: order.side,
      quantity,
      quoteQuantity,
      fees,
      liquidity,
      brokerageTimeMs: this.timeMs,
    };
    this.book.addFill(report);
    this.parts.tell(report);
  }

  private balance(asset: string): Balance {
    const { total, available } = this.ledger.balance(account, asset);
    return { type: 'balance', asset, total, available, brokerageTimeMs: this.timeMs };
  }
}

const noFees: readonly AssetAmount[] = [];

function rejected({ refused, message }: Refusal): PlaceOutcome {
  return { outcome: 'rejected', code: refused, message };
}
