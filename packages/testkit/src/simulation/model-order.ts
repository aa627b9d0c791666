import { type AssetAmount, AssetLedger, Decimal, type InstrumentId } from '@trader/core';

/** An order as the model's clients ask for it. */
export interface ModelRequest {
  readonly clientOrderId: string | undefined;
  readonly symbol: string;
  readonly instrumentId: InstrumentId;
  readonly side: 'buy' | 'sell';
  readonly type: 'market' | 'limit' | 'stop-limit';
  readonly quantity: Decimal | undefined;
  readonly quoteQuantity: Decimal | undefined;
  readonly price: Decimal | undefined;
  readonly stopPrice: Decimal | undefined;
  readonly trigger: 'above' | 'below' | undefined;
  readonly timeInForce: 'GTC' | 'IOC' | 'FOK';
  readonly postOnly: boolean;
}

/** One execution. */
export interface ModelTrade {
  readonly tradeId: string;
  readonly base: Decimal;
  readonly quote: Decimal;
  readonly fee: AssetAmount;
  readonly liquidity: 'maker' | 'taker';
  readonly timeMs: number;
}

/** The model's word about an order at one moment. */
export interface ModelVersion {
  readonly timeMs: number;
  /** True time, which never jumps as the brokerage's own clock does. */
  readonly trueMs: number;
  readonly status: 'pending' | 'open' | 'finished';
  readonly finishedBy: 'filled' | 'canceled' | 'expired' | undefined;
  readonly base: Decimal;
  readonly quote: Decimal;
  readonly fees: readonly AssetAmount[];
  readonly tradeCount: number;
}

/** An order in the model's books of record, with all that was ever said about it. */
export class ModelOrder {
  readonly id: string;
  /** Who placed it: a system by its name, or `hand`. */
  readonly owner: string;
  readonly request: ModelRequest;
  readonly acceptedMs: number;
  readonly trades: ModelTrade[] = [];
  readonly versions: ModelVersion[] = [];
  readonly fees = new AssetLedger();
  /** When it ended, in milliseconds of true time. */
  endedMs: number | undefined = undefined;
  /** Whether its stop price was reached. */
  isAwake = false;
  /** Until when cancels are refused, in milliseconds of true time. */
  heldUntilMs = 0;
  /** Whether a fee of it was booked after its fill. */
  hadLateFee = false;
  status: ModelVersion['status'] = 'pending';
  finishedBy: ModelVersion['finishedBy'] = undefined;
  base = Decimal.zero;
  quote = Decimal.zero;

  constructor(id: string, owner: string, request: ModelRequest, acceptedMs: number) {
    this.id = id;
    this.owner = owner;
    this.request = request;
    this.acceptedMs = acceptedMs;
  }

  get isFinished(): boolean {
    return this.status === 'finished';
  }

  /** Base quantity that it may still trade; `undefined` for orders sized in quote. */
  get remaining(): Decimal | undefined {
    return this.request.quantity?.minus(this.base);
  }

  /** Writes down how it stands now. */
  note(timeMs: number, trueMs: number): ModelVersion {
    const version = {
      timeMs,
      trueMs,
      status: this.status,
      finishedBy: this.finishedBy,
      base: this.base,
      quote: this.quote,
      fees: this.fees.toAmounts(),
      tradeCount: this.trades.length,
    };
    this.versions.push(version);
    return version;
  }

  /** How it stood at a moment of true time; `undefined` before it was there. */
  at(trueMs: number): ModelVersion | undefined {
    for (let index = this.versions.length - 1; index >= 0; index -= 1) {
      const version = this.versions[index];
      if (version !== undefined && version.trueMs <= trueMs) return version;
    }
    return undefined;
  }
}
