import type { DecimalInput } from '../money/decimal.ts';
import type { LimitOrderRequest, MarketOrderRequest, Side } from '../order/order-request.ts';
import type { TriggerSource } from './contingent-order.ts';

/** A take-profit leg: a limit order that rests at the brokerage. */
export interface TakeProfitRequest {
  /** Its limit price, on the instrument's tick grid. */
  readonly price: DecimalInput;
}

/** A stop leg at a fixed price: held by the engine, sent when the market reaches it. */
export interface FixedStopRequest {
  /** Price that triggers it, on the instrument's tick grid. */
  readonly stopPrice: DecimalInput;
  /** Limit of the order that leaves then; without one it leaves at the market's price. */
  readonly limitPrice?: DecimalInput;
}

/** A stop leg that trails the market: held by the engine, its level moves in one direction only. */
export interface TrailingStopLegRequest {
  /** How far behind the best price seen the level is, in quote; above 0. */
  readonly distance: DecimalInput;
  /** Smallest move of the level, in quote; each move is journaled. Default: a tenth of the distance, at least one tick. */
  readonly step?: DecimalInput;
}

/** A stop leg, fixed or trailing. */
export type StopLegRequest = FixedStopRequest | TrailingStopLegRequest;

interface ContingentRequestBase {
  /** By which prices the engine triggers legs. Default `last`. */
  readonly triggerBy?: TriggerSource;
  /** A note of the strategy's own, on its exits. At most 64 characters. */
  readonly tag?: string;
}

interface ExitRequestBase extends ContingentRequestBase {
  /** The brokerage's market name, one of the strategy's symbols. */
  readonly symbol: string;
  /** Which way the exits trade: `sell` to leave a long position. */
  readonly side: Side;
  /** Base quantity, on the instrument's lot grid. */
  readonly quantity: DecimalInput;
}

/** An entry with its exits: once the entry has filled, a take-profit, a stop-loss, or both of which one cancels the other. */
export interface BracketRequest extends ContingentRequestBase {
  /** The order that opens; the exits trade the other way. */
  readonly entry: MarketOrderRequest | LimitOrderRequest;
  /** Where to take the profit. At least one of `takeProfit` and `stopLoss` is given. */
  readonly takeProfit?: TakeProfitRequest;
  /** Where to stop the loss. */
  readonly stopLoss?: StopLegRequest;
}

/** Two orders for one quantity: whichever is reached first cancels the other. */
export interface OneCancelsOtherRequest extends ExitRequestBase {
  /** The leg that rests at the brokerage. */
  readonly takeProfit: TakeProfitRequest;
  /** The leg that the engine holds. */
  readonly stopLoss: StopLegRequest;
}

/** A stop whose level trails the market. */
export interface TrailingStopRequest extends ExitRequestBase, TrailingStopLegRequest {}
