import type { InstrumentId } from '../instrument/instrument.ts';
import { type AssetAmount, AssetLedger } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import type { StrategyId } from '../order/order.ts';
import type { Account } from './account.ts';
import { ExplainedBalances } from './explained-balances.ts';
import type { Position } from './position.ts';
import type { Equity, PositionManager } from './position-manager.ts';

/** The positions of all strategies in one instrument, added up. */
export interface TotalPosition {
  /** Which instrument. */
  readonly instrumentId: InstrumentId;
  /** The brokerage's market name. */
  readonly symbol: string;
  /** The quote asset. */
  readonly quote: string | undefined;
  /** Base quantity over all strategies; longs and shorts offset. */
  readonly quantity: Decimal;
  /** Cost in quote over all strategies; longs and shorts offset. */
  readonly cost: Decimal;
  /** Realised profit or loss in quote, before fees in quote and in third assets. */
  readonly realisedPnl: Decimal;
}

/** One asset of the account that is not where it was expected. */
export interface Difference {
  /** Which asset. */
  readonly asset: string;
  /** What the brokerage says the account holds. */
  readonly balance: Decimal;
  /** What all strategies own by their fills. */
  readonly allocated: Decimal;
  /** What was unallocated when it was last accepted, and what others are known to have traded since. */
  readonly expectedUnallocated: Decimal;
  /** `balance − allocated − expectedUnallocated`: above 0, the account has more than can be explained. */
  readonly amount: Decimal;
}

/** All strategies of a system and its account, side by side: a read-only view that computes what is asked for. */
export class Portfolio {
  readonly #managers: readonly PositionManager[];
  readonly #account: Account;
  readonly #explained: ExplainedBalances;

  /**
   * @param managers - The position manager of every strategy.
   * @param account - What the brokerage says the account holds.
   * @param explained - What it should hold; by default everything that the managers' fills explain.
   * @internal
   */
  constructor(managers: readonly PositionManager[], account: Account, explained?: ExplainedBalances) {
    this.#managers = managers;
    this.#account = account;
    this.#explained = explained ?? new ExplainedBalances(asset => this.allocated(asset));
  }

  /** The strategies. */
  get strategies(): readonly StrategyId[] {
    return this.#managers.map(({ strategy }) => strategy);
  }

  /** One strategy's positions; none for a strategy that is not known. */
  positionsOf(strategy: StrategyId): readonly Position[] {
    return this.#manager(strategy)?.all ?? [];
  }

  /** One strategy's capital by asset. */
  capitalOf(strategy: StrategyId): readonly AssetAmount[] {
    return this.#manager(strategy)?.capital.toAmounts() ?? [];
  }

  /** One strategy's fees by asset. */
  feesOf(strategy: StrategyId): readonly AssetAmount[] {
    return this.#manager(strategy)?.fees ?? [];
  }

  /** One strategy's realised profit or loss by quote asset. */
  realisedPnlOf(strategy: StrategyId): readonly AssetAmount[] {
    return this.#manager(strategy)?.realisedPnl ?? [];
  }

  /** Positions added up over all strategies, in the order in which instruments were first traded. */
  get positions(): readonly TotalPosition[] {
    const totals = new Map<InstrumentId, TotalPosition>();
    for (const manager of this.#managers) {
      for (const position of manager.all) {
        totals.set(position.instrumentId, addPosition(totals.get(position.instrumentId), position));
      }
    }
    return [...totals.values()];
  }

  /** Capital of all strategies by asset. */
  get capital(): readonly AssetAmount[] {
    return this.#sum(({ capital }) => capital);
  }

  /** Fees of all strategies by asset. */
  get fees(): readonly AssetAmount[] {
    return this.#sum(({ fees }) => fees);
  }

  /** Realised profit or loss of all strategies by quote asset. */
  get realisedPnl(): readonly AssetAmount[] {
    return this.#sum(({ realisedPnl }) => realisedPnl);
  }

  /** What all strategies own of one asset. */
  allocated(asset: string): Decimal {
    let total = Decimal.zero;
    for (const { capital } of this.#managers) total = total.plus(capital.get(asset));
    return total;
  }

  /** What the account holds of an asset beyond all strategies' capital; `undefined` before the first balance. */
  unallocated(asset: string): Decimal | undefined {
    return this.#account.balance(asset)?.total.minus(this.allocated(asset));
  }

  /** What all strategies' capital is worth in one asset. */
  equity(asset: string, priceOf: (asset: string) => Decimal | undefined): Equity {
    let amount = Decimal.zero;
    const unpriced = new Set<string>();
    for (const manager of this.#managers) {
      const equity = manager.equity(asset, priceOf);
      amount = amount.plus(equity.amount);
      for (const each of equity.unpriced) unpriced.add(each);
    }
    return { amount, unpriced: [...unpriced].sort() };
  }

  /** Takes what the account holds now as explained: differences are measured from here. A system does so at its first start. */
  acceptUnallocated(): void {
    for (const { asset, total } of this.#account.balances) this.#explained.accept(asset, total);
  }

  /**
   * Assets whose balance is not what was accepted, fills and known fills of others explain: deposits, withdrawals, manual trades, or a
   * fill that is missing. A balance and the fill behind it arrive one after the other, so this moment's difference may be gone in the
   * next; a system that finds one to last raises `unexplained-balance`. None before the first acceptance.
   */
  differences(): readonly Difference[] {
    const differences: Difference[] = [];
    if (!this.#explained.isAccepted) return differences;
    for (const { asset, total } of this.#account.balances) {
      const expected = this.#explained.expected(asset);
      if (total.equals(expected)) continue;
      const allocated = this.allocated(asset);
      const expectedUnallocated = expected.minus(allocated);
      differences.push({ asset, balance: total, allocated, expectedUnallocated, amount: total.minus(expected) });
    }
    return differences;
  }

  #manager(strategy: StrategyId): PositionManager | undefined {
    return this.#managers.find(manager => manager.strategy === strategy);
  }

  #sum(amountsOf: (manager: PositionManager) => Iterable<AssetAmount>): readonly AssetAmount[] {
    const total = new AssetLedger();
    for (const manager of this.#managers) total.addAll(amountsOf(manager));
    return total.toAmounts();
  }
}

function addPosition(total: TotalPosition | undefined, position: Position): TotalPosition {
  const { instrumentId, symbol, quote, quantity, cost, realisedPnl } = position;
  if (total === undefined) return { instrumentId, symbol, quote, quantity, cost, realisedPnl };
  return {
    ...total,
    quantity: total.quantity.plus(quantity),
    cost: total.cost.plus(cost),
    realisedPnl: total.realisedPnl.plus(realisedPnl),
  };
}
