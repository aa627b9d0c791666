import { AssetLedger, Decimal, isLiveOrderState, type JournalEntry, type OrderState } from '@trader/core';
import { BookWatch } from './book-watch.ts';
import { describeEntry } from './describe-entry.ts';
import { FactWatch } from './fact-watch.ts';
import type { ModelOrder } from './model-order.ts';
import { told, type WatchedOrder } from './watched-order.ts';
import { WishWatch } from './wish-watch.ts';
import { hasUnexplained, type World } from './world.ts';

/** For how long prices may be broken before an order of ours must not leave any more: commits under way take their time. */
const brokenMsMax = 10_000;

/** What the strategies of a simulation save. */
interface Remembered {
  readonly placed: number;
  readonly fills: number;
}

/** Where an order may go from each state; staying is always allowed. */
const transitions: Readonly<Record<string, readonly OrderState[]>> = {
  // Adopted orders are open at once.
  requested: ['denied', 'submitted', 'open'],
  submitted: ['unknown', 'open', 'filled', 'canceled', 'expired', 'rejected'],
  unknown: ['open', 'filled', 'canceled', 'expired', 'rejected'],
  open: ['filled', 'canceled', 'expired', 'rejected'],
};

/** Alarms that halt and are nobody's mistake: a person's halt, and the system's own when its journal failed. */
const honestHalts: ReadonlySet<string> = new Set(['halted']);

/** Looks at every record when it is appended, and compares what it says with the records before and with the model. */
export class JournalWatch {
  readonly orders = new Map<string, WatchedOrder>();
  readonly capital = new Map<string, AssetLedger>();
  readonly durableIntents = new Set<string>();
  /** Orders that were believed to be proven away: the model must never accept them. */
  readonly provenAway = new Set<string>();
  readonly saved = new Map<string, string>();
  readonly #fillCounts = new Map<string, number>();
  /** Our orders by the ids of the brokerage that the journal has learned for them. */
  readonly learned = new Map<string, string>();
  /** Records that were more than facts. */
  decisions = 0;
  /** Whether the journal of the present process has failed. */
  hasFailed = false;
  durableSequence = 0;
  /** For how long the market has been broken for the present process, in milliseconds. */
  brokenForMs: () => number = () => 0;
  /** Symbols whose prices a strategy was told a gap of, and has seen no price of since: kept by whoever hears what it is told. */
  readonly distrusted = new Set<string>();
  /** What is shown of books. */
  books: BookWatch;
  /** What the journal's facts say. */
  readonly facts = new FactWatch();
  /** What was wished, and what became of it. */
  readonly wishes: WishWatch;
  #sequence = 0;
  #timeMs = 0;
  readonly #world: World;
  readonly #opening: Readonly<Record<string, Readonly<Record<string, string>>>>;

  /** @param world - With whose model records are compared; @param opening - what each strategy begins with. */
  constructor(world: World, opening: Readonly<Record<string, Readonly<Record<string, string>>>>) {
    this.#world = world;
    this.#opening = opening;
    this.books = new BookWatch(world.referee);
    this.wishes = new WishWatch(Object.keys(opening));
  }

  /** Begins a new process with what is durable. */
  begin(durable: readonly JournalEntry[]): void {
    this.orders.clear();
    this.capital.clear();
    this.saved.clear();
    this.#fillCounts.clear();
    this.learned.clear();
    this.distrusted.clear();
    this.books = new BookWatch(this.#world.referee);
    this.facts.forget();
    this.wishes.forget();
    this.hasFailed = false;
    this.#sequence = 0;
    this.#timeMs = 0;
    for (const [strategy, amounts] of Object.entries(this.#opening)) {
      const ledger = new AssetLedger();
      for (const [asset, amount] of Object.entries(amounts)) ledger.add(asset, Decimal.from(amount));
      this.capital.set(strategy, ledger);
    }
    for (const entry of durable) {
      this.#apply(entry);
      this.facts.note(entry.record);
      this.wishes.note(entry.record, this.learned);
    }
    // A new run takes what the old one had under way for unanswered, and what it had not approved for refused.
    for (const order of this.orders.values()) {
      if (order.state === 'submitted') order.state = 'unknown';
      if (order.state === 'requested') order.state = 'denied';
    }
  }

  /** What a strategy has saved. Of fills it may still hear that it missed while it was paused. */
  rememberedBy(strategy: string): Remembered {
    return JSON.parse(this.saved.get(strategy) ?? '{"placed":0,"fills":0}') as Remembered;
  }

  /** One record was appended. */
  onAppended(entry: JournalEntry): void {
    const { referee, trace } = this.#world;
    const { sequence, timeMs, record } = entry;
    trace.note(`  ${sequence} ${describeEntry(entry)}`);
    referee.must(sequence === this.#sequence + 1, 'I16', () => `entry ${sequence} follows entry ${this.#sequence}`);
    referee.must(
      timeMs >= this.#timeMs,
      'I16',
      () => `entry ${sequence} is ${this.#timeMs - timeMs} ms older than its predecessor`,
    );
    if (record.type === 'order-requested') {
      const { clientOrderId } = record.terms;
      referee.must(!this.orders.has(clientOrderId), 'I7', () => `client order id ${clientOrderId} is used twice`);
    }
    if (record.type === 'order-submitted') this.#checkSubmitted(record.clientOrderId);
    if (record.type === 'strategy-saved') this.#checkSaved(record);
    // Who does not run is told of no price.
    if (record.type === 'strategy' && record.status !== 'running') {
      this.distrusted.clear();
      this.books.onPause();
    }
    if (record.type === 'order-changed') this.#checkTransition(record.clientOrderId, record.from, record.to);
    this.#apply(entry);
    this.facts.note(record);
    this.wishes.check(record, this.orders, referee);
    this.wishes.note(record, this.learned);
    if (record.type === 'fill') this.#checkFill(record.fill.clientOrderId);
    if (record.type === 'order-changed') this.#checkChange(record.clientOrderId, record.to, record.filled);
    if (record.type === 'alarm' && record.code.startsWith('foreign-')) {
      const id = /^order (\w+) /.exec(record.message)?.[1] ?? '';
      referee.must(
        !this.learned.has(id),
        'I26',
        () => `order ${id} is ours and known, and is taken for somebody else's`,
      );
    }
    if (record.type === 'balance-difference') {
      const isHonest = hasUnexplained(this.#world) || record.difference.isZero();
      referee.must(
        isHonest,
        'I25',
        () => `${record.difference.toString()} ${record.asset} was named, and all is known`,
      );
    }
    if (record.type === 'alarm' && record.severity === 'halt') {
      // Who trades by hand on the account makes its balance differ from what the strategies' fills explain.
      const isUnexplained = record.code === 'unexplained-balance' && hasUnexplained(this.#world);
      const isRival = record.code === 'another-instance' && this.#world.scenario.hasRival;
      referee.must(
        isUnexplained || isRival || honestHalts.has(record.code),
        'I25',
        () => `the brokerage told the truth, and ${record.code} was raised: ${record.message}`,
      );
    }
  }

  /** A batch of whole events is about to become durable: what is booked in it and was told is remembered in it as well. */
  onBatch(): void {
    const { scenario, referee } = this.#world;
    // What a hook had heard of that threw is not asked for.
    if (scenario.odds.hookThrows > 0) return;
    for (const strategy of this.capital.keys()) {
      const [heard, told] = [this.rememberedBy(strategy).fills, this.wishes.toldTo(strategy)];
      referee.must(heard >= told, 'I28', () => `${strategy} remembers ${heard} fills at a commit, ${told} were told`);
    }
  }

  /** One record is durable. */
  onDurable({ sequence, record }: JournalEntry): void {
    this.durableSequence = sequence;
    if (record.type === 'order-submitted') this.durableIntents.add(record.clientOrderId);
  }

  /** The journal of the present process takes nothing more. */
  onFailed(): void {
    this.hasFailed = true;
  }

  /** The model accepted an order of ours. */
  onAccepted(clientOrderId: string): void {
    const { referee } = this.#world;
    referee.must(
      this.durableIntents.has(clientOrderId),
      'I6',
      () => `the brokerage has order ${clientOrderId}, whose intent is not durable`,
    );
    referee.must(
      !this.provenAway.has(clientOrderId),
      'I4',
      () => `the brokerage accepts order ${clientOrderId} after it was taken for proven never accepted`,
    );
  }

  #apply({ sequence, timeMs, record }: JournalEntry): void {
    this.#sequence = sequence;
    this.#timeMs = timeMs;
    // That a reading is given up which hung since the trouble is told late, and decides nothing.
    const isTold = record.type === 'alarm' && record.code === 'account-unread';
    if (record.type !== 'fact' && record.type !== 'snapshot' && !isTold) this.decisions += 1;

    switch (record.type) {
      case 'order-requested':
        this.orders.set(record.terms.clientOrderId, {
          terms: record.terms,
          hold: record.hold,
          state: 'requested',
          base: Decimal.zero,
          quote: Decimal.zero,
          fees: new AssetLedger(),
          ends: 0,
          before: undefined,
        });
        return;
      case 'order-adopted':
        this.#adopt(record);
        return;
      case 'order-changed': {
        const order = this.orders.get(record.clientOrderId);
        if (order === undefined) return;
        if (isLiveOrderState(record.from) && !isLiveOrderState(record.to)) order.ends += 1;
        order.state = record.to;
        if (record.brokerageOrderId !== undefined) this.learned.set(record.brokerageOrderId, record.clientOrderId);
        return;
      }
      case 'fill': {
        const { fill } = record;
        const order = this.orders.get(fill.clientOrderId);
        const ledger = this.capital.get(fill.strategy);
        const market = this.#world.exchange.market(fill.symbol);
        this.#fillCounts.set(fill.strategy, (this.#fillCounts.get(fill.strategy) ?? 0) + 1);
        if (order === undefined || ledger === undefined) return;
        const isBuy = fill.side === 'buy';
        order.base = order.base.plus(fill.quantity);
        order.quote = order.quote.plus(fill.quoteQuantity);
        order.fees.addAll(fill.fees);
        ledger.add(market.base, isBuy ? fill.quantity : fill.quantity.negated());
        ledger.add(market.quote, isBuy ? fill.quoteQuantity.negated() : fill.quoteQuantity);
        for (const { asset, amount } of fill.fees) ledger.subtract(asset, amount);
        return;
      }
      case 'strategy-saved':
        this.saved.set(record.strategy, JSON.stringify(record.value));
        return;
      default:
        return;
    }
  }

  /** What had filled before counts for the order's totals, and for nobody's capital. */
  #adopt({ terms, hold, report }: Extract<JournalEntry['record'], { type: 'order-adopted' }>): void {
    const { base, quote, fees } = report.cumulative ?? { base: Decimal.zero, quote: Decimal.zero, fees: undefined };
    const ledger = new AssetLedger();
    ledger.addAll(fees ?? []);
    const before = { base, quote, fees: fees ?? [] };
    this.orders.set(terms.clientOrderId, {
      terms,
      hold,
      state: 'requested',
      base,
      quote,
      fees: ledger,
      ends: 0,
      before,
    });
    if (report.brokerageOrderId !== undefined) this.learned.set(report.brokerageOrderId, terms.clientOrderId);
  }

  /** I14: nothing that adds risk leaves while risk is halted or prices are broken. */
  #checkSubmitted(clientOrderId: string): void {
    const { referee } = this.#world;
    const { strategy = '', symbol = '' } = this.orders.get(clientOrderId)?.terms ?? {};
    referee.must(
      !this.facts.isHalted || this.facts.closes(strategy) || this.facts.exits.has(clientOrderId),
      'I14',
      () => `order ${clientOrderId} leaves while new risk is halted`,
    );
    referee.must(
      !this.distrusted.has(symbol),
      'I14',
      () => `order ${clientOrderId} leaves after a gap in the prices of ${symbol} and before the next one`,
    );
    const brokenForMs = this.brokenForMs();
    referee.must(
      brokenForMs < brokenMsMax,
      'I14',
      () => `order ${clientOrderId} leaves, and the market has been broken for ${brokenForMs} ms`,
    );
  }

  /** What a strategy remembers only grows, over all runs; a smaller number was saved by one that had forgotten. */
  #checkSaved({ strategy, value }: Extract<JournalEntry['record'], { type: 'strategy-saved' }>): void {
    const before = this.rememberedBy(strategy);
    const { placed, fills } = value as Remembered;
    this.#world.referee.must(
      placed >= before.placed && fills >= before.fills,
      'I15',
      () => `${strategy} saved ${placed} and ${fills}, it had saved ${before.placed} and ${before.fills}`,
    );
    const booked = this.#fillCounts.get(strategy) ?? 0;
    this.#world.referee.must(
      fills <= booked,
      'I28',
      () => `${strategy} was told of ${fills} fills, ${booked} were booked`,
    );
  }

  #checkTransition(clientOrderId: string, from: OrderState, to: OrderState): void {
    const { referee } = this.#world;
    const known = this.orders.get(clientOrderId)?.state;
    referee.must(known === from, 'I9', () => `order ${clientOrderId} leaves ${from}, and the journal has it ${known}`);
    if (from === to) return;
    referee.must(
      transitions[from]?.includes(to) === true,
      'I9',
      () => `order ${clientOrderId} goes from ${from} to ${to}`,
    );
  }

  #checkFill(clientOrderId: string): void {
    const { referee, exchange } = this.#world;
    const order = this.orders.get(clientOrderId);
    const truth = exchange.named(clientOrderId);
    referee.must(
      order !== undefined && truth !== undefined,
      'I3',
      () => `a fill of ${clientOrderId}, which the brokerage never had`,
    );
    if (order === undefined || truth === undefined) return;
    const holds = order.base.lessThanOrEqual(truth.base) && order.quote.lessThanOrEqual(truth.quote);
    referee.must(holds, 'I3', () => `order ${clientOrderId} counts ${told(order)}, the brokerage ${told(truth)}`);
    const { quantity } = order.terms;
    referee.must(
      quantity === undefined || order.base.lessThanOrEqual(quantity),
      'I1',
      () => `order ${clientOrderId} counts ${told(order)} of ${quantity?.toString()}`,
    );
  }

  #checkChange(clientOrderId: string, to: OrderState, filled: Decimal): void {
    const { referee, exchange } = this.#world;
    const order = this.orders.get(clientOrderId);
    if (order === undefined) return;
    referee.must(
      order.base.equals(filled),
      'I1',
      () => `order ${clientOrderId} says ${filled.toString()} filled, its fills add up to ${told(order)}`,
    );
    referee.must(order.ends <= 1, 'I8', () => `order ${clientOrderId} ended ${order.ends} times`);
    if (isLiveOrderState(to)) return;
    this.#checkEnd(clientOrderId, order, exchange.named(clientOrderId));
  }

  #checkEnd(clientOrderId: string, order: WatchedOrder, truth: ModelOrder | undefined): void {
    const { referee } = this.#world;
    if (order.state === 'denied' || order.state === 'rejected') {
      referee.must(
        truth === undefined,
        'I4',
        () => `order ${clientOrderId} is ${order.state}, the brokerage has it ${truth?.status}`,
      );
      this.provenAway.add(clientOrderId);
      return;
    }
    referee.must(
      truth?.isFinished === true,
      'I4',
      () => `order ${clientOrderId} is ${order.state}, the brokerage has it ${truth?.status ?? 'not'}`,
    );
    if (truth === undefined) return;
    // Fees of adopted orders may have been late before they were adopted.
    const isSame =
      truth.hadLateFee || order.before !== undefined
        ? order.base.equals(truth.base) && order.quote.equals(truth.quote)
        : told(order) === told(truth);
    referee.must(
      isSame,
      'I5',
      () => `order ${clientOrderId} ended with ${told(order)}, the brokerage has ${told(truth)}`,
    );
    const agrees = order.state === 'filled' || truth.finishedBy !== 'filled' || order.terms.quantity === undefined;
    referee.must(
      agrees,
      'I5',
      () => `order ${clientOrderId} is ${order.state}, the brokerage has it ${truth.finishedBy}`,
    );
  }
}
