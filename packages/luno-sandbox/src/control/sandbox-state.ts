import { Decimal } from '@trader/core';
import type { ExchangeBookOrder, ExchangeOrder } from '@trader/sim';
import type { EndpointParts } from '../http/endpoints/endpoint-parts.ts';

/** One resting order. */
export interface RestingOrderState {
  /** The exchange's name of the order. */
  readonly orderId: string;
  /** Limit price, as canonical decimal text. */
  readonly price: string;
  /** Base volume that rests, as canonical decimal text. */
  readonly volume: string;
}

/** One market, whole. */
export interface MarketState {
  /** Luno's market name. */
  readonly marketId: string;
  /** Whether it trades. */
  readonly status: string;
  /** Sequence of the newest stream update, as text. */
  readonly sequence: string;
  /** Price of the last trade; `undefined` before the first. */
  readonly lastPrice: string | undefined;
  /** Buyers, best first. */
  readonly bids: readonly RestingOrderState[];
  /** Sellers, best first. */
  readonly asks: readonly RestingOrderState[];
}

/** One order of a user; amounts are canonical decimal text. */
export interface OrderState {
  /** The exchange's name. */
  readonly orderId: string;
  /** The user's name of it; empty when none was given. */
  readonly clientOrderId: string;
  /** Market. */
  readonly pair: string;
  /** Which way. */
  readonly side: 'BUY' | 'SELL';
  /** `limit`, `market` or `stop-limit`. */
  readonly type: string;
  /** `sleeping`, `open` or `finished`. */
  readonly status: string;
  /** Why it ended; `undefined` while it lives. */
  readonly finishedBy: string | undefined;
  /** Whether the user's cancel ended it. */
  readonly canceledByUser: boolean;
  /** Limit price; zero for market orders. */
  readonly limitPrice: string;
  /** Limit volume; zero for market orders sized in counter. */
  readonly limitVolume: string;
  /** Base filled. */
  readonly base: string;
  /** Counter exchanged. */
  readonly counter: string;
  /** Fees in base. */
  readonly feeBase: string;
  /** Fees in counter. */
  readonly feeCounter: string;
  /** When it was accepted, in milliseconds since the epoch. */
  readonly createdMs: number;
  /** When it ended, in milliseconds since the epoch; 0 while it lives. */
  readonly completedMs: number;
}

/** One holding of a user; amounts are canonical decimal text. */
export interface BalanceState {
  /** Luno's account number, as text. */
  readonly accountId: string;
  /** Asset. */
  readonly asset: string;
  /** Everything held, reserved included. */
  readonly balance: string;
  /** What open orders hold. */
  readonly reserved: string;
}

/** One user, whole. */
export interface UserState {
  /** Name. */
  readonly name: string;
  /** Holdings. */
  readonly balances: readonly BalanceState[];
  /** Orders, newest first, as far as they are remembered. */
  readonly orders: readonly OrderState[];
}

/** How much of an asset there is: `held` by all accounts and as fees is always what was `deposited`. */
export interface AssetState {
  /** Asset. */
  readonly asset: string;
  /** What came in. */
  readonly deposited: string;
  /** What is there. */
  readonly held: string;
}

/** The sandbox's books of record at one moment, in words of their own: for comparing a client's view with the truth. */
export interface SandboxState {
  /** Exchange time, in milliseconds since the epoch. */
  readonly timeMs: number;
  /** Steps that the simulated traders or the recording made, all markets together. */
  readonly steps: number;
  /** Markets. */
  readonly markets: readonly MarketState[];
  /** Users. */
  readonly users: readonly UserState[];
  /** Assets. */
  readonly assets: readonly AssetState[];
}

const ordersMax = 20_000;

/** Reads the books of record. */
export function readState(
  parts: EndpointParts,
  users: readonly string[],
  deposits: ReadonlyMap<string, Decimal>,
  steps: number,
): SandboxState {
  const { exchange, markets } = parts;
  return {
    timeMs: exchange.nowMs(),
    steps,
    markets: [...markets.values()].map(market => {
      const { bids, asks } = market.view.orders();
      return {
        marketId: market.row.marketId,
        status: market.status,
        sequence: market.feed.sequence().toString(),
        lastPrice: market.view.ticker()?.last?.toString(),
        bids: bids.map(restingOrder),
        asks: asks.map(restingOrder),
      };
    }),
    users: users.map(name => ({
      name,
      balances: parts.accounts.list(name).map(account => {
        const holding = exchange.simulated.balance(name, account.asset);
        return {
          accountId: account.id.toString(),
          asset: account.asset,
          balance: holding.total.toString(),
          reserved: holding.reserved.toString(),
        };
      }),
      orders: exchange.simulated.orders(name, { limit: ordersMax }).map(orderState),
    })),
    assets: [...deposits].map(([asset, deposited]) => ({
      asset,
      deposited: deposited.toString(),
      held: exchange.simulated.totalOf(asset).toString(),
    })),
  };
}

function restingOrder({ orderId, price, quantity }: ExchangeBookOrder): RestingOrderState {
  return { orderId, price: price.toString(), volume: quantity.toString() };
}

function orderState(order: ExchangeOrder): OrderState {
  return {
    orderId: order.orderId,
    clientOrderId: order.clientOrderId ?? '',
    pair: order.symbol,
    side: order.side === 'buy' ? 'BUY' : 'SELL',
    type: order.type,
    status: order.status,
    finishedBy: order.finishedBy,
    canceledByUser: order.canceledByUser,
    limitPrice: (order.price ?? Decimal.zero).toString(),
    limitVolume: (order.quantity ?? Decimal.zero).toString(),
    base: order.base.toString(),
    counter: order.quote.toString(),
    feeBase: order.feeBase.toString(),
    feeCounter: order.feeQuote.toString(),
    createdMs: order.createdTimeMs,
    completedMs: order.finishedTimeMs ?? 0,
  };
}
