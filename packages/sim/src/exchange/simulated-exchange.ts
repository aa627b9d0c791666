import { Decimal, type DecimalInput, type Instrument, isTradingError, type Side } from '@trader/core';
import type { FeeTerms } from '../fee-models/fee-model.ts';
import type { Holding, LedgerRefusal } from '../ledger/ledger-row.ts';
import { OrderDesk } from '../order-desk/order-desk.ts';
import { brokenInvariant } from './broken-invariant.ts';
import type {
  DepositCommand,
  ExchangeCommand,
  MarketStatus,
  SetStatusCommand,
  WithdrawCommand,
} from './exchange-command.ts';
import type { ExchangeEvent, ExchangeTrade } from './exchange-event.ts';
import type { SimulatedExchangeOptions } from './exchange-options.ts';
import type {
  AccountTrade,
  ExchangeBook,
  ExchangeBookOrders,
  ExchangeOrder,
  ExchangeTicker,
} from './exchange-order.ts';
import type { AccountTradesQuery, MarketTradesQuery, OrdersQuery } from './exchange-query.ts';
import { invalidOption } from './exchange-settings.ts';
import { ExchangeState } from './exchange-state.ts';
import type { TransferRejectionCode } from './rejection-code.ts';

/**
 * An exchange without a network: instruments, accounts, a conserving ledger, fees and a matching engine per market.
 *
 * Pure and synchronous: the same commands at the same times give the same events. `apply` never throws for what a client may get
 * wrong; it says so in an event.
 *
 * Order of events of one `place`: the reservation's `balance-changed`, then `order-accepted`; for each trade `trade`, then for maker and
 * taker `order-filled-part` with their `balance-changed`, then the maker's `order-finished` if that filled it; at last `order-opened` or
 * `order-finished` of the incoming order; then the same for each stop order that the trades woke, beginning with `order-triggered`. An
 * `order-finished` is followed by the `balance-changed` that frees what was left of its reservation, if anything was.
 */
export class SimulatedExchange {
  private readonly state: ExchangeState;
  private readonly desk: OrderDesk;

  /**
   * @param options - What it is made of.
   * @throws `system/invalid-options` naming the option: no market, a symbol twice, a maximum below 1, a band below 0.
   */
  constructor(options: SimulatedExchangeOptions) {
    this.state = new ExchangeState(options);
    this.desk = new OrderDesk(this.state);
  }

  /**
   * Applies one command.
   *
   * @param command - What is asked for.
   * @param timeMs - When, in milliseconds since the epoch. Time never runs backwards here: an earlier time counts as that of the
   * command before.
   * @returns What happened, in order; never empty, except for `set-status` to the status that is.
   * @throws `system/invalid-options` when `timeMs` is not a number, `orderIdOf` names two orders alike, or a market is not known to
   * `set-status`: mistakes of the host, not of a client.
   */
  apply(command: ExchangeCommand, timeMs: number): readonly ExchangeEvent[] {
    const { state } = this;
    if (!Number.isFinite(timeMs)) throw invalidOption('timeMs', String(timeMs), 'pass milliseconds since the epoch');
    state.timeMs = Math.max(state.timeMs, timeMs);
    state.events = [];
    this.dispatch(command);
    const { events } = state;
    state.events = [];
    return events;
  }

  /** The market names, in the order of the options. */
  symbols(): readonly string[] {
    return [...this.state.markets.keys()];
  }

  /** A market's rules with its present status; `undefined` for an unknown market. */
  instrument(symbol: string): Instrument | undefined {
    const market = this.state.markets.get(symbol);
    return market?.instrument.withStatus(market.status);
  }

  /** A market's status; `undefined` for an unknown market. */
  status(symbol: string): MarketStatus | undefined {
    return this.state.markets.get(symbol)?.status;
  }

  /** An order by the exchange's name; `undefined` when unknown or forgotten. */
  order(orderId: string): ExchangeOrder | undefined {
    return this.state.orders.get(orderId);
  }

  /** An order by the account's own name; `undefined` when unknown or forgotten. */
  orderByClientId(account: string, clientOrderId: string): ExchangeOrder | undefined {
    const orderId = this.state.histories.get(account)?.orderIdOf(clientOrderId);
    return orderId === undefined ? undefined : this.state.orders.get(orderId);
  }

  /** Open and sleeping orders of an account, oldest first; of one market when named. */
  openOrders(account: string, symbol?: string): readonly ExchangeOrder[] {
    return this.state.histories.get(account)?.openOrders(symbol) ?? [];
  }

  /** Orders of an account, newest first. */
  orders(account: string, query: OrdersQuery = {}): readonly ExchangeOrder[] {
    return this.state.histories.get(account)?.orders(query) ?? [];
  }

  /** Trades of an account, oldest first unless asked otherwise. */
  tradesOf(account: string, query: AccountTradesQuery = {}): readonly AccountTrade[] {
    return this.state.histories.get(account)?.tradesOf(query) ?? [];
  }

  /** Trades of a market, newest first; empty for an unknown market. */
  trades(symbol: string, query: MarketTradesQuery = {}): readonly ExchangeTrade[] {
    const { sinceMs = 0, limit = 100 } = query;
    return this.state.markets.get(symbol)?.trades.select(trade => trade.timeMs >= sinceMs, limit, true) ?? [];
  }

  /** What an account holds, by asset in the order in which they first came in; empty for an unknown account. */
  balances(account: string): readonly Holding[] {
    return this.state.ledger.balances(account);
  }

  /** What an account holds of one asset; zeros when it never held any. */
  balance(account: string, asset: string): Holding {
    return this.state.ledger.balance(account, asset);
  }

  /** Fees of one asset collected so far; below zero when rebates exceed fees. */
  feesCollected(asset: string): Decimal {
    return this.state.ledger.feesCollected(asset);
  }

  /** Sum over all accounts and the collected fees of one asset: always equal to {@link SimulatedExchange.netDeposits}. */
  totalOf(asset: string): Decimal {
    return this.state.ledger.totalOf(asset);
  }

  /** Deposits without withdrawals of one asset, over all accounts. */
  netDeposits(asset: string): Decimal {
    return this.state.ledger.netDeposits(asset);
  }

  /** What an account's next order on a market pays; `undefined` for an unknown market. */
  feeTerms(account: string, symbol: string, side: Side): FeeTerms | undefined {
    return this.state.markets.has(symbol) ? this.state.fees.terms({ account, symbol, side }) : undefined;
  }

  /** A market's book by price, `depth` levels per side at most (default all); empty for an unknown market. */
  book(symbol: string, depth: number = Number.POSITIVE_INFINITY): ExchangeBook {
    return this.state.markets.get(symbol)?.book(depth) ?? { bids: [], asks: [] };
  }

  /** A market's book order by order; empty for an unknown market. */
  bookOrders(symbol: string): ExchangeBookOrders {
    return this.state.markets.get(symbol)?.bookOrders() ?? { bids: [], asks: [] };
  }

  /** Best prices and last trade of a market; `undefined` for an unknown market. */
  ticker(symbol: string): ExchangeTicker | undefined {
    return this.state.markets.get(symbol)?.ticker();
  }

  private dispatch(command: ExchangeCommand): void {
    switch (command.type) {
      case 'place':
        this.desk.place(command);
        return;
      case 'cancel':
        this.desk.cancel(command);
        return;
      case 'deposit':
      case 'withdraw':
        this.transfer(command);
        return;
      case 'set-status':
        this.setStatus(command);
        return;
      default:
        throw invalidOption('command.type', String(command satisfies never), 'use a command of the list');
    }
  }

  private transfer(command: DepositCommand | WithdrawCommand): void {
    const { account, asset } = command;
    const amount = readAmount(command.amount);
    if (typeof amount === 'string') {
      this.rejectTransfer(command, 'malformed-amount', amount);
      return;
    }
    const { ledger } = this.state;
    const row =
      command.type === 'deposit' ? ledger.deposit(account, asset, amount) : ledger.withdraw(account, asset, amount);
    if ('refused' in row) {
      this.rejectTransfer(command, transferCode(row), transferMessage(row));
      return;
    }
    this.state.openHistory(account);
    this.state.emitBalance(row, undefined, undefined);
  }

  private rejectTransfer(
    { account, asset }: DepositCommand | WithdrawCommand,
    code: TransferRejectionCode,
    message: string,
  ): void {
    const { events, timeMs } = this.state;
    events.push({ type: 'transfer-rejected', account, asset, code, message, timeMs });
  }

  private setStatus({ symbol, status }: SetStatusCommand): void {
    const { state } = this;
    const market = state.markets.get(symbol);
    if (market === undefined) throw invalidOption('symbol', symbol, `there are ${this.symbols().join(', ')}`);
    if (market.status === status) return;
    market.status = status;
    market.changedTimeMs = state.timeMs;
    state.events.push({ type: 'status-changed', symbol, status, timeMs: state.timeMs });
  }
}

function readAmount(input: DecimalInput): Decimal | string {
  try {
    return Decimal.from(input);
  } catch (error) {
    if (isTradingError(error, 'decimal/invalid')) return error.message;
    throw error;
  }
}

function transferCode({ refused }: LedgerRefusal): TransferRejectionCode {
  switch (refused) {
    case 'insufficient-balance':
    case 'too-many-accounts':
    case 'too-many-assets':
      return refused;
    case 'not-positive':
      return 'amount-not-positive';
    case 'same-asset':
    case 'fee-too-high':
      throw brokenInvariant('transfer', `it is refused as a trade would be: ${refused}`);
  }
}

function transferMessage({ refused, account, asset, needed, held }: LedgerRefusal): string {
  if (refused === 'insufficient-balance') return `${account} has ${held} ${asset} available, less than ${needed}`;
  if (refused === 'not-positive') return `the amount was ${needed}; it must be above 0`;
  return `${account} cannot receive ${asset}: ${refused}`;
}
