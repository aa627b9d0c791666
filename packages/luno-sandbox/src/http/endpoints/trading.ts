import type { OrderRequest } from '@trader/core';
import type { ExchangeOrder, OrderRejected, RejectionCode } from '@trader/sim';
import { permissions } from '../../exchange/api-keys.ts';
import type { SandboxMarket } from '../../exchange/sandbox-market.ts';
import type { Json } from '../../wire/json-text.ts';
import { LunoRefusal, type RefusalCode } from '../../wire/luno-refusal.ts';
import type { EndpointCall, Route } from '../route.ts';
import { callerOf, type EndpointParts, marketOf } from './endpoint-parts.ts';
import { limitOrderRequest, marketOrderRequest } from './order-requests.ts';

const ttlMaxMs = 10_000;

/** The endpoints that place and cancel orders. */
export function tradingRoutes(parts: EndpointParts): readonly Route[] {
  return [
    {
      name: 'postorder',
      method: 'POST',
      path: '/api/1/postorder',
      access: permissions.writeOrders,
      answer: call => place(parts, call, market => limitOrderRequest(parts, call, market)),
    },
    {
      name: 'marketorder',
      method: 'POST',
      path: '/api/1/marketorder',
      access: permissions.writeOrders,
      answer: call => place(parts, call, market => marketOrderRequest(call, market)),
    },
    {
      name: 'stoporder',
      method: 'POST',
      path: '/api/1/stoporder',
      access: permissions.writeOrders,
      answer: createStopOrder(parts),
    },
  ];
}

function place(parts: EndpointParts, call: EndpointCall, requestOf: (market: SandboxMarket) => OrderRequest): Json {
  const { user } = callerOf(call);
  const { exchange, behaviour } = parts;
  const market = marketOf(parts, call);
  refuseExpired(parts, call);
  const clientOrderId = clientOrderIdOf(call);
  // Before anything else is judged: a repeated request is told that it is one, whatever changed since the first.
  if (clientOrderId !== undefined && exchange.simulated.orderByClientId(user, clientOrderId) !== undefined) {
    throw new LunoRefusal('ErrDuplicateClientOrderID');
  }
  const request = requestOf(market);
  checkAccount(parts, call, 'base_account_id', user, market.row.baseCurrency);
  checkAccount(parts, call, 'counter_account_id', user, market.row.counterCurrency);
  const events = exchange.execute({
    type: 'place',
    account: user,
    request,
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
  });
  for (const event of events) {
    if (event.type === 'order-accepted') return { order_id: event.orderId };
    if (event.type === 'order-rejected') throw refusalOf(event, request, behaviour.insufficientFundsError);
  }
  throw new LunoRefusal('ErrInternal', 'the exchange did not answer the order');
}

/** `timestamp` + `ttl` passed: the order must not be accepted any more. */
function refuseExpired({ behaviour }: EndpointParts, { params, timeMs }: EndpointCall): void {
  const createdMs = params.integer('timestamp');
  const ttl = params.integer('ttl') ?? ttlMaxMs;
  if (ttl < 1 || ttl > ttlMaxMs) throw new LunoRefusal('ErrInvalidArguments', `ttl was ${ttl}, not 1 to ${ttlMaxMs}`);
  if (createdMs !== undefined && timeMs > createdMs + ttl) throw new LunoRefusal(behaviour.expiredRequestError);
}

function clientOrderIdOf({ params }: EndpointCall): string | undefined {
  const text = params.text('client_order_id');
  if (text !== undefined && !/^[0-9A-Za-z_;,.-]{1,255}$/.test(text)) throw new LunoRefusal('ErrInvalidClientOrderId');
  return text;
}

function checkAccount(parts: EndpointParts, call: EndpointCall, name: string, user: string, asset: string): void {
  const id = call.params.accountId(name);
  if (id === undefined) return;
  const account = parts.accounts.byId(id);
  if (account?.user !== user) throw new LunoRefusal('ErrAccountNotFound', `${name} was ${id}`);
  if (account.asset !== asset) throw new LunoRefusal('ErrInvalidAccountID', `${name} is a ${account.asset} account`);
}

const refusalCodes: Readonly<Record<RejectionCode, RefusalCode>> = {
  'malformed-order': 'ErrInvalidArguments',
  'unknown-instrument': 'ErrMarketUnavailable',
  'unknown-account': 'ErrInsufficientBalance',
  'market-post-only': 'ErrPostOnlyMode',
  'market-disabled': 'ErrMarketUnavailable',
  'price-not-positive': 'ErrInvalidPrice',
  'price-too-large': 'ErrPriceTooHigh',
  'price-off-grid': 'ErrPriceDenominationNotAllowed',
  'price-below-min': 'ErrPriceTooLow',
  'price-above-max': 'ErrPriceTooHigh',
  'quantity-not-positive': 'ErrInvalidVolume',
  'quantity-too-large': 'ErrVolumeTooHigh',
  'quantity-off-grid': 'ErrVolumeDenominationNotAllowed',
  'quantity-below-min': 'ErrVolumeTooLow',
  'quantity-above-max': 'ErrVolumeTooHigh',
  'notional-below-min': 'ErrAmountTooSmall',
  'notional-above-max': 'ErrAmountTooBig',
  'duplicate-client-order-id': 'ErrDuplicateClientOrderID',
  'duplicate-order-id': 'ErrInternal',
  'insufficient-balance': 'ErrInsufficientBalance',
  'post-only-not-allowed': 'ErrPostOnlyNotAllowed',
  'post-only-would-take': 'ErrOrderCanceled',
  'not-enough-liquidity': 'ErrNotEnoughLiquidity',
  'unfilled-immediate': 'ErrOrderCanceled',
  'stop-price-reached': 'ErrInvalidStopPrice',
  'self-trade': 'ErrOrderCanceled',
  'too-many-open-orders': 'ErrInvalidArguments',
};

function refusalOf(
  rejection: OrderRejected,
  request: OrderRequest,
  insufficientFunds: 'ErrInsufficientBalance' | 'ErrInsufficientFunds',
): LunoRefusal {
  const code = refusalCodes[rejection.code];
  if (code === 'ErrInsufficientBalance') return new LunoRefusal(insufficientFunds);
  const byCounter = request.type === 'market' && request.quoteQuantity !== undefined;
  if (byCounter && code === 'ErrVolumeDenominationNotAllowed') {
    return new LunoRefusal('ErrCounterDenominationNotAllowed', rejection.message);
  }
  if (byCounter && code === 'ErrVolumeTooLow') return new LunoRefusal('ErrInvalidCounterVolume', rejection.message);
  const toldAlready = code === 'ErrOrderCanceled' || code === 'ErrDuplicateClientOrderID' || code === 'ErrPostOnlyMode';
  return new LunoRefusal(code, toldAlready ? undefined : rejection.message);
}

/** Cancels at once or, by option, a moment after the answer. */
function createStopOrder(parts: EndpointParts): (call: EndpointCall) => Json {
  const { exchange, behaviour, clock, random } = parts;
  const stopping = new Set<string>();
  return call => {
    const { user } = callerOf(call);
    const orderId = call.params.requiredText('order_id');
    const order = exchange.simulated.order(orderId);
    refuseStop(order, user, behaviour);
    if (stopping.has(orderId)) return { success: true };
    const cancel = () => {
      stopping.delete(orderId);
      exchange.execute({ type: 'cancel', account: user, orderId });
    };
    if (behaviour.cancelLatencyMaxMs > 0) {
      stopping.add(orderId);
      clock.setTimer(random.integer(behaviour.cancelLatencyMaxMs + 1), cancel);
    } else cancel();
    return { success: true };
  };
}

function refuseStop(order: ExchangeOrder | undefined, user: string, behaviour: EndpointParts['behaviour']): void {
  const code = 'ErrCannotStopUnknownOrNonPendingOrder';
  if (order === undefined || order.account !== user) {
    throw new LunoRefusal(code, undefined, behaviour.unknownOrderStatus);
  }
  if (order.status === 'finished') throw new LunoRefusal(code);
  if (order.status === 'sleeping' && behaviour.cancelAwaitingStop === 'refused') throw new LunoRefusal(code);
}
