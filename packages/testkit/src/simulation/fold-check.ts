import { type AssetAmount, Engine, type Order, type Position } from '@trader/core';
import type { Machine, Run } from './machine.ts';
import { brokerageName, instruments, type World } from './world.ts';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * I15: folding the whole journal into a new engine gives the state that the live system has, and folding it from its newest snapshot
 * gives the same; says whether there was anything to compare.
 */
export function checkFold({ world, store, run, watch, exits }: Machine): boolean {
  if (run === undefined || !run.process.hasStarted || watch.hasFailed || run.system.state !== 'running') return false;
  const { system } = run;
  const { referee } = world;
  const engine = createEngine(run, world);
  const entries = run.journal.all;
  engine.restore(entries);
  for (const runtime of engine.strategies.runtimes) {
    const { id, orders, positions } = runtime;
    const live = new Map(system.orders(id).map(order => [order.clientOrderId as string, orderText(order)]));
    const folded = new Map(
      [...orders.closed, ...orders.standing].map(order => [order.clientOrderId as string, orderText(order)]),
    );
    referee.must(live.size === folded.size, 'I15', () => `${id} has ${live.size} orders, folded ${folded.size}`);
    for (const [name, text] of live) {
      const other = folded.get(name);
      referee.must(text === other, 'I15', () => `order ${name} is\n    ${text}\n  folded\n    ${other}`);
    }
    const mine = ledgerText(system.portfolio.positionsOf(id), system.portfolio.capitalOf(id));
    const theirs = ledgerText(positions.all, positions.capital.toAmounts());
    referee.must(mine === theirs, 'I15', () => `${id} has\n    ${mine}\n  folded\n    ${theirs}`);
  }
  const halted = system.snapshot().halted?.code;
  referee.must(halted === engine.halted?.code, 'I15', () => `halted is ${halted}, folded ${engine.halted?.code}`);
  const state = engine.takeState();
  const held = [...exits.values()].flatMap(list => list().map(({ id }) => id)).sort();
  const folded = state.contingent.flatMap(record =>
    record.type === 'contingent-order-requested' ? record.terms.id : [],
  );
  // A strategy that has not run yet shows nothing.
  const isWhole = exits.size === engine.strategies.runtimes.length;
  referee.must(
    !isWhole || held.join() === folded.sort().join(),
    'I15',
    () => `exits held are ${held.join()}, folded ${folded.join()}`,
  );
  const from = store.newestSnapshot;
  if (from === undefined) return true;
  const other = createEngine(run, world);
  other.restore(entries.filter(({ sequence }) => sequence >= from));
  const [whole, part] = [JSON.stringify(state), JSON.stringify(other.takeState())];
  referee.must(whole === part, 'I15', () => `from the snapshot\n    ${part}\n  from the beginning\n    ${whole}`);
  return true;
}

function createEngine({ options }: Run, world: World): Engine {
  const { scenario } = world;
  return new Engine({
    runId: options.runId,
    seed: 'fold',
    brokerageName,
    capabilities: options.brokerage.capabilities,
    instruments,
    feeRates: new Map(instruments.map(({ id }) => [id, scenario.fees])),
    strategies: options.strategies,
    risk: {},
    riskRules: [],
    placeWithinMs: scenario.placeWithinMs,
    closedOrdersMax: scenario.closedOrdersMax,
    foreignOrders: scenario.foreignOrders,
    unexplainedBalances: scenario.unexplainedBalances,
    tradeLogMax: 10_000,
    logger: silent,
    startMs: 0,
  });
}

/** An order in words; what a new run cannot know is left out. */
export function orderText(order: Order): string {
  const state = order.state === 'submitted' ? 'unknown' : order.state;
  const fees = order.fees.map(({ asset, amount }) => `${amount.toString()} ${asset}`).join(' + ');
  return [
    state,
    order.brokerageOrderId,
    `${order.filled.toString()} for ${order.filledQuote.toString()}`,
    `fees ${fees}`,
    order.cancelRequested ? 'canceling' : '',
    order.brokerageFinished ? 'finished' : '',
    order.inconsistent ? 'inconsistent' : '',
  ].join(' ');
}

/** Positions and capital in words. */
export function ledgerText(positions: readonly Position[], capital: readonly AssetAmount[]): string {
  const held = positions
    .map(
      ({ symbol, quantity, cost, realisedPnl }) =>
        `${symbol} ${quantity.toString()} ${cost.toString()} ${realisedPnl.toString()}`,
    )
    .sort();
  return [...held, ...capital.map(({ asset, amount }) => `${amount.toString()} ${asset}`)].join(', ');
}
