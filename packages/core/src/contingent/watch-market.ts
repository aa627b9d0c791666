import { Decimal } from '../money/decimal.ts';
import type { Side } from '../order/order-request.ts';
import type { StopTerms } from './contingent-order.ts';
import type { PriceRange } from './price-range.ts';

/** What is watched: the legs that the engine holds. */
export interface WatchedLegs {
  /** Which way the exits trade. */
  readonly side: Side;
  /** The stop leg. */
  readonly stop: StopTerms | undefined;
  /** Its level now. */
  readonly stopLevel: Decimal | undefined;
  /** Price of a take-profit leg that does not rest at the brokerage yet; `undefined` when it does, or without one. */
  readonly target: Decimal | undefined;
  /** Distance between two prices. */
  readonly tickSize: Decimal;
}

/** What the market made of the legs. */
export interface Watched {
  /** Whether the stop or the target was reached; the stop wins where both could have been. */
  readonly reached: 'stop' | 'target' | undefined;
  /** The level from now on. */
  readonly stopLevel: Decimal | undefined;
}

/**
 * Holds legs against the prices of one market event. Where the order of the extremes is not known, the adverse one counts first:
 * the stop is checked against it before a trailing level moves, and against the last price afterwards.
 */
export function watchMarket(legs: WatchedLegs, range: PriceRange): Watched {
  const { side, stop, stopLevel, target } = legs;
  const adverse = side === 'sell' ? range.low : range.high;
  const favourable = side === 'sell' ? range.high : range.low;
  if (isReached(side, stopLevel, adverse)) return { reached: 'stop', stopLevel };
  const level = stop === undefined ? undefined : trail(legs, stop, favourable);
  if (isReached(side, level, range.last)) return { reached: 'stop', stopLevel: level };
  if (target !== undefined && isBeyond(side, target, favourable)) return { reached: 'target', stopLevel: level };
  return { reached: undefined, stopLevel: level };
}

/**
 * The level of a stop after a price: that of a fixed one stays; a trailing one follows at its distance, on the grid away from the
 * market, in steps and in one direction only.
 */
function trail({ side, stopLevel, tickSize }: WatchedLegs, stop: StopTerms, price: number): Decimal | undefined {
  const { distance, step } = stop;
  if (distance === undefined || step === undefined) return stopLevel;
  const isSell = side === 'sell';
  // A cheap look first: nearly no price moves the level.
  if (stopLevel !== undefined && !mayMove(stopLevel.toNumber(), price, distance.toNumber(), isSell)) return stopLevel;
  const best = Decimal.from(price);
  const level = (isSell ? best.minus(distance) : best.plus(distance)).roundToStep(tickSize, isSell ? 'down' : 'up');
  if (!level.isPositive()) return stopLevel;
  if (stopLevel === undefined) return level;
  const move = isSell ? level.minus(stopLevel) : stopLevel.minus(level);
  return move.greaterThanOrEqual(step) ? level : stopLevel;
}

function mayMove(level: number, price: number, distance: number, isSell: boolean): boolean {
  return isSell ? price - distance > level : price + distance < level;
}

/** Whether a price has come down to the level of a selling stop, or up to that of a buying one. Both are the doubles nearest to decimals. */
function isReached(side: Side, level: Decimal | undefined, price: number): boolean {
  if (level === undefined) return false;
  return side === 'sell' ? price <= level.toNumber() : price >= level.toNumber();
}

function isBeyond(side: Side, target: Decimal, price: number): boolean {
  return side === 'sell' ? price >= target.toNumber() : price <= target.toNumber();
}
