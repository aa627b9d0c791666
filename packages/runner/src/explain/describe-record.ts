import {
  type AssetAmount,
  describeAccount,
  type Effect,
  type OrderTerms,
  type TraderEvent,
  type TraderRecord,
} from '@trader/core';
import { amountText } from './amount-text.ts';

/** One line for a person about anything that a journal has. */
export function describeRecord(record: TraderRecord): string {
  switch (record.type) {
    case 'run-started':
      return `run ${record.runId.slice(0, 8)} began on ${record.brokerage} with ${record.strategies.join(', ')}`;
    case 'order-requested':
      return `${record.terms.strategy} asks: ${describeTerms(record.terms)}`;
    case 'order-reviewed':
      return `risk denies by ${record.rule} (${record.code})`;
    case 'order-submitted':
      return 'risk passes; the intent is in the journal';
    case 'order-changed': {
      const { from, to, cancelRequested, filled, reason } = record;
      const what = from === to ? (cancelRequested ? 'cancel asked for' : `still ${to}`) : `${from} → ${to}`;
      const why = reason === undefined ? '' : `: ${reason.message}`;
      return `${what}${filled.isZero() ? '' : `, filled ${amountText(filled)}`}${why}`;
    }
    case 'fill': {
      const { fill, positionAfter } = record;
      const fees = fill.fees.length === 0 ? '' : `, fee ${feesText(fill.fees)}`;
      return `fill: ${fill.side} ${amountText(fill.quantity)} at ${amountText(fill.price)}${fees}; position ${amountText(positionAfter)}`;
    }
    case 'fact':
      return describeEvent(record.event);
    case 'alarm':
      return `${record.severity}: ${record.message}`;
    case 'strategy':
      return `strategy ${record.strategy} is ${record.status}: ${record.reason}`;
    case 'strategy-saved':
      return `strategy ${record.strategy} saved its state`;
    case 'recording':
      return `recording: ${record.note.note}`;
    case 'order-adopted':
      return `order of somebody else becomes ${record.terms.strategy}'s: ${describeTerms(record.terms)}`;
    case 'contingent-order-requested': {
      const { strategy, kind, side, symbol, id, takeProfitPrice, stop } = record.terms;
      const target = takeProfitPrice === undefined ? '' : `, target ${amountText(takeProfitPrice)}`;
      const level = stop?.stopPrice === undefined ? '' : `, stop ${amountText(stop.stopPrice)}`;
      const trailing = stop?.distance === undefined ? '' : `, stop trails by ${amountText(stop.distance)}`;
      return `${strategy} asks: ${kindWords[kind]} whose exits ${side} ${symbol}${target}${level}${trailing}; contingent order ${id}`;
    }
    case 'contingent-order-changed': {
      const { contingentOrderId, state, endedBy, stopLevel, reason } = record;
      const end = endedBy === undefined ? '' : ` (${endedBy})`;
      const hasLevel = stopLevel !== undefined && state !== 'ended' && reason === undefined;
      const level = hasLevel ? `, stop at ${amountText(stopLevel)}` : '';
      const why = reason === undefined ? '' : `: ${reason.message}`;
      return `contingent order ${contingentOrderId} is ${state}${end}${level}${why}`;
    }
    case 'contingent-order-leg':
      return `it is the ${record.leg} of contingent order ${record.contingentOrderId}`;
    case 'account-identified':
      return `the journal belongs to ${describeAccount(record.account)} from here on (${record.reason})`;
    case 'closing':
      return `closing the positions of ${record.strategy} ${record.isActive ? 'began' : 'ended'}`;
    case 'balance-difference':
      return `${amountText(record.difference)} ${record.asset} of the balance is not explained`;
    default:
      return record.type;
  }
}

const kindWords = {
  bracket: 'bracket',
  'one-cancels-other': 'one-cancels-other',
  'trailing-stop': 'trailing stop',
} as const;

/** One line for a person about an event. */
export function describeEvent(event: TraderEvent): string {
  switch (event.type) {
    case 'tick':
      return `tick ${event.symbol} ${priceText(event.bid)} / ${priceText(event.ask)}`;
    case 'trade':
      return `trade ${event.symbol} ${event.quantity} at ${event.price}`;
    case 'book':
      return `book ${event.symbol} ${priceText(event.bids[0]?.price)} / ${priceText(event.asks[0]?.price)}`;
    case 'bar':
      return `bar ${event.symbol} of ${event.intervalMs / 1_000} s, close ${event.close}`;
    case 'timer':
      return `timer "${event.name}" of ${event.strategy}`;
    case 'signal':
      return `signal "${event.name}"`;
    case 'command':
      return `command ${event.command.command} by ${event.by}`;
    case 'place-outcome':
    case 'cancel-outcome':
    case 'look-up-outcome': {
      const call = { 'place-outcome': 'place', 'cancel-outcome': 'cancel', 'look-up-outcome': 'look-up' }[event.type];
      const { outcome } = event;
      const why = 'message' in outcome ? ` (${outcome.code}): ${outcome.message}` : '';
      return `answer to ${call}: ${outcome.outcome}${why}`;
    }
    case 'order-report': {
      const totals = event.cumulative === undefined ? '' : `, filled ${amountText(event.cumulative.base)}`;
      return `brokerage says: ${event.finishedBy ?? event.status}${totals}`;
    }
    case 'fill-report':
      return `brokerage says: ${event.side} ${amountText(event.quantity)} filled, trade ${event.tradeId}`;
    case 'balance':
      return `balance ${event.asset} ${amountText(event.total)}`;
    case 'link':
      return `${event.stream} stream ${event.state}`;
    case 'gap':
      return `gap in the ${event.stream} stream`;
    case 'fault':
      return `fault ${event.code}: ${event.message}`;
    case 'lifecycle':
      return `the system ${event.phase === 'start' ? 'starts' : 'stops'}`;
    default:
      return event.type;
  }
}

/** One line for a person about a job, as a recording keeps it. */
export function describeEffect(effect: Pick<Effect, 'type'> & Readonly<Record<string, unknown>>): string {
  switch (effect.type) {
    case 'place':
      return `place ${describeTerms(effect['terms'] as OrderTerms)}`;
    case 'cancel':
      return `cancel ${idOf(effect['intent'])}`;
    case 'look-up':
      return `look up ${idOf(effect['query'])}`;
    case 'read-account':
      return `read the account (${String(effect['reason'])})`;
    case 'set-timer':
      return `set timer "${String(effect['name'])}" of ${String(effect['strategy'])} in ${String(effect['delayMs'])} ms`;
    case 'clear-timer':
      return `clear timer "${String(effect['name'])}" of ${String(effect['strategy'])}`;
    default:
      return (effect as { readonly type: string }).type;
  }
}

/** `buy 0.001 XBTZAR limit 1400179`. */
export function describeTerms(terms: OrderTerms): string {
  const { side, symbol, type, quantity, quoteQuantity, price, stopPrice, timeInForce, postOnly } = terms;
  const size = quantity === undefined ? `for ${amountText(quoteQuantity)} of` : amountText(quantity);
  const prices = [price === undefined ? '' : ` at ${amountText(price)}`, stopPrice && ` stop ${amountText(stopPrice)}`];
  const extras = [timeInForce === 'GTC' || type === 'market' ? '' : `, ${timeInForce}`, postOnly ? ', post-only' : ''];
  return `${side} ${size} ${symbol} ${type}${prices.filter(Boolean).join('')}${extras.join('')}`;
}

/** `1.4 ZAR, 0.0001 XBT`. */
export function feesText(fees: readonly AssetAmount[]): string {
  return fees.map(({ asset, amount }) => `${amountText(amount)} ${asset}`).join(', ');
}

function priceText(price: number | undefined): string {
  return price === undefined ? '–' : String(price);
}

function idOf(holder: unknown): string {
  return String((holder as { readonly clientOrderId?: unknown } | undefined)?.clientOrderId);
}
