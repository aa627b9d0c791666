import type { Balance, CallOptions, Instrument } from '@trader/core';
import type { LunoAccounts } from './luno-accounts.ts';
import type { LunoMarkets } from './luno-markets.ts';
import type { LunoSettings } from './luno-options.ts';
import type { StreamOptions } from './stream/stream-link.ts';
import { type AccountState, createUserStream, type UserStream } from './stream/user-stream.ts';
import { waitForStream } from './wait-for-stream.ts';

/** What the private feed needs from its owner. */
export interface PrivateFeedParts {
  /** The adapter's settings. */
  readonly settings: LunoSettings;
  /** What every stream needs; its sink is where our orders, fills and balances go. */
  readonly stream: StreamOptions;
  /** The instruments. */
  readonly markets: LunoMarkets;
  /** The accounts. */
  readonly accounts: LunoAccounts;
  /** Reads all balances afresh. */
  readonly readBalances: (options: CallOptions) => Promise<readonly Balance[]>;
}

/** Our orders, fills and balances as Luno pushes them, with names that the stream leaves out looked up. */
export class PrivateFeed {
  readonly #parts: PrivateFeedParts;
  #stream: UserStream | undefined;
  #lookingUp: Promise<void> | undefined;

  constructor(parts: PrivateFeedParts) {
    this.#parts = parts;
  }

  /**
   * Opens the stream and resolves when it is up.
   *
   * @throws `brokerage/unauthorized` for a refused key, `brokerage/unreachable` when it does not come up in time, `system/aborted`.
   */
  async open(options: CallOptions): Promise<void> {
    const { settings, stream: shared } = this.#parts;
    const stream = createUserStream({
      ...shared,
      instrumentOf: symbol => this.#instrumentOf(symbol),
      balanceOf: state => this.#balanceOf(state),
    });
    this.#stream = stream;
    stream.start();
    try {
      await waitForStream(stream, 'user stream', settings, options.signal);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Ends the stream; resolves when no timer and no socket is left. */
  async close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    await stream?.stop();
  }

  #instrumentOf(symbol: string): Instrument | undefined {
    const known = this.#parts.markets.find(symbol);
    if (known === undefined) this.#lookUp(() => this.#parts.markets.load(undefined));
    return known;
  }

  /** A new account has no asset yet: all balances are read, which names it and tells its balance. */
  #balanceOf({ accountId, total, available, timeMs }: AccountState): Balance | undefined {
    const { accounts, readBalances, stream } = this.#parts;
    if (accounts.knows(accountId)) return accounts.update(accountId, total, available, timeMs);
    this.#lookUp(async () => {
      for (const balance of await readBalances({})) if (this.#stream !== undefined) stream.sink(balance);
    });
    return undefined;
  }

  /** One look-up at a time; what is still unknown afterwards asks again by itself. */
  #lookUp(read: () => Promise<unknown>): void {
    const { logger } = this.#parts.stream;
    this.#lookingUp ??= read()
      .then(
        () => undefined,
        (error: unknown) =>
          logger.warn('luno did not name a market or an account that the user stream told of', { error }),
      )
      .finally(() => {
        this.#lookingUp = undefined;
      });
  }
}
