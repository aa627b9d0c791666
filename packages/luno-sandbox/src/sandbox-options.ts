import type { Clock, DecimalInput, Logger } from '@trader/core';
import type { SandboxBehaviour } from './behaviour.ts';
import type { MarketRow } from './exchange/market-row.ts';
import type { RateLimit } from './http/rate-limiter.ts';

/** One API key. */
export interface SandboxKey {
  /** Public part. */
  readonly id: string;
  /** Secret part. */
  readonly secret: string;
  /** Luno's permission bits; default {@link tradingPermissions}. */
  readonly permissions?: number;
}

/** Somebody who trades on the sandbox through the wire. */
export interface SandboxUser {
  /** Name, unique; shown by the control interface. */
  readonly name: string;
  /** Keys to the accounts. */
  readonly keys: readonly SandboxKey[];
  /** What the accounts hold at the start, by asset. */
  readonly balances: Readonly<Record<string, DecimalInput>>;
}

/** A market of simulated traders: seeded, and the same for the same seed and number of steps. */
export interface SimulatedMarketOptions {
  /** Discriminant. */
  readonly kind: 'simulated';
  /** Time between steps, in milliseconds; default 100. */
  readonly stepMs?: number;
  /** Resting orders that each market aims at; default 300. */
  readonly orderCount?: number;
  /** Standard deviation of the fair price's move in one step, as a fraction; default 0.00005. */
  readonly volatility?: number;
  /** How likely somebody takes liquidity in one step, 0 to 1; default 0.25. */
  readonly takeChance?: number;
  /** Steps made before the sandbox opens, in its past, so that candles and trades have a history; default 120. */
  readonly historySteps?: number;
  /** Time between the steps of the history, in milliseconds; default 15000. */
  readonly historyStepMs?: number;
  /** Whether the market moves by itself; otherwise only by the control interface. Default true. */
  readonly moving?: boolean;
}

/** A market played back from recorded frames of Luno's market stream: one JSON frame a line, the first one a snapshot. */
export interface RecordedMarketOptions {
  /** Discriminant. */
  readonly kind: 'recorded';
  /** A `.jsonl` or `.jsonl.gz` file. */
  readonly file: string;
  /** The market it is played on. Other markets stay empty. */
  readonly marketId: string;
  /**
   * `flow`: recorded orders enter the matching engine and meet the users' orders there; `verbatim`: the stream sends the recorded
   * frames unchanged and takes no orders. Default `flow`.
   */
  readonly mode?: 'flow' | 'verbatim';
  /** Recorded milliseconds played in one millisecond; default 1. */
  readonly speed?: number;
  /** Whether it plays by itself; otherwise only by the control interface. Default true. */
  readonly moving?: boolean;
}

/** A market where nobody trades but the users. */
export interface EmptyMarketOptions {
  /** Discriminant. */
  readonly kind: 'empty';
}

/** What moves the sandbox's markets. */
export type MarketSourceOptions = SimulatedMarketOptions | RecordedMarketOptions | EmptyMarketOptions;

/** What a sandbox is made of. Everything has a default. */
export interface LunoSandboxOptions {
  /** TCP port on 127.0.0.1; default 0, which picks a free one. */
  readonly port?: number;
  /** Seed of ids, simulated traders and every other chance; default 1. */
  readonly seed?: number;
  /** Markets; default {@link defaultMarkets}. */
  readonly markets?: readonly MarketRow[];
  /** Users; default one named `trader` with the key `sandbox` and the secret `sandbox-secret`. */
  readonly users?: readonly SandboxUser[];
  /** What moves the markets; default simulated traders. */
  readonly source?: MarketSourceOptions;
  /** Luno's open questions; what is left out has its default. */
  readonly behaviour?: Partial<SandboxBehaviour>;
  /** REST calls per caller; default 300 in 60000 ms. */
  readonly rateLimit?: RateLimit;
  /** Whether `/sandbox/…` answers; default true. It is meant for tests and listens on this machine only. */
  readonly control?: boolean;
  /** Where time and timers come from; default the machine's clock. */
  readonly clock?: Clock;
  /** Where the sandbox logs; default nowhere. */
  readonly logger?: Logger;
}

/** The users of a sandbox that was given none. */
export const defaultUsers: readonly SandboxUser[] = [
  {
    name: 'trader',
    keys: [{ id: 'sandbox', secret: 'sandbox-secret' }],
    balances: { XBT: '2', ETH: '50', USDT: '100000', ZAR: '2000000' },
  },
];
