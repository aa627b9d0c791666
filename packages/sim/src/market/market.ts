import { Decimal, type Instrument, type Side } from '@trader/core';
import type { MarketStatus } from '../exchange/exchange-command.ts';
import type { ExchangeTrade } from '../exchange/exchange-event.ts';
import type {
  ExchangeBook,
  ExchangeBookLevel,
  ExchangeBookOrder,
  ExchangeBookOrders,
  ExchangeTicker,
} from '../exchange/exchange-order.ts';
import { BoundedLog } from '../history/bounded-log.ts';
import {
  MatchingEngine,
  type MatchingLevel,
  type MatchingOptions,
  type MatchingOrderView,
} from '../matching/matching-engine.ts';
import { MarketGrid } from './market-grid.ts';

/** One market of the exchange: its rules, its book and its trades, in decimals. */
export class Market {
  /** Its rules. */
  readonly instrument: Instrument;
  /** Decimals to integers and back. */
  readonly grid: MarketGrid;
  /** Its book. */
  readonly engine: MatchingEngine;
  /** Its trades, as far as they are remembered. */
  readonly trades: BoundedLog<ExchangeTrade>;
  /** Its status. */
  status: MarketStatus;
  /** When book or status last changed, in milliseconds since the epoch. */
  changedTimeMs: number | undefined = undefined;

  /**
   * @param instrument - Its rules.
   * @param status - Its status at the start.
   * @param matching - What its matching engine does.
   * @param tradesMax - How many trades are remembered.
   */
  constructor(instrument: Instrument, status: MarketStatus, matching: MatchingOptions, tradesMax: number) {
    this.instrument = instrument;
    this.status = status;
    this.grid = new MarketGrid(instrument);
    this.engine = new MatchingEngine(matching);
    this.trades = new BoundedLog(tradesMax);
  }

  /** The book by price, `depth` levels per side at most. */
  book(depth: number): ExchangeBook {
    const level = ({ priceTicks, lots, orderCount }: MatchingLevel): ExchangeBookLevel => ({
      price: this.grid.price(priceTicks),
      quantity: this.grid.quantity(lots),
      orderCount,
    });
    return { bids: this.engine.depth('buy', depth).map(level), asks: this.engine.depth('sell', depth).map(level) };
  }

  /** The book order by order. */
  bookOrders(): ExchangeBookOrders {
    const order = ({ orderId, priceTicks, remainingLots }: MatchingOrderView): ExchangeBookOrder => ({
      orderId,
      price: this.grid.price(priceTicks),
      quantity: this.grid.quantity(remainingLots),
    });
    return { bids: this.engine.resting('buy').map(order), asks: this.engine.resting('sell').map(order) };
  }

  /** Best prices and last trade. */
  ticker(): ExchangeTicker {
    const last = this.engine.lastTrade();
    return {
      bid: this.priceOf(this.engine.bestPriceTicks('buy')),
      ask: this.priceOf(this.engine.bestPriceTicks('sell')),
      last: this.priceOf(last?.priceTicks),
      lastTimeMs: last?.timeMs,
      changedTimeMs: this.changedTimeMs,
    };
  }

  /**
   * The worst price in ticks that a market order trades at.
   *
   * @param side - Which way it trades.
   * @param band - How far from the best opposite price, as a fraction; `undefined` for any distance.
   */
  worstPriceTicks(side: Side, band: Decimal | undefined): number | undefined {
    const best = this.engine.bestPriceTicks(side === 'buy' ? 'sell' : 'buy');
    if (best === undefined || band === undefined) return undefined;
    if (side === 'buy') {
      const worst = Decimal.one.plus(band).times(best).round(0, 'down').toNumber();
      return Math.min(worst, Number.MAX_SAFE_INTEGER);
    }
    const worst = Decimal.one.minus(band).times(best).round(0, 'ceiling').toNumber();
    return Math.max(worst, 1);
  }

  private priceOf(ticks: number | undefined): Decimal | undefined {
    return ticks === undefined ? undefined : this.grid.price(ticks);
  }
}
