import type { FindQuery } from '../brokerage/brokerage.ts';
import type { FillReport, OrderReport } from '../brokerage/brokerage-event.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import { type AssetAmount, AssetLedger } from '../money/asset-amount.ts';
import type { Decimal } from '../money/decimal.ts';
import type { BrokerageOrderId, ClientOrderId, StrategyId } from '../order/order.ts';
import { OwnRuns } from '../order/own-runs.ts';
import type { ForeignOrderPolicy } from './account-policies.ts';
import type { EngineOptions } from './engine-options.ts';
import { ForeignOrder, type ForeignOrdersState, type MarketAssets } from './foreign-order.ts';
import type { Halt } from './halt.ts';
import type { Turn } from './turn.ts';

/** Orders remembered that are not ours; the one that was heard of least lately is forgotten first. */
const foreignOrdersMax = 1_000;

/** Look-ups of foreign orders that may be on their way at once. */
const lookUpsInFlightMax = 20;

/** Effects per asset of which the balances may still tell whether they count; the oldest, which are the likeliest to be in them already. */
const uncertainMax = 10;

/** What {@link ForeignOrders} work with. */
export interface ForeignOrdersParts {
  /** What is done about them. */
  readonly policy: ForeignOrderPolicy;
  /** Whether fills count by their trade ids, and not by running totals. */
  readonly countsTrades: boolean;
  /** The assets of every market of the brokerage. */
  readonly assets: ReadonlyMap<InstrumentId, MarketAssets>;
  /** The runs that wrote the journal. */
  readonly ownRuns: OwnRuns;
  /** Begins when another instance trades on the account. */
  readonly halt: Halt;
}

/** The alarm about another instance of this program on the same account. */
const anotherInstance = 'another-instance';

/** Orders at the brokerage that this system did not place, and what they have done to the account. */
export class ForeignOrders {
  /** How many are remembered at most. */
  readonly sizeMax = foreignOrdersMax;
  /** What foreign fills have changed in the account, by asset. */
  readonly effects = new AssetLedger();
  readonly #uncertain = new Map<string, Decimal[]>();
  readonly #parts: ForeignOrdersParts;
  readonly #orders = new Map<BrokerageOrderId, ForeignOrder>();
  #lookUpsInFlight = 0;
  #version = 0;
  /** Whether the present run goes on; while the journal is folded, what its alarms said is folded. */
  #isLive = false;

  /** @param parts - Policy and markets. */
  constructor(parts: ForeignOrdersParts) {
    this.#parts = parts;
  }

  /** How many are remembered. */
  get size(): number {
    return this.#orders.size;
  }

  /** The last statement about every foreign order that was open when last heard of. */
  get open(): readonly OrderReport[] {
    return [...this.#orders.values()].flatMap(({ report, isFinished }) =>
      report === undefined || isFinished ? [] : [report],
    );
  }

  /** Grows with everything that foreign orders do to the account. */
  get version(): number {
    return this.#version;
  }

  /**
   * Whether a difference between the balance of an asset and what is expected of it is nothing but effects that were told since the asset was
   * last found explained: they may have been in the balance then, because a frame came late or a person had accepted them. Only the
   * balances can tell.
   */
  explains(asset: string, difference: Decimal): boolean {
    let sums: readonly Decimal[] = [difference];
    for (const effect of this.#uncertain.get(asset) ?? []) sums = [...sums, ...sums.map(sum => sum.plus(effect))];
    return sums.some(sum => sum.isZero());
  }

  /** The balances have told which effects on an asset count. */
  settle(asset: string): void {
    this.#uncertain.delete(asset);
  }

  /** Who gets open foreign orders; `undefined` when nobody does. */
  get adopter(): StrategyId | undefined {
    const { policy } = this.#parts;
    return typeof policy === 'object' ? policy.adopt : undefined;
  }

  /** Whether an order was taken for a foreign one. */
  knows(id: BrokerageOrderId | undefined): boolean {
    return id !== undefined && this.#orders.has(id);
  }

  /** Takes note of a statement about an order that is not ours. */
  note(report: OrderReport, turn: Turn): void {
    const id = report.brokerageOrderId;
    if (id === undefined) return;
    const isNew = !this.#orders.has(id);
    const order = this.#touch(id, report.instrumentId);
    order.take(report);
    if (isNew && !order.isFinished) this.#announce(order, turn);
    this.#judge(order, turn);
    if (!this.#parts.countsTrades) this.#apply(order, assets => order.countTotals(assets), turn);
  }

  /** Takes note of an execution of an order that is not ours. */
  noteFill(fill: FillReport, turn: Turn): void {
    const id = fill.brokerageOrderId;
    if (id === undefined) {
      this.#tellFill(fill.clientOrderId ?? '(unnamed)', fill.instrumentId, turn);
      return;
    }
    const order = this.#touch(id, fill.instrumentId);
    order.side ??= fill.side;
    order.clientOrderId ??= fill.clientOrderId;
    this.#judge(order, turn);
    this.#apply(
      order,
      assets => (this.#parts.countsTrades ? order.countTrade(fill, assets) : order.countTotals(assets)),
      turn,
    );
  }

  /** An order turns out to be ours: what it did is not foreign. The most that was told of it; `undefined` where only executions were, or nothing. */
  claim(id: BrokerageOrderId): OrderReport | undefined {
    const order = this.#orders.get(id);
    if (order === undefined) return undefined;
    const assets = this.#parts.assets.get(order.instrumentId);
    for (const { asset, amount } of assets === undefined ? [] : order.counted(assets)) {
      this.effects.subtract(asset, amount);
      this.#version += 1;
    }
    this.#orders.delete(id);
    return order.lastWord;
  }

  /** An order becomes ours from now on: what it has done so far stays foreign. */
  release(id: BrokerageOrderId): void {
    this.#orders.delete(id);
  }

  /** Which foreign orders a look-up could tell more of, after the account was read; each counts as on its way. */
  takeLookUps(listed: ReadonlySet<BrokerageOrderId>): readonly FindQuery[] {
    const queries: FindQuery[] = [];
    for (const order of this.#orders.values()) {
      if (this.#lookUpsInFlight >= lookUpsInFlightMax) break;
      const { id, instrumentId } = order;
      if (!this.#parts.assets.has(instrumentId) || !order.wantsLookUp(listed.has(id))) continue;
      order.lookUps += 1;
      order.lookUpInFlight = true;
      this.#lookUpsInFlight += 1;
      queries.push({ clientOrderId: keyOf(order), brokerageOrderId: id, instrumentId });
    }
    return queries;
  }

  /** A look-up came back; one that failed is tried again after the next reading. */
  endLookUp(clientOrderId: ClientOrderId, hasFailed: boolean): void {
    for (const order of this.#orders.values()) {
      if (!order.lookUpInFlight || keyOf(order) !== clientOrderId) continue;
      order.lookUpInFlight = false;
      if (hasFailed) order.lookUps -= 1;
      this.#lookUpsInFlight -= 1;
      return;
    }
  }

  /** What to keep. */
  toState(): ForeignOrdersState {
    return {
      orders: [...this.#orders.values()].map(order => order.toState()),
      effects: this.effects.toAmounts(),
      ownRuns: this.#parts.ownRuns.ids,
    };
  }

  /** Goes on from what was kept. */
  restore({ orders, effects, ownRuns = [] }: ForeignOrdersState): void {
    for (const runId of ownRuns) this.addRun(runId);
    for (const state of orders) this.#orders.set(state.brokerageOrderId, ForeignOrder.from(state));
    this.effects.addAll(effects);
  }

  /** A run wrote the journal: its orders are ours. */
  addRun(runId: string): void {
    this.#parts.ownRuns.add(runId);
  }

  /** Forgets what only counts within one run. */
  beginRun(): void {
    this.#isLive = true;
    this.#uncertain.clear();
  }

  #touch(id: BrokerageOrderId, instrumentId: InstrumentId): ForeignOrder {
    const order = this.#orders.get(id) ?? new ForeignOrder(id, instrumentId);
    this.#orders.delete(id);
    this.#orders.set(id, order);
    if (this.#orders.size > foreignOrdersMax) this.#forgetOldest();
    return order;
  }

  #apply(order: ForeignOrder, count: (assets: MarketAssets) => readonly AssetAmount[], turn: Turn): void {
    const assets = this.#parts.assets.get(order.instrumentId);
    if (assets === undefined) return;
    const amounts = count(assets);
    if (amounts.length === 0) return;
    this.#version += 1;
    this.effects.addAll(amounts);
    const together = new AssetLedger();
    together.addAll(amounts);
    for (const { asset, amount } of together.toAmounts()) this.#noteUncertain(asset, amount);
    this.#tellFill(order.id, order.instrumentId, turn);
  }

  #noteUncertain(asset: string, amount: Decimal): void {
    const effects = this.#uncertain.get(asset) ?? [];
    if (effects.length < uncertainMax) this.#uncertain.set(asset, [...effects, amount]);
  }

  #announce({ id, instrumentId }: ForeignOrder, turn: Turn): void {
    if (this.#parts.policy === 'ignore') return;
    const { adopter } = this;
    const unless = adopter === undefined ? '' : ` unless strategy "${adopter}" can adopt it`;
    turn.alarm(
      'warning',
      'foreign-order',
      `order ${id} on ${instrumentId} was not placed by this run; it is left alone${unless}, and what it reserves is not available here`,
    );
  }

  /** An order that this program placed in a run that this journal does not know: somebody runs it twice, or its journal is gone. */
  #judge(order: ForeignOrder, turn: Turn): void {
    const { policy, ownRuns, halt } = this.#parts;
    if (order.isJudged || order.clientOrderId === undefined) return;
    order.isJudged = true;
    if (!this.#isLive || policy !== 'alarm') return;
    const run = ownRuns.strangerIn(order.clientOrderId);
    if (run === undefined || halt.reason?.code === anotherInstance) return;
    const message = `another instance trades this account, or its journal is gone: order ${order.id} on ${order.instrumentId} (${order.clientOrderId}) was placed by this program in a run that this journal does not know; no new risk is taken until a person resumes: stop the other instance and cancel its orders first`;
    halt.begin(anotherInstance, message);
    turn.alarm('halt', anotherInstance, message);
  }

  #tellFill(id: string, instrumentId: InstrumentId, turn: Turn): void {
    if (this.#parts.policy === 'ignore') return;
    turn.alarm(
      'warning',
      'foreign-fill',
      `order ${id} on ${instrumentId} is not ours and traded; it changes the account, no strategy's position`,
    );
  }

  #forgetOldest(): void {
    const [oldest] = this.#orders.values();
    if (oldest === undefined) return;
    if (oldest.lookUpInFlight) this.#lookUpsInFlight -= 1;
    this.#orders.delete(oldest.id);
  }
}

/** The foreign orders of an engine. */
export function createForeignOrders(
  { runId, foreignOrders, capabilities, instruments, accountInstruments }: EngineOptions,
  halt: Halt,
): ForeignOrders {
  return new ForeignOrders({
    halt,
    ownRuns: new OwnRuns(runId, capabilities.clientOrderId),
    policy: foreignOrders ?? 'alarm',
    countsTrades: capabilities.fills === 'trade-id',
    assets: new Map((accountInstruments ?? instruments).map(({ id, base, quote }) => [id, { base, quote }])),
  });
}

/** How the look-up of a foreign order is named; the brokerage's id is what finds it. */
function keyOf({ id, clientOrderId }: ForeignOrder): ClientOrderId {
  return clientOrderId ?? (`foreign-${id}` as ClientOrderId);
}
