import { AssetLedger, Decimal, type TradingSystem } from '@trader/core';
import type { OrderState, SandboxState } from '@trader/luno-sandbox';
import { defaultMarkets } from '@trader/luno-sandbox';
import type { ExchangeBooks, ExchangeOrder } from '../../examples/demo/src/exchange-books.ts';
import { findDifferences, type OurBooks } from '../../examples/demo/src/find-differences.ts';
import type { RunRecorder } from '../../examples/demo/src/run-recorder.ts';

/** One account's side of the books. */
export interface AccountBooks {
  /** What the exchange wrote down. */
  readonly books: ExchangeBooks;
  /** Whether every asset at the exchange adds up to what was deposited. */
  readonly isConserved: boolean;
}

/** Reads the sandbox's books of record over its control interface, which no adapter has a part in. */
export async function readSandboxState(url: string): Promise<SandboxState> {
  const response = await fetch(new URL('/sandbox/state', url));
  if (!response.ok) throw new Error(`the sandbox answered ${response.status} when asked for its books`);
  return (await response.json()) as SandboxState;
}

/** The books of the sandbox's first user. */
export function toAccountBooks(state: SandboxState): AccountBooks {
  const [user] = state.users;
  if (user === undefined) throw new Error('the sandbox has no user');
  const orders = user.orders.map(toExchangeOrder);
  return {
    isConserved: state.assets.every(({ deposited, held }) => deposited === held),
    books: {
      orders: new Map(orders.map(order => [order.orderId, order])),
      openOrderIds: new Set(orders.filter(({ complete }) => !complete).map(({ orderId }) => orderId)),
      balances: new Map(user.balances.map(({ asset, balance }) => [asset, Decimal.parse(balance)])),
      pairs: new Map(
        defaultMarkets.map(({ marketId, baseCurrency, counterCurrency }) => [
          marketId,
          { base: baseCurrency, counter: counterCurrency },
        ]),
      ),
    },
  };
}

/** Our side of the books, taken from a system that was watched from its start. */
export interface WatchedSystem {
  /** The system. */
  readonly system: TradingSystem;
  /** Who watched it. */
  readonly recorder: RunRecorder;
  /** What the account held before the first order, by asset. */
  readonly openingBalances: ReadonlyMap<string, Decimal>;
  /** The part of it that no strategy was given, by asset. */
  readonly unallocated: AssetLedger;
}

/**
 * Compares the sandbox's books of record with a system's orders, fills, fees and balances: one sentence for every difference,
 * none when no order was lost or doubled.
 */
export async function compareBooks(url: string, watched: WatchedSystem): Promise<readonly string[]> {
  const { books, isConserved } = toAccountBooks(await readSandboxState(url));
  const differences = findDifferences(books, toOurBooks(watched));
  return isConserved ? differences : [...differences, 'The exchange itself lost or made money.'];
}

function toOurBooks({ system, recorder, openingBalances, unallocated }: WatchedSystem): OurBooks {
  const balances = unallocated.copy();
  balances.addAll(system.portfolio.capital);
  const told = Object.entries(system.snapshot().balances);
  return {
    orders: recorder.orders,
    forgotten: recorder.forgotten,
    strayFills: recorder.strayFills,
    openingBalances,
    balances: new Map(balances.entries()),
    toldBalances: new Map(told.map(([asset, { total }]) => [asset, Decimal.parse(total)])),
  };
}

function toExchangeOrder(order: OrderState): ExchangeOrder {
  const { orderId, clientOrderId, pair, status, limitVolume, base, counter, feeBase, feeCounter } = order;
  return {
    orderId,
    clientOrderId,
    pair,
    complete: status === 'finished',
    limitVolume: Decimal.parse(limitVolume),
    base: Decimal.parse(base),
    counter: Decimal.parse(counter),
    feeBase: Decimal.parse(feeBase),
    feeCounter: Decimal.parse(feeCounter),
  };
}

/** What of the opening balances the strategies were not given. */
export function toUnallocated(system: TradingSystem, openingBalances: ReadonlyMap<string, Decimal>): AssetLedger {
  const unallocated = new AssetLedger();
  for (const [asset, amount] of openingBalances) {
    unallocated.add(asset, amount.minus(system.portfolio.allocated(asset)));
  }
  return unallocated;
}
