import type { Balance, BrokerageEvent, Decimal, Instrument } from '@trader/core';
import { orderFillToCore, orderStatusToCore } from '../translate/user-message-to-core.ts';
import { type BalanceUpdateWire, readUserFrame, type UserFrame, type UserMessage } from '../wire/user-wire.ts';
import { endByError, type SessionEnd } from './session-end.ts';
import { StreamLink, type StreamOptions } from './stream-link.ts';

/** What one of our accounts holds after a change. */
export interface AccountState {
  /** Luno's id of the account; up to 19 digits, all of them kept. */
  readonly accountId: string;
  /** Everything, reserved included. */
  readonly total: Decimal;
  /** What is free. */
  readonly available: Decimal;
  /** Luno's time, in milliseconds since the epoch. */
  readonly timeMs: number | undefined;
}

/** What the user stream needs from its owner. */
export interface UserStreamOptions extends StreamOptions {
  /** The instrument of a symbol, if it is known. */
  readonly instrumentOf: (symbol: string) => Instrument | undefined;
  /** What an account's new state makes of its asset's balance; `undefined` for an account that does not count. */
  readonly balanceOf: (state: AccountState) => Balance | undefined;
  /**
   * How long after the credentials the stream counts as up, in milliseconds, unless Luno says something earlier: it confirms nothing,
   * and refusals come within a round trip. Default 500.
   */
  readonly settleMs?: number | undefined;
}

/** Our orders, fills and balances as they change. */
export interface UserStream {
  /** Connects; nothing happens before. */
  start(): void;
  /** Resolves when the stream is up. Rejects when a person is needed, and when aborted or stopped. */
  whenLive(signal?: AbortSignal): Promise<void>;
  /** Ends it; resolves when no timer and no socket is left. Nothing is told any more. */
  stop(): Promise<void>;
}

/**
 * The user stream. It has no snapshot and no sequence: after each reconnect a gap is told, from the last sign of life on (our
 * time), before anything newer; Luno sends the last five minutes again, which running totals and ledger rows make harmless.
 */
export function createUserStream(options: UserStreamOptions): UserStream {
  return new LunoUserStream(options);
}

const settleMsDefault = 500;
/** Accounts remembered at most. Forgetting is harmless: it repeats what is known. */
const accountsMax = 10_000;

const ignore = (): void => undefined;

class LunoUserStream implements UserStream {
  readonly #options: UserStreamOptions;
  readonly #link: StreamLink;
  readonly #newestRow = new Map<string, bigint>();
  #cancelSettle: () => void = ignore;
  #gap: { readonly fromMs: number; readonly reason: string } | undefined;
  #isStopped = false;

  constructor(options: UserStreamOptions) {
    this.#options = options;
    this.#link = new StreamLink(options, {
      path: '/api/1/userstream',
      stream: 'private',
      instrumentId: undefined,
      subject: 'user stream',
      onOpen: () => this.#settle(),
      onFrame: text => this.#frame(readUserFrame(text)),
      onEnd: (reason, heardMs) => this.#end(reason, heardMs),
      onQuiet: ignore,
    });
  }

  start(): void {
    this.#link.start();
  }

  whenLive(signal?: AbortSignal): Promise<void> {
    return this.#link.whenLive(signal);
  }

  stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancelSettle();
    return this.#link.stop();
  }

  #settle(): void {
    const { clock, settleMs = settleMsDefault } = this.#options;
    this.#cancelSettle = clock.setTimer(settleMs, () => this.#goLive());
  }

  #frame(frame: UserFrame): SessionEnd | undefined {
    if (frame.kind === 'error') return endByError(frame);
    this.#goLive();
    if (frame.kind === 'message') this.#message(frame.message);
    else if (frame.kind === 'other')
      this.#options.logger.warn('the user stream sent a message of an unknown type; it is left out', {
        type: frame.type,
      });
    return undefined;
  }

  #goLive(): void {
    if (this.#link.isLive) return;
    this.#cancelSettle();
    this.#tellGap();
    this.#link.live('Luno accepts the session');
  }

  /** A gap stays open over connections that never came up: it starts where the last good one was heard. */
  #end(reason: string, heardMs: number | undefined): void {
    this.#cancelSettle();
    if (heardMs !== undefined) this.#gap = { fromMs: heardMs, reason };
  }

  #tellGap(): void {
    if (this.#gap === undefined) return;
    const { fromMs, reason } = this.#gap;
    this.#gap = undefined;
    const toMs = Math.max(fromMs, this.#options.clock.nowMs());
    this.#tell({ type: 'gap', stream: 'private', instrumentId: undefined, fromMs, toMs, reason });
  }

  #message(message: UserMessage): void {
    switch (message.type) {
      case 'order_status': {
        const update = message.order_status_update;
        this.#order(update.market_id, instrument => orderStatusToCore(update, instrument, message.timestamp));
        return;
      }
      case 'order_fill': {
        const update = message.order_fill_update;
        this.#order(update.market_id, instrument => orderFillToCore(update, instrument, message.timestamp));
        return;
      }
      case 'balance_update':
        this.#balance(message.balance_update, message.timestamp);
        return;
      default:
        message satisfies never;
    }
  }

  #order(symbol: string, report: (instrument: Instrument) => BrokerageEvent): void {
    const { instrumentOf, faults } = this.#options;
    const instrument = instrumentOf(symbol);
    if (instrument !== undefined) this.#tell(report(instrument));
    else
      faults.report(
        'unknown-instrument',
        symbol,
        `Luno told of an order on ${symbol}, a market that it had not named; the order is left out. Load the instruments again`,
        'degraded',
      );
  }

  /** Rows only grow: one that is not newer is a replay, and its balance is history. */
  #balance(update: BalanceUpdateWire, timeMs: number | undefined): void {
    const row = BigInt(update.row_index);
    const newest = this.#newestRow.get(update.account_id);
    if (newest !== undefined && row <= newest) return;
    if (this.#newestRow.size >= accountsMax) this.#newestRow.clear();
    this.#newestRow.set(update.account_id, row);
    const { account_id: accountId, balance: total, available } = update;
    const balance = this.#options.balanceOf({ accountId, total, available, timeMs });
    if (balance !== undefined) this.#tell(balance);
  }

  #tell(event: BrokerageEvent): void {
    if (!this.#isStopped) this.#options.sink(event);
  }
}
