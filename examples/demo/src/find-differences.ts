import { AssetLedger, Decimal, isLiveOrderState, type OrderState } from '@trader/core';
import type { ExchangeBooks, ExchangeOrder, Pair } from './exchange-books.ts';
import type { RecordedOrder } from './run-recorder.ts';

/** Our side of the books. */
export interface OurBooks {
  /** Every order with what its fills add up to. */
  readonly orders: readonly RecordedOrder[];
  /** How many older orders were forgotten: they cannot be compared any more. */
  readonly forgotten: number;
  /** Fills that belong to no order. */
  readonly strayFills: readonly string[];
  /** What the account must hold by our portfolio, by asset: all strategies' capital, and what was allocated to none at the start. */
  readonly balances: ReadonlyMap<string, Decimal>;
  /** The balances that the adapter told us after the last fill, by asset: a stop may come between a fill and its balance. */
  readonly toldBalances: ReadonlyMap<string, Decimal>;
  /** What the exchange said the account held before the first order, by asset. */
  readonly openingBalances: ReadonlyMap<string, Decimal>;
}

/** States of orders that the exchange must not know: they never left, or it refused them. */
const absentStates: ReadonlySet<OrderState> = new Set(['requested', 'denied', 'rejected']);

/** Compares the exchange's books with ours: one sentence for every difference, none when they agree. */
export function findDifferences(theirs: ExchangeBooks, ours: OurBooks): readonly string[] {
  const byClientOrderId = groupByClientOrderId(theirs);
  return [
    ...ours.orders.flatMap(recorded => orderDifferences(recorded, byClientOrderId, theirs)),
    ...unknownToUs(theirs, ours),
    ...openOrderDifferences(theirs, ours),
    ...ours.strayFills.map(fillId => `Fill ${fillId} belongs to no order that we know.`),
    ...balanceDifferences(theirs, ours),
    ...ledgerDifferences(theirs, ours),
  ];
}

function groupByClientOrderId({ orders }: ExchangeBooks): ReadonlyMap<string, readonly ExchangeOrder[]> {
  const groups = new Map<string, ExchangeOrder[]>();
  for (const order of orders.values()) {
    groups.set(order.clientOrderId, [...(groups.get(order.clientOrderId) ?? []), order]);
  }
  return groups;
}

function orderDifferences(
  recorded: RecordedOrder,
  byClientOrderId: ReadonlyMap<string, readonly ExchangeOrder[]>,
  { pairs }: ExchangeBooks,
): readonly string[] {
  const { order } = recorded;
  const name = `Order ${order.clientOrderId} of ${order.strategy}`;
  const [theirs, ...doubles] = byClientOrderId.get(order.clientOrderId) ?? [];
  if (absentStates.has(order.state)) {
    return theirs === undefined ? [] : [`${name} is ${order.state} here and exists there as ${theirs.orderId}.`];
  }
  if (theirs === undefined) return [`${name} is ${order.state} here and does not exist there.`];
  const pair = pairs.get(order.symbol);
  if (pair === undefined) return [`${name} trades ${order.symbol}, which is no market there.`];
  return [
    ...doubles.map(double => `${name} exists there twice: as ${theirs.orderId} and as ${double.orderId}.`),
    ...identityDifferences(name, recorded, theirs),
    ...stateDifferences(name, recorded, theirs),
    ...amountDifferences(name, recorded, theirs, pair),
  ];
}

function identityDifferences(name: string, { order }: RecordedOrder, theirs: ExchangeOrder): readonly string[] {
  const differences: string[] = [];
  if (order.brokerageOrderId !== theirs.orderId) {
    differences.push(`${name} has their id ${order.brokerageOrderId ?? 'unset'} here and ${theirs.orderId} there.`);
  }
  if (order.symbol !== theirs.pair) differences.push(`${name} trades ${order.symbol} here and ${theirs.pair} there.`);
  if (order.inconsistent) differences.push(`${name} is marked inconsistent: ${order.reason?.message ?? 'no reason'}.`);
  return differences;
}

function stateDifferences(name: string, { order }: RecordedOrder, theirs: ExchangeOrder): readonly string[] {
  if (order.state === 'unknown') return [`${name} is still unknown here.`];
  const isLive = isLiveOrderState(order.state);
  if (isLive === theirs.complete) {
    return [`${name} is ${order.state} here and ${theirs.complete ? 'complete' : 'live'} there.`];
  }
  if (isLive || order.type === 'market') return [];
  const isFilled = theirs.base.equals(theirs.limitVolume);
  if (isFilled === (order.state === 'filled')) return [];
  return [`${name} is ${order.state} here and ${theirs.base} of ${theirs.limitVolume} was filled there.`];
}

function amountDifferences(
  name: string,
  { order, base, quote, fees }: RecordedOrder,
  theirs: ExchangeOrder,
  pair: Pair,
): readonly string[] {
  const orderFees = AssetLedger.from(order.fees);
  const rows: readonly (readonly [what: string, ofOrder: Decimal, ofFills: Decimal, there: Decimal])[] = [
    ['base', order.filled, base, theirs.base],
    ['counter', order.filledQuote, quote, theirs.counter],
    [`fee in ${pair.base}`, orderFees.get(pair.base), fees.get(pair.base), theirs.feeBase],
    [`fee in ${pair.counter}`, orderFees.get(pair.counter), fees.get(pair.counter), theirs.feeCounter],
    ...foreignAssets([orderFees, fees], pair).map(
      asset => [`fee in ${asset}`, orderFees.get(asset), fees.get(asset), Decimal.zero] as const,
    ),
  ];
  return rows.flatMap(([what, ofOrder, ofFills, there]) => [
    ...(ofOrder.equals(there) ? [] : [`${name} has ${what} ${ofOrder} here and ${there} there.`]),
    ...(ofFills.equals(there) ? [] : [`${name} has fills with ${what} ${ofFills} here and ${there} there.`]),
  ]);
}

function foreignAssets(ledgers: readonly AssetLedger[], pair: Pair): readonly string[] {
  const assets = ledgers.flatMap(ledger => ledger.entries().map(([asset]) => asset));
  return [...new Set(assets)].filter(asset => asset !== pair.base && asset !== pair.counter);
}

function unknownToUs({ orders }: ExchangeBooks, ours: OurBooks): readonly string[] {
  // What was forgotten looks like an order that we never had.
  if (ours.forgotten > 0) return [];
  const known = new Set<string>(ours.orders.map(({ order }) => order.clientOrderId));
  return [...orders.values()]
    .filter(order => !known.has(order.clientOrderId))
    .map(order => `Order ${order.orderId} exists there (client id "${order.clientOrderId}") and not here.`);
}

function openOrderDifferences({ openOrderIds }: ExchangeBooks, ours: OurBooks): readonly string[] {
  const live = ours.orders.filter(({ order }) => isLiveOrderState(order.state));
  const liveIds = new Set<string | undefined>(live.map(({ order }) => order.brokerageOrderId));
  return [
    ...live
      .filter(({ order }) => !openOrderIds.has(order.brokerageOrderId ?? ''))
      .map(({ order }) => `Order ${order.clientOrderId} is ${order.state} here and not among the open orders there.`),
    ...[...openOrderIds].filter(id => !liveIds.has(id)).map(id => `Order ${id} is open there and not live here.`),
  ];
}

function balanceDifferences(theirs: ExchangeBooks, ours: OurBooks): readonly string[] {
  return assetsOf(theirs.balances, ours.balances, ours.toldBalances).flatMap(asset => {
    const there = of(theirs.balances, asset);
    const owned = of(ours.balances, asset);
    const told = ours.toldBalances.get(asset) ?? there;
    return [
      ...(owned.equals(there) ? [] : [`The balance of ${asset} is ${owned} here and ${there} there.`]),
      ...(told.equals(there) ? [] : [`The balance of ${asset} that we were told last is ${told}, and ${there} there.`]),
    ];
  });
}

/** Opening balances and our fills must explain the closing balances: nothing moved that no fill tells of. */
function ledgerDifferences(theirs: ExchangeBooks, ours: OurBooks): readonly string[] {
  if (ours.forgotten > 0) return [];
  const ledger = new AssetLedger();
  for (const [asset, amount] of ours.openingBalances) ledger.add(asset, amount);
  for (const { order, base, quote, fees } of ours.orders) {
    const pair = theirs.pairs.get(order.symbol);
    if (pair === undefined) continue;
    const isBuy = order.side === 'buy';
    ledger.add(pair.base, isBuy ? base : base.negated());
    ledger.add(pair.counter, isBuy ? quote.negated() : quote);
    for (const { asset, amount } of fees.toAmounts()) ledger.subtract(asset, amount);
  }
  return assetsOf(theirs.balances, new Map(ledger.entries())).flatMap(asset => {
    const [here, there] = [ledger.get(asset), of(theirs.balances, asset)];
    return here.equals(there)
      ? []
      : [`Opening balance and fills give ${here} ${asset}, and the balance there is ${there}.`];
  });
}

function assetsOf(...balances: readonly ReadonlyMap<string, Decimal>[]): readonly string[] {
  return [...new Set(balances.flatMap(each => [...each.keys()]))].sort();
}

function of(balances: ReadonlyMap<string, Decimal>, asset: string): Decimal {
  return balances.get(asset) ?? Decimal.zero;
}
