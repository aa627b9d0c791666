import type { InstrumentId } from '../instrument/instrument.ts';
import { type AssetAmount, AssetLedger } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import type { StrategyId } from '../order/order.ts';
import type { Account } from './account.ts';
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
  /** What was unallocated when it was last accepted. */
  readonly expectedUnallocated: Decimal;
  /** `balance − allocated − expectedUnallocated`: above 0, the account has more than can be explained. */
  readonly amount: Decimal;
}

/** All strategies of a system and its account, side by side: a read-only view that computes what is asked for. */
export class Portfolio {
  readonly #managers: readonly PositionManager[];
  readonly #account: Account;
  readonly #expectedUnallocated = new Map<string, Decimal>();

  /**
   * @param managers - The position manager of every strategy.
   * @param account - What the brokerage says the account holds.
   * @internal
   */
  constructor(managers: readonly PositionManager[], account: Account) {
    this.#managers = managers;
    this.#account = account;
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

  /** Takes what is unallocated now as explained: differences are measured from here. Call it once start-up has reconciled. */
  acceptUnallocated(): void {
    for (const { asset } of this.#account.balances) {
      this.#expectedUnallocated.set(asset, this.unallocated(asset) ?? Decimal.zero);
    }
  }

  /**
   * Assets whose balance is not what fills explain: deposits, withdrawals, manual trades, or a fill that is missing. A balance and the
   * fill behind it arrive one after the other, so judge them only once both had time to come.
   */
  differences(): readonly Difference[] {
    const differences: Difference[] = [];
    for (const { asset, total } of this.#account.balances) {
      const allocated = this.allocated(asset);
      const expectedUnallocated = this.#expectedUnallocated.get(asset) ?? Decimal.zero;
      const amount = total.minus(allocated).minus(expectedUnallocated);
      if (!amount.isZero()) differences.push({ asset, balance: total, allocated, expectedUnallocated, amount });
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
