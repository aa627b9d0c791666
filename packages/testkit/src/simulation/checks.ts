import { AssetLedger, Decimal, isLiveOrderState, type Order } from '@trader/core';
import { ledgerText, orderText } from './fold-check.ts';
import type { Machine } from './machine.ts';
import { told } from './watched-order.ts';
import { instruments, openingBalances } from './world.ts';

/** Strategies of a simulation set a timer at least this often, and none may get lost, in milliseconds. */
const timerMsMax = 11_000;

/** Compares the live system with the model and with its own journal; cheap enough for every few steps. */
export function checkBooks(machine: Machine): void {
  const { world, watch, run } = machine;
  const { referee, exchange } = world;
  for (const asset of Object.keys(openingBalances)) {
    const sum = exchange.totals.get(asset).plus(exchange.world.get(asset)).plus(exchange.feesTaken.get(asset));
    referee.must(
      sum.equals(openingBalances[asset] ?? '0'),
      'I10',
      () => `the model holds ${sum.toString()} ${asset} in all`,
    );
    referee.must(!exchange.available(asset).isNegative(), 'I10', () => `the model has overdrawn ${asset}`);
  }
  if (run === undefined || !run.process.hasStarted || watch.hasFailed) return;
  const orders = run.system.orders();
  for (const order of orders) checkOrder(order, machine);
  for (const [strategy, ledger] of watch.capital) {
    for (const { asset, amount } of run.system.portfolio.capitalOf(strategy)) {
      const expected = ledger.get(asset);
      referee.must(
        amount.equals(expected),
        'I2',
        () => `${strategy} has ${amount.toString()} ${asset}, its fills make ${expected.toString()}`,
      );
    }
  }
  for (const strategy of watch.capital.keys()) {
    for (const { symbol, cost, realisedPnl } of run.system.portfolio.positionsOf(strategy)) {
      const spent = watch.facts.spent.get(`${strategy} ${symbol}`) ?? Decimal.zero;
      referee.must(
        cost.minus(realisedPnl).equals(spent),
        'I2',
        () =>
          `${strategy} has ${symbol} for ${cost.toString()} after ${realisedPnl.toString()}, it spent ${spent.toString()}`,
      );
    }
  }
  checkHolds(machine, orders);
  const { hasSent, toResume } = watch.wishes;
  const isResumed = !hasSent || toResume.size === 0;
  referee.must(isResumed, 'I27', () => `the positions of ${[...toResume].join()} are not being closed any more`);
}

/** I21: queues stay within their bounds. */
export function checkQueues({ world, run }: Machine): void {
  if (run === undefined || !run.process.hasStarted) return;
  const { actions, market } = run.system.snapshot().queues;
  world.referee.must(
    actions <= 10_000 && market <= 4_096,
    'I21',
    () => `${actions} actions and ${market} market events wait`,
  );
}

function checkOrder(order: Order, { world, watch }: Machine): void {
  const { referee, exchange } = world;
  const { filled, quantity, filledQuote, state, clientOrderId } = order;
  const truth = exchange.named(clientOrderId);
  const journaled = watch.orders.get(clientOrderId)?.base ?? Decimal.zero;
  referee.must(
    filled.equals(journaled),
    'I1',
    () => `order ${clientOrderId} has ${filled.toString()} filled, its journaled fills are ${journaled.toString()}`,
  );
  const inSize = !filled.isNegative() && (quantity === undefined || filled.lessThanOrEqual(quantity));
  referee.must(inSize, 'I1', () => `order ${clientOrderId} has ${filled.toString()} of ${quantity?.toString()} filled`);
  const base = truth?.base ?? Decimal.zero;
  const quote = truth?.quote ?? Decimal.zero;
  const within = filled.lessThanOrEqual(base) && filledQuote.lessThanOrEqual(quote);
  referee.must(
    within,
    'I3',
    () => `order ${clientOrderId} counts ${filled.toString()}, the brokerage ${base.toString()}`,
  );
  referee.must(!order.inconsistent, 'I25', () => `order ${clientOrderId} is inconsistent: ${order.reason?.message}`);
  if (isLiveOrderState(state)) return;
  referee.must(
    truth === undefined || truth.isFinished,
    'I4',
    () => `order ${clientOrderId} is ${state}, the brokerage has it ${truth?.status}`,
  );
  referee.must(
    filled.equals(base),
    'I5',
    () => `order ${clientOrderId} ended with ${filled.toString()}, the brokerage has ${base.toString()}`,
  );
}

/** I12 and I13: what orders hold is the sum over all live ones, unknown and canceling ones in full. */
function checkHolds({ world, watch, capital }: Machine, orders: readonly Order[]): void {
  const { foreignOrders, odds } = world.scenario;
  // Adopted orders were never reviewed; fees that come late and trades that are revised are not held for.
  const mayOverdraw = typeof foreignOrders === 'object' || odds.lateFee > 0 || odds.revisedTrade > 0;
  for (const [id, view] of capital) {
    const needs = new Map(Object.keys(openingBalances).map(asset => [asset, Decimal.zero]));
    const live = orders.filter(({ strategy, state }) => strategy === id && isLiveOrderState(state));
    // What market orders hold depends on prices that were.
    const isExact = live.every(({ type }) => type !== 'market');
    for (const order of live) {
      if (order.type === 'market') continue;
      const left = (order.quantity ?? Decimal.zero).minus(order.filled);
      const rate = Decimal.max(watch.orders.get(order.clientOrderId)?.hold.quoteFeeRate ?? '0', '0');
      const value = left.times(order.price ?? '0');
      const asset = order.side === 'sell' ? baseOf(order) : 'ZAR';
      const need = order.side === 'sell' ? left : value.plus(value.times(rate));
      needs.set(asset, (needs.get(asset) ?? Decimal.zero).plus(need));
    }
    for (const [asset, amount] of needs) {
      const held = view.held(asset);
      world.referee.must(
        !amount.greaterThan(held),
        'I12',
        () => `${id} holds ${held.toString()} ${asset}, its limit orders need ${amount.toString()}`,
      );
      world.referee.must(
        !isExact || amount.equals(held),
        'I12',
        () => `${id} holds ${held.toString()} ${asset}, its orders need no more than ${amount.toString()}`,
      );
      world.referee.must(
        mayOverdraw || !view.available(asset).isNegative(),
        'I13',
        () => `${id} has promised ${held.toString()} ${asset} of ${view.total(asset).toString()}`,
      );
    }
  }
}

function baseOf({ instrumentId }: Order): string {
  return instruments.find(({ id }) => id === instrumentId)?.base ?? '';
}

/** L3: what strategies asked for has come to something, what throwing hooks asked for to nothing, and what was saved is loaded. */
export function checkStrategies({ world, watch, run, placed, thrown, loaded, timers, heardOf }: Machine): void {
  const { referee } = world;
  for (const { clientOrderId, state } of placed) {
    referee.must(
      state !== 'requested' && state !== 'submitted',
      'L3',
      () => `order ${clientOrderId} is still ${state}`,
    );
  }
  for (const { clientOrderId, state } of thrown) {
    referee.must(state === 'denied', 'L3', () => `order ${clientOrderId} of a hook that threw is ${state}`);
  }
  for (const { id, status } of run?.system.snapshot().strategies ?? []) {
    const isGood = status !== 'running' || loaded.has(id) || !run?.savedBefore.has(id);
    referee.must(isGood, 'L3', () => `${id} runs and did not get back what it had saved`);
    if (status === 'running') {
      for (const fill of watch.wishes.missedBy(id))
        referee.must(heardOf.has(fill), 'I28', () => `${id} was never told of fill ${fill}`);
    }
    // What a throwing hook had heard of, and what it had asked for, may be gone with its run.
    if (status !== 'running' || world.scenario.odds.hookThrows > 0) continue;
    const [heard, owed] = [watch.rememberedBy(id).fills, watch.wishes.owedTo(id)];
    referee.must(heard >= owed, 'I28', () => `${id} was told of ${heard} fills, it has to be told of ${owed}`);
    const silentMs = world.time.nowMs - (timers.get(id) ?? world.time.nowMs);
    referee.must(silentMs < timerMsMax, 'L3', () => `${id} has heard of no timer for ${silentMs} ms`);
  }
}

/** I11: what the strategies own is what they began with and what the brokerage's books say of their orders. */
export function checkEnd({ world, name, opening, watch, run }: Machine): void {
  const expected = new AssetLedger();
  for (const amounts of Object.values(opening)) {
    for (const [asset, amount] of Object.entries(amounts)) expected.add(asset, Decimal.from(amount));
  }
  const adopted = new Map(
    [...watch.orders].flatMap(([id, { before }]) => (before === undefined ? [] : [[id, before]])),
  );
  for (const order of world.exchange.orders.values()) {
    // Lists may leave our ids out, and whoever adopts from such a list has no other name.
    const before = adopted.get(order.request.clientOrderId ?? '') ?? adopted.get(`foreign-${order.id}`);
    if (order.owner !== name && before === undefined) continue;
    const { base, quote } = world.exchange.market(order.request.symbol);
    const sign = order.request.side === 'buy' ? 1 : -1;
    expected.add(base, order.base.minus(before?.base ?? '0').times(sign));
    expected.add(quote, order.quote.minus(before?.quote ?? '0').times(-sign));
    // A fee that came late, and whose telling was lost, is known to nobody but the account.
    const told = order.hadLateFee ? watch.facts.fees.get(order.id) : undefined;
    const fees = told?.base.equals(order.base) === true ? told.fees : order.fees.toAmounts();
    for (const { asset, amount } of fees) expected.subtract(asset, amount);
    expected.addAll(before?.fees ?? []);
  }
  const owned = new AssetLedger();
  for (const id of Object.keys(opening)) owned.addAll(run?.system.portfolio.capitalOf(id) ?? []);
  for (const [asset, amount] of expected.entries()) {
    const told = owned.get(asset);
    world.referee.must(
      told.equals(amount),
      'I11',
      () => `the strategies own ${told.toString()} ${asset}, the brokerage's books make it ${amount.toString()}`,
    );
  }
}

/** What came in and went out is what was named or accepted; where others trade as well, nobody can tell it apart. */
export function checkTransfers({ world, watch, run }: Machine): void {
  const { faults, scenario, exchange, referee } = world;
  const isMixed = faults['foreign-order'] + faults['late-fee'] > 0 || scenario.hasRival;
  if (isMixed || scenario.unexplainedBalances === 'ignore') return;
  const differences = new Map(run?.system.portfolio.differences().map(({ asset, amount }) => [asset, amount]));
  for (const [asset, base] of watch.facts.bases) {
    const told = base.plus(differences.get(asset) ?? '0').minus(openingBalances[asset] ?? '0');
    const truth = exchange.transfers.get(asset);
    referee.must(
      told.equals(truth),
      'I11',
      () => `${truth.toString()} ${asset} came in, ${told.toString()} was named or accepted`,
    );
  }
}

/** Everything that a run must find as the run before has left it. */
export function stateOf({ opening, watch, run }: Machine): string {
  if (run === undefined) return 'it does not run';
  const { system } = run;
  const strategies = Object.keys(opening).map(id => {
    const orders = system
      .orders(id)
      .map(order => `${order.clientOrderId} ${orderText(order)}`)
      .sort();
    const ledger = ledgerText(system.portfolio.positionsOf(id), system.portfolio.capitalOf(id));
    return [`${id}: ${ledger}, ${watch.rememberedBy(id).placed} placed`, ...orders].join('\n    ');
  });
  return [...strategies, `halted ${system.snapshot().halted?.code}`].join('\n    ');
}

/** Why the system and the brokerage do not agree yet; `undefined` when they do. */
export function disagreement(machine: Machine): string | undefined {
  const { world, name, watch, run } = machine;
  const { exchange } = world;
  if (run?.system.state !== 'running') return `the system is ${run?.system.state ?? 'down'}`;
  const standing = run.system.orders().filter(({ state }) => isLiveOrderState(state));
  const live = new Set<string>();
  for (const order of standing) {
    const truth = exchange.named(order.clientOrderId);
    if (order.state !== 'open')
      return `L1: order ${order.clientOrderId} is ${order.state}, the brokerage has it ${truth?.status}`;
    if (truth === undefined || truth.isFinished)
      return `L2: order ${order.clientOrderId} is open, the brokerage has it ${truth?.status}`;
    if (order.cancelRequested) return `L1: order ${order.clientOrderId} is still being canceled`;
    if (!order.filled.equals(truth.base) || !order.filledQuote.equals(truth.quote))
      return `L2: order ${order.clientOrderId} counts ${order.filled.toString()}, the brokerage ${told(truth)}`;
    live.add(order.clientOrderId);
  }
  for (const { owner, request } of exchange.open) {
    if (owner === name && !live.has(request.clientOrderId ?? ''))
      return `L2: the brokerage has ${request.clientOrderId} open, the system does not`;
  }
  for (const [id, order] of exchange.byClientId) {
    if (order.owner === name && !watch.orders.has(id))
      return `L2: the brokerage had order ${id}, the journal never did`;
  }
  if (world.scenario.unexplainedBalances !== 'ignore') {
    for (const { asset, amount } of run.system.portfolio.differences()) {
      const named = watch.facts.differences.get(asset);
      if (named !== amount.toString()) return `L2: ${amount.toString()} ${asset} is unexplained, ${named} was named`;
    }
  }
  const { blindForMs } = machine;
  if (blindForMs !== undefined) return `L2: no price was shown for ${blindForMs} ms`;
  const { balances } = run.system.snapshot();
  for (const [asset, total] of exchange.totals.entries()) {
    const shown = balances[asset];
    const available = exchange.available(asset).toString();
    if (shown?.total !== total.toString() || shown.available !== available) {
      return `L2: the balance of ${asset} is shown as ${shown?.total} (${shown?.available}), it is ${total.toString()} (${available})`;
    }
  }
  return undefined;
}
