import type {
  Balance,
  Brokerage,
  BrokerageEvent,
  BrokerageSink,
  CancelIntent,
  CancelOutcome,
  Capabilities,
  FeeRates,
  FillReport,
  FindOutcome,
  FindQuery,
  Instrument,
  OrderReport,
  PlaceIntent,
  PlaceOutcome,
  Trading,
} from '@trader/core';
import { callOver, readOver } from './calls.ts';
import { MarketFeed } from './market-feed.ts';
import type { ModelMarketplace } from './model-market.ts';
import type { ModelOrder } from './model-order.ts';
import { PaceWatch, wholeAccount } from './pace-watch.ts';
import { PrivateStream } from './private-stream.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { balanceOf, fillOf, reportOf } from './wire.ts';
import { brokerageName, instruments } from './world.ts';

/** What all connections to the model share: client order ids are unique for ever. */
export interface Registry {
  readonly sentIds: Set<string>;
}

/** One process's connection to the model: an honest adapter over a bad network. */
export class SimulatedBrokerage implements Brokerage {
  readonly name = brokerageName;
  readonly capabilities: Capabilities;
  readonly #process: SimulatedProcess;
  readonly #marketplace: ModelMarketplace;
  readonly #registry: Registry;
  readonly #pace: PaceWatch;
  #sink: BrokerageSink = () => undefined;
  #stream: PrivateStream | undefined;
  #offsetMs: number | undefined;
  /** When that was told, in milliseconds of true time. */
  #offsetToldMs = 0;

  /** @param process - Whose connection; @param marketplace - where orders meet others; @param registry - ids sent so far. */
  constructor(process: SimulatedProcess, marketplace: ModelMarketplace, registry: Registry) {
    this.#process = process;
    this.#marketplace = marketplace;
    this.#registry = registry;
    this.#pace = new PaceWatch(process.world.referee);
    this.capabilities = process.world.scenario.capabilities;
    this.market = new MarketFeed(process, marketplace, event => this.#sink(event), this.capabilities.marketStream);
  }

  /** Its market data. */
  readonly market: MarketFeed;

  readonly trading: Trading = {
    place: intent => this.#place(intent),
    cancel: intent => this.#cancel(intent),
    find: query => this.#find(query),
    openOrders: () => this.#openOrders(),
    fillsSince: () => Promise.resolve([]),
    balances: () => this.#balances(),
    feeRates: () => this.#feeRates(),
  };

  /** All instruments. */
  instruments(): Promise<readonly Instrument[]> {
    return readOver(this.#process, 'instruments', () => instruments);
  }

  /** Opens the private stream. */
  connect(sink: BrokerageSink): Promise<void> {
    return readOver(this.#process, 'connect', () => {
      this.#sink = sink;
      if (this.capabilities.privateStream.orders) this.#stream = new PrivateStream(this.#process, sink);
      this.#measureClock();
    });
  }

  /** Ends everything. */
  close(): Promise<void> {
    this.drop();
    return Promise.resolve();
  }

  /** Whether its private stream is open. */
  get isConnected(): boolean {
    return this.#stream !== undefined;
  }

  /** Ends everything at once, as the death of the process does. */
  drop(): void {
    this.#sink = () => undefined;
    this.#stream?.close();
    this.#stream = undefined;
    this.market.close();
  }

  /** Says that frames may have been missed: the system reads the account anew. */
  pretendGap(): void {
    if (this.#stream !== undefined) this.#stream.pretendGap();
    else {
      const nowMs = this.#process.world.exchange.nowMs;
      const gap = { type: 'gap', stream: 'private', instrumentId: undefined, fromMs: nowMs, toMs: nowMs } as const;
      this.#emitLater({ ...gap, reason: 'a check' });
    }
  }

  async #place(intent: PlaceIntent): Promise<PlaceOutcome> {
    const { world } = this.#process;
    const { clientOrderId } = intent.terms;
    world.referee.must(
      this.#process.hasStarted,
      'I23',
      () => `order ${clientOrderId} is placed before the start is over`,
    );
    world.referee.must(
      !this.#registry.sentIds.has(clientOrderId),
      'I7',
      () => `order ${clientOrderId} is sent a second time`,
    );
    this.#registry.sentIds.add(clientOrderId);
    if (this.#process.mayDie('crash-in-place', 3)) return await never();
    await this.#waitInLine();
    const timestampMs = Math.floor(this.#process.nowMs() + (this.#offsetMs ?? 0));
    const deadlineMs = this.#deadline(intent, timestampMs);
    if (deadlineMs === 'passed') return notSent;
    return await callOver<PlaceOutcome>(this.#process, {
      label: 'place',
      odds: world.scenario.odds.call,
      execute: () => {
        const answer = this.#execute(intent, deadlineMs);
        this.#process.mayDie('crash-after-place', 3);
        return answer;
      },
      livesMs: this.capabilities.requestExpiry?.timeToLiveMs,
      failed: code => (code === 'refused' ? notSent : unknownPlace(code, deadlineMs)),
    });
  }

  /** Until when, on the brokerage's clock, the request can be accepted; `passed` when it must not leave any more. */
  #deadline({ expiresAtMs, resolveByMs }: PlaceIntent, timestampMs: number): number | undefined | 'passed' {
    if (this.#process.nowMs() > expiresAtMs) return 'passed';
    const { requestExpiry } = this.capabilities;
    if (requestExpiry === undefined || resolveByMs === undefined) return undefined;
    const deadlineMs = timestampMs + requestExpiry.timeToLiveMs;
    if (deadlineMs <= resolveByMs) return deadlineMs;
    // Whoever knows how the brokerage's clock stands gives every order that is in time a deadline that it can keep.
    const { time, referee } = this.#process.world;
    const isKnown = time.nowMs - this.#offsetToldMs > clockKnownMs;
    referee.must(!isKnown, 'L5', () => `an order is kept back at ${deadlineMs}, ${expiresAtMs} and ${resolveByMs}`);
    return 'passed';
  }

  /** At the brokerage: books the order, or says why not. */
  #execute(intent: PlaceIntent, deadlineMs: number | undefined): PlaceOutcome {
    const { exchange } = this.#process.world;
    const { terms } = intent;
    const request = {
      clientOrderId: terms.clientOrderId,
      symbol: terms.symbol,
      instrumentId: terms.instrumentId,
      side: terms.side,
      type: terms.type,
      quantity: terms.quantity,
      quoteQuantity: terms.quoteQuantity,
      price: terms.price,
      stopPrice: terms.stopPrice,
      trigger: terms.trigger,
      timeInForce: terms.timeInForce,
      postOnly: terms.postOnly,
    } as const;
    const answer = exchange.place(request, this.#process.owner, deadlineMs);
    switch (answer.answer) {
      case 'accepted': {
        const { order } = answer;
        this.#marketplace.meet(order);
        return { outcome: 'accepted', brokerageOrderId: order.id as never };
      }
      case 'refused':
        return { outcome: 'rejected', code: answer.code, message: 'refused' };
      default:
        // Neither is on the list of definitive answers: the order is looked up.
        return unknownPlace(answer.answer, deadlineMs);
    }
  }

  async #cancel({ brokerageOrderId, clientOrderId }: CancelIntent): Promise<CancelOutcome> {
    const { world } = this.#process;
    if (this.#process.mayDie('crash-in-cancel', 3)) return await never();
    this.#pace.note('cancel', clientOrderId, world.time.nowMs);
    world.referee.must(brokerageOrderId !== undefined, 'X1', () => `order ${clientOrderId} is canceled without an id`);
    return await callOver<CancelOutcome>(this.#process, {
      label: 'cancel',
      odds: world.scenario.odds.call,
      execute: () => this.#executeCancel(brokerageOrderId ?? ''),
      failed: code => ({ outcome: code === 'refused' ? 'not-sent' : 'unknown', code, message: 'trouble' }),
    });
  }

  #executeCancel(id: string): CancelOutcome {
    const { exchange, streams, time } = this.#process.world;
    const order = exchange.orders.get(id);
    if (order === undefined || order.isFinished) {
      return { outcome: 'rejected', code: 'ErrNotPending', message: 'it is not pending' };
    }
    const random = streams.exchange;
    const { world } = this.#process;
    if (world.fires('refused-cancel', random, world.scenario.odds.refusedCancel * 0.2)) {
      order.heldUntilMs = time.nowMs + random.integer(2_000, 30_000);
    }
    if (time.nowMs < order.heldUntilMs) return { outcome: 'rejected', code: 'ErrTryLater', message: 'it is held' };
    if (world.fires('slow-cancel', random, 0.2)) {
      time.plan(random.integer(100, 4_000), 'exchange cancels', () => exchange.end(order, 'canceled'));
    } else exchange.end(order, 'canceled');
    return { outcome: 'accepted' };
  }

  async #find({ clientOrderId, brokerageOrderId }: FindQuery): Promise<FindOutcome> {
    const { world } = this.#process;
    if (this.#process.mayDie('crash-in-look-up', 2)) return await never();
    this.#pace.note('find', clientOrderId, world.time.nowMs);
    return await callOver<FindOutcome>(this.#process, {
      label: 'find',
      odds: world.scenario.odds.read,
      execute: () => this.#executeFind(clientOrderId, brokerageOrderId),
      failed: code => ({ outcome: 'unknown', code, message: 'trouble' }),
    });
  }

  #executeFind(clientOrderId: string, brokerageOrderId: string | undefined): FindOutcome {
    const { exchange } = this.#process.world;
    const order =
      (brokerageOrderId === undefined ? undefined : exchange.orders.get(brokerageOrderId)) ??
      exchange.byClientId.get(clientOrderId);
    const atMs = this.#readMs();
    const version = order?.at(atMs);
    if (order === undefined || version === undefined) {
      const resolutionMs = Math.max(1, this.capabilities.requestExpiry?.clockResolutionMs ?? 1);
      return { outcome: 'absent', brokerageTimeMs: Math.floor(exchange.nowMs / resolutionMs) * resolutionMs };
    }
    const report = reportOf(order, version, true);
    return this.capabilities.fills === 'cumulative'
      ? { outcome: 'found', report }
      : { outcome: 'found', report, fills: fillsOf(order, version.tradeCount) };
  }

  #openOrders(): Promise<readonly OrderReport[]> {
    const { world } = this.#process;
    const { exchange, scenario } = world;
    this.#pace.note('read', wholeAccount, world.time.nowMs);
    const namesUs = scenario.listsNameUs || !world.allows('nameless-list');
    return readOver(this.#process, 'open orders', () => {
      const atMs = this.#readMs();
      const listed = exchange.recent(atMs).flatMap(order => {
        const version = order.at(atMs);
        return version === undefined || version.status === 'finished' ? [] : [reportOf(order, version, namesUs)];
      });
      if (!namesUs && listed.length > 0) world.fired('nameless-list');
      return this.#truncated(listed);
    });
  }

  #balances(): Promise<readonly Balance[]> {
    const { exchange } = this.#process.world;
    return readOver(this.#process, 'balances', () =>
      this.#truncated(exchange.totals.entries().map(([asset]) => balanceOf(exchange, asset))),
    );
  }

  /** Only the beginning of a list, and nothing that says so: what is not in a list is not gone. */
  #truncated<Item>(items: readonly Item[]): readonly Item[] {
    const { world } = this.#process;
    const random = world.streams.network;
    if (items.length === 0 || !this.#process.hasStarted) return items;
    if (!world.fires('truncated-list', random, world.scenario.odds.truncatedList)) return items;
    return items.slice(0, random.integer(0, items.length - 1));
  }

  #feeRates(): Promise<FeeRates> {
    return readOver(this.#process, 'fee rates', () => this.#process.world.scenario.fees);
  }

  /** The moment of true time that a read shows: reads may lag. */
  #readMs(): number {
    const { time, streams, troubled } = this.#process.world;
    const lagMs = this.capabilities.requestExpiry?.readLagMs ?? 200;
    if (!troubled || lagMs === 0 || !streams.network.chance(0.5)) return time.nowMs;
    if (!this.#process.world.allows('stale-read')) return time.nowMs;
    this.#process.world.fired('stale-read');
    return time.nowMs - streams.network.integer(0, lagMs);
  }

  /** What is to be placed may wait for the rate budget. */
  #waitInLine(): Promise<void> {
    const { time, streams, troubled } = this.#process.world;
    const delayMs = troubled && streams.network.chance(0.1) ? streams.network.integer(0, 6_000) : 0;
    if (delayMs === 0) return Promise.resolve();
    return new Promise(resolve => {
      time.plan(delayMs, 'place leaves the line', () => {
        if (this.#process.isAlive) resolve();
      });
    });
  }

  /** Tells how the brokerage's clock stands, when that has changed. */
  #measureClock(): void {
    const { world } = this.#process;
    if (!this.#process.isAlive) return;
    const offsetMs = world.exchange.nowMs - this.#process.nowMs() + world.streams.network.integer(-20, 20);
    if (this.#offsetMs === undefined || Math.abs(offsetMs - this.#offsetMs) > 50) {
      this.#offsetMs = offsetMs;
      this.#offsetToldMs = world.time.nowMs;
      this.#sink({ type: 'clock', offsetMs });
    }
    world.time.plan(5_000, 'clock is measured', () => this.#measureClock());
  }

  #emitLater(event: BrokerageEvent): void {
    const { time, streams } = this.#process.world;
    time.plan(streams.network.integer(1, 30), `public ${event.type}`, () => {
      if (this.#process.isAlive) this.#sink(event);
    });
  }
}

/** After how long everybody knows how the brokerage's clock stands, in milliseconds: commits take up to 6 s, orders wait up to 5 s. */
const clockKnownMs = 15_000;

const notSent: PlaceOutcome = { outcome: 'not-sent', code: 'too-late', message: 'it waited too long' };

function unknownPlace(code: string, resolveByMs: number | undefined): PlaceOutcome {
  return { outcome: 'unknown', code, message: 'trouble', resolveByMs };
}

function fillsOf(order: ModelOrder, count: number): readonly FillReport[] {
  return order.trades.slice(0, count).map(trade => fillOf(order, trade, true));
}

/** What a killed process waits for. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}
