import { type AssetAmount, isLiveOrderState, type Order, type SpectatorEvents } from '@trader/core';

/** Something that happened in a run, as people and machines read it. */
export interface RunEvent {
  /** What kind. */
  readonly type: 'order' | 'fill' | 'alarm' | 'strategy' | 'link' | 'gap' | 'state' | 'log';
  /** How important it is. */
  readonly level: 'detail' | 'info' | 'warning' | 'error';
  /** Whose, when it is one strategy's. */
  readonly strategy: string | undefined;
  /** One line for people. */
  readonly text: string;
  /** Its facts for machines; decimals as text. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** An order changed; `tell` gives the reason as it is to be told to people. */
export function orderEvent(
  { order, from, to }: SpectatorEvents['order'],
  tell: (reason: string) => string = reason => reason,
): RunEvent {
  const isAsked = to === 'canceled' && order.cancelRequested;
  const why = order.reason === undefined || isAsked ? '' : `: ${tell(order.reason.message)}`;
  const flag = from === to && order.cancelRequested ? ', cancel requested' : '';
  const filled = isLiveOrderState(to) && !order.filled.isZero() ? `, ${order.filled} filled` : '';
  return {
    type: 'order',
    level: orderLevel(to),
    strategy: order.strategy,
    text: `${orderText(order)} ${to}${filled}${flag}${why}`,
    facts: { ...orderFacts(order), from, state: to, reason: order.reason },
  };
}

/** A fill was applied. */
export function fillEvent({ fill, realisedPnl, positionAfter }: SpectatorEvents['fill']): RunEvent {
  const { strategy, side, quantity, symbol, price } = fill;
  const verb = side === 'buy' ? 'bought' : 'sold';
  const fees = fill.fees.map(({ asset, amount }) => `${amount} ${asset}`).join(' + ');
  const cost = fees === '' ? '' : `, fee ${fees}`;
  return {
    type: 'fill',
    level: 'info',
    strategy,
    text: `${verb} ${quantity} ${symbol} @ ${price}, position ${positionAfter}${cost}`,
    facts: {
      fillId: fill.fillId,
      clientOrderId: fill.clientOrderId,
      brokerageOrderId: fill.brokerageOrderId,
      tradeId: fill.tradeId,
      symbol,
      side,
      quantity: quantity.toString(),
      quoteQuantity: fill.quoteQuantity.toString(),
      price: price.toString(),
      fees: feeFacts(fill.fees),
      realisedPnl: realisedPnl.toString(),
      position: positionAfter.toString(),
    },
  };
}

/** Something that a person should know. */
export function alarmEvent({ code, message, severity, strategy }: SpectatorEvents['alarm']): RunEvent {
  const level = severity === 'halt' ? 'error' : 'warning';
  return { type: 'alarm', level, strategy, text: withoutStack(message), facts: { code, severity, message } };
}

/** A strategy was paused, resumed or stopped. */
export function strategyEvent({ strategy, status, reason }: SpectatorEvents['strategy']): RunEvent {
  // A pause that nobody asked for comes with an alarm, which tells all of it.
  return { type: 'strategy', level: 'detail', strategy, text: `${status}: ${reason}`, facts: { status, reason } };
}

/** A stream came up or went down. */
export function linkEvent({ stream, instrumentId, state, reason }: SpectatorEvents['link']): RunEvent {
  const which = instrumentId === undefined ? `${stream} stream` : `${stream} stream of ${instrumentId}`;
  const level = state === 'up' ? 'detail' : 'warning';
  const text = `${which} ${state}: ${reason}`;
  return { type: 'link', level, strategy: undefined, text, facts: { stream, instrumentId, state, reason } };
}

/** Something may have been missed. */
export function gapEvent({ stream, instrumentId, fromMs, toMs, reason }: SpectatorEvents['gap']): RunEvent {
  const which = instrumentId === undefined ? stream : `${stream} of ${instrumentId}`;
  const text = `gap of ${Math.max(toMs - fromMs, 0)} ms in ${which}: ${reason}`;
  return {
    type: 'gap',
    level: 'warning',
    strategy: undefined,
    text,
    facts: { stream, instrumentId, fromMs, toMs, reason },
  };
}

/** The system's own state changed. */
export function stateEvent({ from, to }: SpectatorEvents['state']): RunEvent {
  const level = to === 'failed' ? 'error' : 'info';
  return { type: 'state', level, strategy: undefined, text: `system ${to}`, facts: { from, to } };
}

/** A message with the first frame of its stack only: the place where it happened. The log has the rest. */
function withoutStack(message: string): string {
  return message.replace(/\n\s+at ([^\n;]+)(?:\n\s+at [^\n;]+)*/, ' at $1');
}

/** An order in one line: `buy limit 0.001 XBTZAR @ 1200000`. */
function orderText({ side, type, quantity, quoteQuantity, symbol, price, postOnly, timeInForce }: Order): string {
  const size = quantity === undefined ? `for ${quoteQuantity ?? '?'} of` : quantity.toString();
  const at = price === undefined ? '' : ` @ ${price}`;
  const force = type === 'market' || timeInForce === 'GTC' ? '' : ` ${timeInForce}`;
  return `${side} ${type} ${size} ${symbol}${at}${force}${postOnly ? ' post-only' : ''}`;
}

function orderFacts(order: Order): Record<string, unknown> {
  return {
    clientOrderId: order.clientOrderId,
    brokerageOrderId: order.brokerageOrderId,
    symbol: order.symbol,
    side: order.side,
    orderType: order.type,
    quantity: order.quantity?.toString(),
    quoteQuantity: order.quoteQuantity?.toString(),
    price: order.price?.toString(),
    filled: order.filled.toString(),
    filledQuote: order.filledQuote.toString(),
    fees: feeFacts(order.fees),
    cancelRequested: order.cancelRequested,
  };
}

function feeFacts(fees: readonly AssetAmount[]): Record<string, string> {
  return Object.fromEntries(fees.map(({ asset, amount }) => [asset, amount.toString()]));
}

function orderLevel(state: Order['state']): RunEvent['level'] {
  switch (state) {
    case 'requested':
    case 'submitted':
    case 'open':
      return 'detail';
    case 'denied':
    case 'rejected':
    case 'unknown':
      return 'warning';
    default:
      return 'info';
  }
}
