import { ExplainedBalances } from '../account/explained-balances.ts';
import type { Capabilities } from '../brokerage/capabilities.ts';
import type { AccountSnapshotEvent } from '../event/trader-event.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { AccountBaseRecord, BalanceDifferenceRecord } from '../journal/trader-record.ts';
import type { AssetAmount } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { OrderManagement } from '../order/order-management.ts';
import type { StrategyManager } from '../strategy/strategy-manager.ts';
import type { UnexplainedBalancePolicy } from './account-policies.ts';
import type { EngineOptions } from './engine-options.ts';
import type { ForeignOrders } from './foreign-orders.ts';
import type { Halt } from './halt.ts';
import type { RetiredLedgers } from './retired-ledgers.ts';
import type { Turn } from './turn.ts';

/** Least time between two readings that confirm each other, in milliseconds. */
const confirmAfterMsMin = 2_000;

/** Readings that are asked for to confirm a difference, on top of the regular ones. */
const confirmationsMax = 5;

/** Ended orders that are looked up when a difference is seen: fees may be told late, and the message may have got lost. */
const lookedUpMax = 10;

/** What a {@link BalanceAudit} works with; owned by the engine. */
export interface BalanceAuditParts {
  /** What the engine is made of. */
  readonly options: EngineOptions;
  /** The event in progress. */
  readonly turn: Turn;
  /** Whether new risk is taken. */
  readonly halt: Halt;
  /** All strategies. */
  readonly strategies: StrategyManager;
  /** All orders. */
  readonly orders: OrderManagement;
  /** Orders that are not ours. */
  readonly foreign: ForeignOrders;
  /** What strategies traded that are not configured any more. */
  readonly retired: RetiredLedgers;
}

/** A difference that was seen and may be a fill on its way. */
interface Suspicion {
  readonly amount: Decimal;
  /** How many fills the asset had then. */
  readonly fills: number;
  readonly sinceMs: number;
}

/**
 * Compares what the brokerage says the account holds with what was accepted and everything known to have happened since.
 *
 * A balance and the fill behind it come over different channels, so one look proves nothing. A difference counts when two readings of
 * the account, the second asked for at least {@link confirmAfterMsMin} after the first was judged, show the same one, and neither had
 * an order of that asset in flight, unknown, being looked up or missing fills, and no fill of that asset was booked in between. What
 * others are known to have traded is explained.
 */
export class BalanceAudit {
  /** What the account should hold. */
  readonly explained: ExplainedBalances;
  readonly #parts: BalanceAuditParts;
  readonly #policy: UnexplainedBalancePolicy;
  readonly #confirmAfterMs: number;
  readonly #instrumentsOf = new Map<string, InstrumentId[]>();
  readonly #configured = new Set<string>();
  readonly #suspicions = new Map<string, Suspicion>();
  /** Differences that a person was told and has not accepted, by asset. */
  readonly #told = new Map<string, Decimal>();
  /** Differences for which ended orders were looked up, by asset. */
  readonly #chased = new Map<string, Decimal>();
  #lookedUp: readonly ManagedOrder[] = [];
  #confirmations = 0;

  /** @param parts - What it works with. */
  constructor(parts: BalanceAuditParts) {
    this.#parts = parts;
    const { unexplainedBalances, capabilities, instruments, strategies } = parts.options;
    this.#policy = unexplainedBalances ?? 'halt';
    this.#confirmAfterMs = confirmAfterMsOf(capabilities);
    for (const { id, base, quote } of instruments) {
      for (const asset of [base, quote])
        this.#instrumentsOf.set(asset, [...(this.#instrumentsOf.get(asset) ?? []), id]);
    }
    for (const { capital } of strategies) {
      for (const asset of Object.keys(capital ?? {})) this.#configured.add(asset);
    }
    this.explained = new ExplainedBalances(asset => this.#effectOn(asset));
  }

  /** Differences that a person was told and has not accepted, sorted by asset. */
  get told(): readonly AssetAmount[] {
    return [...this.#told].map(([asset, amount]) => ({ asset, amount })).sort((a, b) => (a.asset < b.asset ? -1 : 1));
  }

  /** Whether another reading is wanted before the next regular one: something was seen that it may confirm. */
  wantsReading(auditedMs: number): boolean {
    if (this.#suspicions.size === 0 || this.#confirmations >= confirmationsMax) return false;
    return this.#parts.turn.nowMs - auditedMs >= this.#confirmAfterMs;
  }

  /** A regular reading begins: differences may be confirmed again. */
  beginRound(): void {
    this.#confirmations = 0;
  }

  /** Another reading was asked for. */
  confirm(): void {
    this.#confirmations += 1;
  }

  /** Judges a reading of the account, once everything that it told was applied. */
  judge(snapshot: AccountSnapshotEvent): void {
    if (this.#policy === 'ignore') return;
    const totals = new Map(snapshot.balances.map(({ asset, total }) => [asset, total]));
    // The journal may hold a reading up: what tells two apart is when the second one was asked for.
    const requestedMs = Math.min(snapshot.requestedTimeMs ?? this.#parts.turn.nowMs, this.#parts.turn.nowMs);
    if (!this.explained.isAccepted) {
      this.#acceptFirst(totals);
      return;
    }
    for (const asset of this.#watched()) {
      const total = totals.get(asset);
      // An asset that is not listed says nothing: a list may be incomplete.
      if (total !== undefined) this.#judge(asset, total, requestedMs);
    }
  }

  /** Ended orders that may explain what was just seen; none for a difference that they were asked about before. */
  takeDoubts(): readonly ManagedOrder[] {
    const doubts = new Set<ManagedOrder>();
    for (const [asset, { amount }] of this.#suspicions) {
      if (this.#chased.get(asset)?.equals(amount) === true) continue;
      this.#chased.set(asset, amount);
      for (const order of this.#endedOrders(asset)) doubts.add(order);
    }
    this.#lookedUp = [...doubts];
    return this.#lookedUp;
  }

  /** A person takes what was told for explained; what was accepted, in words, or nothing. */
  accept(by: string): string {
    const accepted = this.told;
    this.#suspicions.clear();
    this.#told.clear();
    if (accepted.length === 0) return '';
    this.#raise(accepted, 'accepted', by);
    return accepted.map(({ asset, amount }) => `${amount.toString()} ${asset}`).join(', ');
  }

  /** Goes on from what was kept. */
  load(bases: readonly AssetAmount[], told: readonly AssetAmount[]): void {
    for (const { asset, amount } of bases) this.explained.setBase(asset, amount);
    for (const { asset, amount } of told) this.#told.set(asset, amount);
  }

  /** Folds what was accepted. */
  foldBase({ amounts, reason }: AccountBaseRecord): void {
    for (const { asset, amount } of amounts) this.explained.setBase(asset, amount);
    if (reason === 'accepted') this.#told.clear();
  }

  /** Folds what a person was told. */
  foldDifference({ asset, difference }: Pick<BalanceDifferenceRecord, 'asset' | 'difference'>): void {
    if (difference.isZero()) this.#told.delete(asset);
    else this.#told.set(asset, difference);
  }

  #judge(asset: string, total: Decimal, requestedMs: number): void {
    const { foreign, turn } = this.#parts;
    if (!this.#isSettled(asset)) {
      this.#suspicions.delete(asset);
      return;
    }
    const amount = total.minus(this.explained.expected(asset));
    if (amount.isZero()) {
      this.#suspicions.delete(asset);
      // Runs to come have to know that it is gone, or who resumes would accept it.
      if (this.#told.delete(asset)) this.#record(asset, total, amount);
      this.#chased.delete(asset);
      foreign.settle(asset);
      return;
    }
    if (this.#told.get(asset)?.equals(amount) === true) return;
    const fills = this.#fillCount(asset);
    const seen = this.#suspicions.get(asset);
    if (seen === undefined || !seen.amount.equals(amount) || seen.fills !== fills) {
      this.#suspicions.set(asset, { amount, fills, sinceMs: turn.nowMs });
      return;
    }
    if (requestedMs - seen.sinceMs < this.#confirmAfterMs) return;
    this.#suspicions.delete(asset);
    if (foreign.explains(asset, amount)) {
      // What others traded was in the account before it was last explained.
      foreign.settle(asset);
      this.#raise([{ asset, amount }], 'foreign', undefined);
    } else this.#tell(asset, total, amount);
  }

  #tell(asset: string, total: Decimal, difference: Decimal): void {
    const { turn, halt } = this.#parts;
    this.#told.set(asset, difference);
    const expected = this.#record(asset, total, difference);
    const message = `the account holds ${total.toString()} ${asset}, and ${expected.toString()} ${asset} can be explained: ${difference.abs().toString()} ${asset} ${difference.isPositive() ? 'came in' : 'went out'} without a known fill (a transfer, a trade by hand, or a fill that is missing); look at the account's history`;
    if (this.#policy === 'alarm') {
      turn.alarm('warning', 'unexplained-balance', message);
      return;
    }
    const remedy = `${message}, then resume to accept it`;
    halt.begin('unexplained-balance', remedy);
    turn.alarm('halt', 'unexplained-balance', remedy);
  }

  /** Journals how far the account is from what is expected of an asset, and gives what is expected. */
  #record(asset: string, found: Decimal, difference: Decimal): Decimal {
    const expected = found.minus(difference);
    this.#parts.turn.record({ type: 'balance-difference', asset, expected, found, difference });
    return expected;
  }

  /** The first reading with nothing in flight is what everything later is measured from. */
  #acceptFirst(totals: ReadonlyMap<string, Decimal>): void {
    const assets = new Set([...totals.keys(), ...this.#watched()]);
    for (const asset of this.#watched()) if (!this.#isSettled(asset)) return;
    const amounts = [...assets].sort().map(asset => {
      this.#parts.foreign.settle(asset);
      return { asset, amount: this.explained.accept(asset, totals.get(asset) ?? Decimal.zero) };
    });
    this.#parts.turn.record({ type: 'account-base', amounts, reason: 'first', by: undefined });
  }

  #raise(differences: readonly AssetAmount[], reason: AccountBaseRecord['reason'], by: string | undefined): void {
    const amounts = differences.map(({ asset, amount }) => {
      const base = this.explained.accept(asset, this.explained.expected(asset).plus(amount));
      return { asset, amount: base };
    });
    this.#parts.turn.record({ type: 'account-base', amounts, reason, by });
  }

  /** Assets that our trading can change; others may come and go. */
  #watched(): ReadonlySet<string> {
    const assets = new Set([...this.#instrumentsOf.keys(), ...this.#configured]);
    for (const { positions } of this.#parts.strategies.runtimes) {
      for (const { asset } of positions.capital) assets.add(asset);
    }
    return assets;
  }

  #effectOn(asset: string): Decimal {
    const { strategies, foreign, retired } = this.#parts;
    let total = foreign.effects.get(asset).plus(retired.effectOn(asset));
    for (const { positions } of strategies.runtimes) total = total.plus(positions.changed(asset));
    return total;
  }

  /** Whether no order of an asset can have moved it unheard. */
  #isSettled(asset: string): boolean {
    const { orders } = this.#parts;
    for (const order of orders.standing()) if (this.#touches(order, asset) && !isKnown(order)) return false;
    const awaited = [...orders.awaitingLookUp(), ...this.#lookedUp.filter(({ lookUpInFlight }) => lookUpInFlight)];
    return !awaited.some(order => this.#touches(order, asset));
  }

  /** Whether an order can change an asset; of one that no instrument has, such as a fee's, nobody knows. */
  #touches({ hold }: ManagedOrder, asset: string): boolean {
    return hold.base === asset || hold.quote === asset || !this.#instrumentsOf.has(asset);
  }

  /** The orders that ended last and have changed an asset. */
  #endedOrders(asset: string): readonly ManagedOrder[] {
    const ended: ManagedOrder[] = [];
    for (const { closed } of this.#parts.orders.managers) {
      const changed = closed.filter(order => !order.filled.isZero() && this.#touches(order, asset));
      ended.push(...changed.slice(-lookedUpMax));
    }
    return ended.sort((a, b) => b.updatedTimeMs - a.updatedTimeMs).slice(0, lookedUpMax);
  }

  /** How many fills an asset had; one of which no instrument is known may be a fee of any. */
  #fillCount(asset: string): number {
    const ids = this.#instrumentsOf.get(asset);
    let count = this.#parts.foreign.version;
    for (const { positions } of this.#parts.strategies.runtimes) {
      for (const { instrumentId, fillCount } of positions.all) {
        if (ids === undefined || ids.includes(instrumentId)) count += fillCount;
      }
    }
    return count;
  }
}

/** Whether everything that an order has done at the brokerage has been told. */
function isKnown(order: ManagedOrder): boolean {
  const { state, missesFills, brokerageFinished, lookUpInFlight, wantsLookUp } = order;
  return state === 'open' && !missesFills && !brokerageFinished && !lookUpInFlight && !wantsLookUp;
}

/** Lists may show orders and fills later than balances, and the other way round. */
function confirmAfterMsOf({ requestExpiry }: Capabilities): number {
  return Math.max(confirmAfterMsMin, 2 * (requestExpiry?.readLagMs ?? 0));
}
