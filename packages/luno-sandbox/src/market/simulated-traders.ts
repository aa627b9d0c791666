import { Decimal, type Side } from '@trader/core';
import type { OrderFinished } from '@trader/sim';
import type { MarketRow } from '../exchange/market-row.ts';
import type { SandboxExchange } from '../exchange/sandbox-exchange.ts';
import type { Random } from './random.ts';

/** Who rests orders in the simulated market. */
export const makerAccount = 'simulated-maker';
/** Who takes them. */
export const takerAccount = 'simulated-taker';

/** How lively a simulated market is. */
export interface TraderCrowdOptions {
  /** Resting orders that the crowd aims at, both sides together. */
  readonly orderCount: number;
  /** Standard deviation of the fair price's move in one step, as a fraction: 0.0001 is one basis point. */
  readonly volatility: number;
  /** How likely somebody takes liquidity in one step, 0 to 1. */
  readonly takeChance: number;
}

interface RestingOrder {
  readonly orderId: string;
  readonly side: Side;
  readonly ticks: number;
}

/** Distance between typical prices, as a fraction of the price: one basis point, at least one tick. */
const gapFraction = 0.0001;
/** Mean distance of new orders from the fair price, in gaps. */
const depthGaps = 20;
/** Orders farther from the fair price than this are given up, in gaps. */
const reachGaps = 120;
const placementsMaxPerStep = 8;
/** Sizes run from the market's minimum to so many times it, small ones being as common as large ones in proportion. */
const makerSizeRange = 200;
const takerSizeRange = 60;
/** How likely one resting order is withdrawn in one step, when the book is as full as it should be. */
const withdrawChance = 0.004;
/** How strongly the fair price is pulled back to its start in one step. */
const pull = 0.0005;

/**
 * The traders of one simulated market: makers who quote around a wandering fair price, and takers who hit them. They hold accounts
 * like everyone else and see only the book; what they do depends on the seed, the number of steps and the book alone.
 */
export class TraderCrowd {
  readonly #row: MarketRow;
  readonly #exchange: SandboxExchange;
  readonly #random: Random;
  readonly #options: TraderCrowdOptions;
  readonly #resting: RestingOrder[] = [];
  readonly #places = new Map<string, number>();
  readonly #startTicks: number;
  readonly #minLots: number;
  readonly #maxTicks: number;
  readonly #minTicks: number;
  #fairTicks: number;

  /**
   * @param row - The market.
   * @param exchange - Where they trade.
   * @param random - Their chance.
   * @param options - How lively they are.
   */
  constructor(row: MarketRow, exchange: SandboxExchange, random: Random, options: TraderCrowdOptions) {
    this.#row = row;
    this.#exchange = exchange;
    this.#random = random;
    this.#options = options;
    this.#startTicks = Number(Decimal.from(row.startPrice).toUnits(row.priceScale, 'half-even'));
    this.#minTicks = Number(Decimal.from(row.minPrice).toUnits(row.priceScale, 'up'));
    this.#maxTicks = Number(Decimal.from(row.maxPrice).toUnits(row.priceScale, 'down'));
    this.#minLots = Number(Decimal.from(row.minVolume).toUnits(row.volumeScale, 'up'));
    this.#fairTicks = this.#startTicks;
  }

  /** Notes that an order ended; orders of others are ignored. The last order takes its place in the list. */
  forget({ account, orderId }: OrderFinished): void {
    if (account !== makerAccount) return;
    const place = this.#places.get(orderId);
    if (place === undefined) return;
    this.#places.delete(orderId);
    const last = this.#resting.pop();
    if (last === undefined || last.orderId === orderId) return;
    this.#resting[place] = last;
    this.#places.set(last.orderId, place);
  }

  /** Fills the book for the first time. */
  open(timeMs: number): void {
    for (let count = 0; count < this.#options.orderCount; count += 1) this.#rest(timeMs);
  }

  /**
   * One step: the fair price moves, stale orders are picked off, quotes come and go, somebody may take.
   *
   * @param timeMs - When, in milliseconds since the epoch.
   * @param stride - How many steps this one stands for: it moves as far as they would, and does some of what they would.
   */
  step(timeMs: number, stride = 1): void {
    const random = this.#random;
    const reach = Math.sqrt(stride);
    const drift = Math.log(this.#startTicks / this.#fairTicks) * pull * stride;
    this.#fairTicks *= Math.exp(drift + random.normal() * this.#options.volatility * reach);
    this.#pickOff(timeMs);
    this.#withdraw(timeMs);
    const missing = this.#options.orderCount - this.#resting.length;
    const placements = Math.min(placementsMaxPerStep * reach, Math.max(1, missing));
    for (let count = 0; count < placements; count += 1) this.#rest(timeMs);
    for (let count = 0; count < reach; count += 1) {
      if (random.next() < this.#options.takeChance) this.#take(timeMs);
    }
  }

  #gapTicks(): number {
    return Math.max(1, this.#fairTicks * gapFraction);
  }

  #touch(side: Side): number | undefined {
    const ticker = this.#exchange.simulated.ticker(this.#row.marketId);
    const price = side === 'buy' ? ticker?.ask : ticker?.bid;
    return price === undefined ? undefined : Number(price.toUnits(this.#row.priceScale, 'down'));
  }

  /** Somebody trades with every order that the fair price has passed. */
  #pickOff(timeMs: number): void {
    const ask = this.#touch('buy');
    if (ask !== undefined && ask < this.#fairTicks) this.#send('buy', Math.floor(this.#fairTicks), timeMs);
    const bid = this.#touch('sell');
    if (bid !== undefined && bid > this.#fairTicks) this.#send('sell', Math.ceil(this.#fairTicks), timeMs);
  }

  /** Somebody is in a hurry and takes a few gaps deep. */
  #take(timeMs: number): void {
    const side = this.#random.next() < 0.5 ? 'buy' : 'sell';
    const touch = this.#touch(side);
    if (touch === undefined) return;
    const reach = this.#gapTicks() * 5;
    this.#send(side, Math.round(side === 'buy' ? touch + reach : touch - reach), timeMs);
  }

  #send(side: Side, ticks: number, timeMs: number): void {
    if (ticks < this.#minTicks || ticks > this.#maxTicks) return;
    this.#exchange.execute(
      {
        type: 'place',
        account: takerAccount,
        request: {
          symbol: this.#row.marketId,
          side,
          type: 'limit',
          timeInForce: 'IOC',
          price: Decimal.fromUnits(ticks, this.#row.priceScale),
          quantity: this.#size(takerSizeRange),
        },
      },
      timeMs,
    );
  }

  /** A maker quotes, never across the book. */
  #rest(timeMs: number): void {
    const random = this.#random;
    const side = random.next() < 0.5 ? 'buy' : 'sell';
    const distance = this.#gapTicks() * (0.5 - Math.log(1 - random.next()) * depthGaps);
    const ticks = Math.round(side === 'buy' ? this.#fairTicks - distance : this.#fairTicks + distance);
    const quantity = this.#size(makerSizeRange);
    if (ticks < this.#minTicks || ticks > this.#maxTicks) return;
    const events = this.#exchange.execute(
      {
        type: 'place',
        account: makerAccount,
        request: {
          symbol: this.#row.marketId,
          side,
          type: 'limit',
          postOnly: true,
          price: Decimal.fromUnits(ticks, this.#row.priceScale),
          quantity,
        },
      },
      timeMs,
    );
    for (const event of events) {
      if (event.type !== 'order-opened') continue;
      this.#places.set(event.orderId, this.#resting.length);
      this.#resting.push({ orderId: event.orderId, side, ticks });
    }
  }

  /** Quotes that the fair price has passed are pulled, far ones given up, and the more there are too many, the likelier others. */
  #withdraw(timeMs: number): void {
    const reach = this.#gapTicks() * reachGaps;
    const chance = (this.#resting.length / this.#options.orderCount) ** 2 * withdrawChance;
    const withdrawn = this.#resting.filter(({ side, ticks }) => {
      const passed = side === 'buy' ? ticks >= this.#fairTicks : ticks <= this.#fairTicks;
      const far = Math.abs(ticks - this.#fairTicks) > reach;
      return this.#random.next() < chance || passed || far;
    });
    for (const { orderId } of withdrawn) {
      this.#exchange.execute({ type: 'cancel', account: makerAccount, orderId }, timeMs);
    }
  }

  #size(range: number): Decimal {
    const lots = Math.floor(this.#minLots * range ** this.#random.next());
    return Decimal.fromUnits(lots, this.#row.volumeScale);
  }
}
