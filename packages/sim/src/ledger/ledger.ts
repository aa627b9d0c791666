import { AssetLedger, Decimal } from '@trader/core';
import type { Holding, LedgerCause, LedgerRefusal, LedgerRefusalCode, LedgerRow, TradeLeg } from './ledger-row.ts';

/** Named maxima of a ledger. */
export interface LedgerLimits {
  /** Accounts; default 10,000. */
  readonly accountsMax?: number;
  /** Assets of one account that came in by deposit; default 1,000. */
  readonly assetsMax?: number;
}

/** What a leg receives: what the other side pays. */
type Received = Pick<TradeLeg, 'pays' | 'paid'>;

/** What one account holds of one asset, in place. */
interface MutableHolding {
  total: Decimal;
  reserved: Decimal;
  available: Decimal;
  rowCount: number;
}

/**
 * Who holds what: totals, and what open orders reserve of them.
 *
 * Nothing is created or destroyed: the sum over all accounts and the collected fees of an asset changes by deposits, withdrawals and
 * trades with the outside alone. No holding goes below zero: whatever would is refused, as a value, and changes nothing. Only the collected fees may be below
 * zero, when rebates exceed fees.
 */
export class Ledger {
  private readonly accounts = new Map<string, Map<string, MutableHolding>>();
  private readonly fees = new AssetLedger();
  private readonly deposits = new AssetLedger();
  private readonly accountsMax: number;
  private readonly assetsMax: number;

  /**
   * @param limits - Named maxima.
   */
  constructor(limits: LedgerLimits = {}) {
    this.accountsMax = limits.accountsMax ?? 10_000;
    this.assetsMax = limits.assetsMax ?? 1_000;
  }

  /** Whether an account ever received a deposit. */
  hasAccount(account: string): boolean {
    return this.accounts.has(account);
  }

  /** Brings money in; an account comes into being with its first deposit. */
  deposit(account: string, asset: string, amount: Decimal): LedgerRow | LedgerRefusal {
    if (!amount.isPositive()) return this.refusal('not-positive', account, asset, amount);
    const holdings = this.accounts.get(account);
    if (holdings === undefined && this.accounts.size >= this.accountsMax)
      return this.refusal('too-many-accounts', account, asset, amount);
    if (holdings !== undefined && !holdings.has(asset) && holdings.size >= this.assetsMax)
      return this.refusal('too-many-assets', account, asset, amount);
    this.deposits.add(asset, amount);
    return this.book(account, asset, 'deposit', amount, Decimal.zero);
  }

  /** Takes money out of what is available. */
  withdraw(account: string, asset: string, amount: Decimal): LedgerRow | LedgerRefusal {
    if (!amount.isPositive()) return this.refusal('not-positive', account, asset, amount);
    if (this.holding(account, asset).available.lessThan(amount))
      return this.refusal('insufficient-balance', account, asset, amount);
    this.deposits.subtract(asset, amount);
    return this.book(account, asset, 'withdrawal', amount.negated(), Decimal.zero);
  }

  /** Sets money aside out of what is available. */
  reserve(account: string, asset: string, amount: Decimal): LedgerRow | LedgerRefusal {
    if (!amount.isPositive()) return this.refusal('not-positive', account, asset, amount);
    if (this.holding(account, asset).available.lessThan(amount))
      return this.refusal('insufficient-balance', account, asset, amount);
    return this.book(account, asset, 'reserve', Decimal.zero, amount);
  }

  /** Frees money that was set aside. */
  release(account: string, asset: string, amount: Decimal): LedgerRow | LedgerRefusal {
    if (!amount.isPositive()) return this.refusal('not-positive', account, asset, amount);
    if (this.holding(account, asset).reserved.lessThan(amount))
      return this.refusal('insufficient-balance', account, asset, amount, 'reserved');
    return this.book(account, asset, 'release', Decimal.zero, amount.negated());
  }

  /**
   * Swaps what two legs pay, with their fees. Both legs may be of one account.
   *
   * @returns The rows of the first leg, then those of the second: what was paid, what was received, the fee. Or a refusal, when a leg
   * cannot pay; nothing changed then.
   */
  settle(first: TradeLeg, second: TradeLeg): readonly [readonly LedgerRow[], readonly LedgerRow[]] | LedgerRefusal {
    const refusal = this.whyNot(first, second) ?? this.whyNot(second, first);
    if (refusal !== undefined) return refusal;
    return [this.bookLeg(first, second), this.bookLeg(second, first)];
  }

  /**
   * Swaps what a leg pays, with its fee, with somebody who has no account here: what is paid leaves, what is received comes in.
   *
   * @returns A refusal, when it cannot pay; nothing changed then.
   */
  settleOutside(leg: TradeLeg, receives: string, received: Decimal): LedgerRefusal | undefined {
    const { account, pays, paid, released, fee, feeAsset } = leg;
    const refusal = this.whyNot(leg, { pays: receives, paid: received });
    if (refusal !== undefined) return refusal;
    this.deposits.subtract(pays, paid);
    this.deposits.add(receives, received);
    const from = this.openHolding(account, pays);
    const to = this.openHolding(account, receives);
    const paysFee = feeAsset === pays;
    const spent = paysFee ? paid.plus(fee) : paid;
    const gained = paysFee ? received : received.minus(fee);
    from.total = from.total.minus(spent);
    from.reserved = from.reserved.minus(released);
    from.available = from.available.plus(released.minus(spent));
    from.rowCount += 1;
    to.total = to.total.plus(gained);
    to.available = to.available.plus(gained);
    to.rowCount += 1;
    if (fee.isZero()) return undefined;
    this.fees.add(feeAsset, fee);
    (paysFee ? from : to).rowCount += 1;
    return undefined;
  }

  /** What an account holds of one asset; zeros when it never held any. */
  balance(account: string, asset: string): Holding {
    const { total, reserved, available } = this.holding(account, asset);
    return { asset, total, reserved, available };
  }

  /** What an account holds, by asset in the order in which they first came in. */
  balances(account: string): readonly Holding[] {
    return [...(this.accounts.get(account)?.keys() ?? [])].map(asset => this.balance(account, asset));
  }

  /** Fees of one asset collected so far; below zero when rebates exceed fees. */
  feesCollected(asset: string): Decimal {
    return this.fees.get(asset);
  }

  /** Deposits without withdrawals of one asset, trades with the outside counted as both: always equal to {@link Ledger.totalOf}. */
  netDeposits(asset: string): Decimal {
    return this.deposits.get(asset);
  }

  /** The sum of one asset over all accounts and the collected fees. */
  totalOf(asset: string): Decimal {
    let total = this.fees.get(asset);
    for (const holdings of this.accounts.values()) total = total.plus(holdings.get(asset)?.total ?? Decimal.zero);
    return total;
  }

  private bookLeg(leg: TradeLeg, other: Received): readonly LedgerRow[] {
    const { account, fee, feeAsset } = leg;
    const rows = [
      this.book(account, leg.pays, 'trade', leg.paid.negated(), leg.released.negated()),
      this.book(account, other.pays, 'trade', other.paid, Decimal.zero),
    ];
    if (!fee.isZero()) {
      this.fees.add(feeAsset, fee);
      rows.push(this.book(account, feeAsset, 'fee', fee.negated(), Decimal.zero));
    }
    return rows;
  }

  /** Why a leg cannot be booked: judged without what it receives. */
  private whyNot(leg: TradeLeg, other: Received): LedgerRefusal | undefined {
    const { account, pays, paid, released, fee, feeAsset } = leg;
    if (!paid.isPositive() || released.isNegative()) return this.refusal('not-positive', account, pays, paid);
    if (pays === other.pays) return this.refusal('same-asset', account, pays, paid);
    const holding = this.holding(account, pays);
    if (holding.reserved.lessThan(released))
      return this.refusal('insufficient-balance', account, pays, released, 'reserved');
    const cost = feeAsset === pays && fee.isPositive() ? paid.plus(fee) : paid;
    if (released.lessThan(cost) && holding.available.plus(released).lessThan(cost))
      return this.refusal('insufficient-balance', account, pays, cost);
    const received = feeAsset === other.pays ? other.paid : Decimal.zero;
    if (feeAsset !== pays && fee.greaterThan(received)) return this.refusal('fee-too-high', account, feeAsset, fee);
    return undefined;
  }

  private holding(account: string, asset: string): Readonly<MutableHolding> {
    return this.accounts.get(account)?.get(asset) ?? emptyHolding;
  }

  private book(
    account: string,
    asset: string,
    cause: LedgerCause,
    totalDelta: Decimal,
    reservedDelta: Decimal,
  ): LedgerRow {
    const holding = this.openHolding(account, asset);
    const availableDelta = totalDelta.minus(reservedDelta);
    holding.total = holding.total.plus(totalDelta);
    holding.reserved = holding.reserved.plus(reservedDelta);
    holding.available = holding.available.plus(availableDelta);
    holding.rowCount += 1;
    const { total, available, rowCount: rowIndex } = holding;
    return { account, asset, rowIndex, cause, total, available, totalDelta, availableDelta };
  }

  private openHolding(account: string, asset: string): MutableHolding {
    let holdings = this.accounts.get(account);
    if (holdings === undefined) {
      holdings = new Map<string, MutableHolding>();
      this.accounts.set(account, holdings);
    }
    let holding = holdings.get(asset);
    if (holding === undefined) {
      holding = { ...emptyHolding };
      holdings.set(asset, holding);
    }
    return holding;
  }

  private refusal(
    refused: LedgerRefusalCode,
    account: string,
    asset: string,
    needed: Decimal,
    from: 'available' | 'reserved' = 'available',
  ): LedgerRefusal {
    return { refused, account, asset, needed, held: this.holding(account, asset)[from] };
  }
}

const emptyHolding: MutableHolding = {
  total: Decimal.zero,
  reserved: Decimal.zero,
  available: Decimal.zero,
  rowCount: 0,
};
