import type { Instrument } from '../instrument/instrument.ts';
import { Decimal, type DecimalInput } from '../money/decimal.ts';
import type { StrategyId } from '../order/order.ts';
import type { Side } from '../order/order-request.ts';
import { invalid, toDecimal } from '../strategy/create-order-terms.ts';
import type { ContingentOrderId, ContingentOrderTerms, StopTerms } from './contingent-order.ts';
import type {
  BracketRequest,
  OneCancelsOtherRequest,
  StopLegRequest,
  TrailingStopRequest,
} from './contingent-request.ts';

/** What a strategy asked for, with the name of what it is. */
export type ContingentRequest =
  | {
      /** Discriminant. */
      readonly kind: 'bracket';
      /** An entry with its exits. */
      readonly request: BracketRequest;
    }
  | {
      /** Discriminant. */
      readonly kind: 'one-cancels-other';
      /** Two exits of one quantity. */
      readonly request: OneCancelsOtherRequest;
    }
  | {
      /** Discriminant. */
      readonly kind: 'trailing-stop';
      /** A stop that follows the market. */
      readonly request: TrailingStopRequest;
    };

/** What a contingent order gets from the engine rather than from its request. */
export interface ContingentIdentity {
  /** Our id. */
  readonly id: ContingentOrderId;
  /** Whose it is. */
  readonly strategy: StrategyId;
  /** Where it trades. */
  readonly instrument: Instrument;
  /** Engine time, in milliseconds since the epoch. */
  readonly nowMs: number;
}

/** The symbol that a request is about. */
export function symbolOf({ kind, request }: ContingentRequest): string {
  if (kind !== 'bracket') return request.symbol;
  if (request.entry === undefined) throw invalid('entry', undefined, 'must be given: the order that opens');
  return request.entry.symbol;
}

/**
 * The terms of a contingent order, read from a request; the id of the entry is added when that is made. Only the shape is checked here; what grid and brokerage do not allow is
 * denied, not thrown.
 *
 * @throws TradingError `order/invalid-request`, naming the field and the value.
 */
export function createContingentTerms(asked: ContingentRequest, identity: ContingentIdentity): ContingentOrderTerms {
  const { instrument } = identity;
  const { triggerBy = 'last', tag } = asked.request;
  if (triggerBy !== 'last' && triggerBy !== 'quote') throw invalid('triggerBy', triggerBy, 'must be "last" or "quote"');
  const common = {
    id: identity.id,
    kind: asked.kind,
    strategy: identity.strategy,
    instrumentId: instrument.id,
    symbol: instrument.symbol,
    entryId: undefined,
    triggerBy,
    tag,
    requestedTimeMs: identity.nowMs,
  } as const;
  switch (asked.kind) {
    case 'bracket': {
      const { entry, takeProfit, stopLoss } = asked.request;
      if (takeProfit === undefined && stopLoss === undefined) {
        throw invalid('stopLoss', undefined, 'at least one of takeProfit and stopLoss must be given');
      }
      const side = entry.side === 'buy' ? 'sell' : 'buy';
      const takeProfitPrice = takeProfit && required('takeProfit.price', takeProfit.price);
      const stop = stopLoss && readStop('stopLoss.', stopLoss, instrument);
      return { ...common, side, quantity: undefined, takeProfitPrice, stop };
    }
    case 'one-cancels-other': {
      const { takeProfit, stopLoss } = asked.request;
      if (takeProfit === undefined) throw invalid('takeProfit', undefined, 'must be given');
      if (stopLoss === undefined) throw invalid('stopLoss', undefined, 'must be given');
      const takeProfitPrice = required('takeProfit.price', takeProfit.price);
      const stop = readStop('stopLoss.', stopLoss, instrument);
      return { ...common, ...readExit(asked.request), takeProfitPrice, stop };
    }
    case 'trailing-stop': {
      const stop = readStop('', asked.request, instrument);
      return { ...common, ...readExit(asked.request), takeProfitPrice: undefined, stop };
    }
    default:
      return asked satisfies never;
  }
}

function readExit(request: { readonly side: Side; readonly quantity: DecimalInput }): {
  readonly side: Side;
  readonly quantity: Decimal;
} {
  const { side } = request;
  if (side !== 'buy' && side !== 'sell') throw invalid('side', side, 'must be "buy" or "sell"');
  return { side, quantity: required('quantity', request.quantity) };
}

function readStop(prefix: string, leg: StopLegRequest, { tickSize }: Instrument): StopTerms {
  if ('distance' in leg) {
    const distance = required(`${prefix}distance`, leg.distance);
    if (!distance.isPositive()) throw invalid(`${prefix}distance`, distance, 'must be above 0, in quote');
    const tenth = distance.times('0.1').roundToStep(tickSize, 'up');
    const step = toDecimal(`${prefix}step`, leg.step) ?? tenth;
    if (!step.isPositive()) throw invalid(`${prefix}step`, step, 'must be above 0, in quote');
    return { stopPrice: undefined, limitPrice: undefined, distance, step: Decimal.max(step, tickSize) };
  }
  const stopPrice = required(`${prefix}stopPrice`, leg.stopPrice);
  return {
    stopPrice,
    limitPrice: toDecimal(`${prefix}limitPrice`, leg.limitPrice),
    distance: undefined,
    step: undefined,
  };
}

function required(field: string, input: DecimalInput | undefined): Decimal {
  const value = toDecimal(field, input);
  if (value === undefined) throw invalid(field, undefined, 'must be given');
  return value;
}
