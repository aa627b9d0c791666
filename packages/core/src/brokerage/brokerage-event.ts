import type { InstrumentId } from '../instrument/instrument.ts';
import type { MarketEvent } from '../market/market-event.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
import type { Decimal } from '../money/decimal.ts';
import type { BrokerageOrderId, ClientOrderId } from '../order/order.ts';
import type { OrderType, Side, TimeInForce } from '../order/order-request.ts';

/** Running totals of one order, as the brokerage counts them; they never shrink. */
export interface CumulativeFill {
  /** Base quantity filled so far. */
  readonly base: Decimal;
  /** Quote amount exchanged so far, before fees. */
  readonly quote: Decimal;
  /** Fees charged so far by asset; `undefined` while the source does not tell. */
  readonly fees: readonly AssetAmount[] | undefined;
}

/** What the brokerage says about an order now. Facts that this source does not tell are `undefined`. */
export interface OrderReport {
  /** Discriminant. */
  readonly type: 'order-report';
  /** The brokerage's id. */
  readonly brokerageOrderId: BrokerageOrderId | undefined;
  /** Our id, when the brokerage tells it; empty ids are `undefined`. */
  readonly clientOrderId: ClientOrderId | undefined;
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** `pending`: accepted, not yet trading (also a sleeping stop); `open`: trading; `finished`: will never trade again. */
  readonly status: 'pending' | 'open' | 'finished';
  /** Why it is finished, when the brokerage says so; `filled` and `canceled` are otherwise derived from the totals. */
  readonly finishedBy: 'filled' | 'canceled' | 'expired' | 'rejected' | undefined;
  /** Running totals, when this source tells them. */
  readonly cumulative: CumulativeFill | undefined;
  /** What the order is, when this source tells it: needed to recognise and to adopt orders. */
  readonly terms:
    | {
        /** Which way. */
        readonly side: Side;
        /** How it finds its price. */
        readonly type: OrderType;
        /** Base quantity, where it has one. */
        readonly quantity: Decimal | undefined;
        /** Limit price, where it has one. */
        readonly price: Decimal | undefined;
        /** How long it lives, where told. */
        readonly timeInForce: TimeInForce | undefined;
      }
    | undefined;
  /** Why, for a person, when the brokerage says. */
  readonly reason: string | undefined;
  /** The brokerage's time of this statement, in milliseconds since the epoch; `undefined` when not told. */
  readonly brokerageTimeMs: number | undefined;
}

/** One execution with the brokerage's own trade id. */
export interface FillReport {
  /** Discriminant. */
  readonly type: 'fill-report';
  /** The brokerage's id of the execution, unique per order. */
  readonly tradeId: string;
  /** The brokerage's id of the order. */
  readonly brokerageOrderId: BrokerageOrderId | undefined;
  /** Our id of the order, when told. */
  readonly clientOrderId: ClientOrderId | undefined;
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** Which way our order traded. */
  readonly side: Side;
  /** Base quantity. */
  readonly quantity: Decimal;
  /** Quote amount, before fees. */
  readonly quoteQuantity: Decimal;
  /** Fees by asset. */
  readonly fees: readonly AssetAmount[];
  /** Whether we took liquidity, where told. */
  readonly liquidity: 'maker' | 'taker' | undefined;
  /** When it happened, in milliseconds since the epoch. */
  readonly brokerageTimeMs: number | undefined;
}

/** What the account holds of one asset. */
export interface Balance {
  /** Discriminant. */
  readonly type: 'balance';
  /** Which asset, in the brokerage's code. */
  readonly asset: string;
  /** Everything, reserved included. */
  readonly total: Decimal;
  /** What is free to trade: total without what open orders reserve. */
  readonly available: Decimal;
  /** When it was so, in milliseconds since the epoch; `undefined` when not told. */
  readonly brokerageTimeMs: number | undefined;
}

/** The adapter met something it cannot translate or mend; trading decisions are the engine's. */
export interface BrokerageFault {
  /** Discriminant. */
  readonly type: 'fault';
  /** Kebab-case code: `unreadable`, `unauthorized`, `foreign-account`, `unreachable`, … */
  readonly code: string;
  /** One sentence for a person: what happened, where, what to do. */
  readonly message: string;
  /** `fatal`: without a person this will not heal (wrong key); `degraded`: retried. */
  readonly severity: 'fatal' | 'degraded';
  /** When we noticed, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** How the brokerage's clock stands against ours; told when it is first measured and whenever it has moved. */
export interface BrokerageClock {
  /** Discriminant. */
  readonly type: 'clock';
  /** The brokerage's time minus ours, in milliseconds; the adapter's best estimate. */
  readonly offsetMs: number;
}

/** Everything that an adapter may say through its sink. */
export type BrokerageEvent = MarketEvent | OrderReport | FillReport | Balance | BrokerageFault | BrokerageClock;

/** The one ordered way from an adapter into a system; it never throws and never blocks. */
export type BrokerageSink = (event: BrokerageEvent) => void;
