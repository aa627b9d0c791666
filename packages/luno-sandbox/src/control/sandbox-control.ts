import type { DecimalInput } from '@trader/core';
import type { TradingStatus } from '../exchange/market-row.ts';
import type { FrameFault } from '../faults/frame-faults.ts';
import type { RequestFault } from '../faults/request-faults.ts';
import type { SandboxState } from './sandbox-state.ts';

/** Which stream sessions are meant: those that match everything given; all when nothing is. */
export interface SessionFilter {
  /** `market` or `user` streams only. */
  readonly stream?: 'market' | 'user' | undefined;
  /** One market's streams only. */
  readonly market?: string | undefined;
  /** Sessions of this key only. */
  readonly keyId?: string | undefined;
}

/** A fault for the next frames of the sessions that are open now. */
export interface FrameFaultRequest extends SessionFilter {
  /** What happens. */
  readonly fault: FrameFault;
  /** To how many frames of each session; default 1. */
  readonly count?: number | undefined;
  /** Only frames that contain this text, such as `"order_fill"`. */
  readonly containing?: string | undefined;
}

/** A request fault as it is asked for; what is left out has its default. */
export type RequestFaultRequest = Partial<RequestFault> & Pick<RequestFault, 'endpoint' | 'fault'>;

/** What tests and demonstrations may do to a running sandbox; the same over HTTP under `/sandbox/`. */
export interface SandboxControl {
  /** Makes a fault happen to the next requests of one endpoint. Default `when: 'before'`, `count: 1`. */
  addFault(fault: RequestFaultRequest): void;
  /** Faults that still wait for requests. */
  pendingFaults(): readonly RequestFault[];
  /** Forgets the faults that wait for requests. */
  clearFaults(): void;
  /** Makes a fault happen to the next frames of open sessions. How many sessions are meant. */
  addFrameFault(fault: FrameFaultRequest): number;
  /** Skips one sequence number of a market's stream without losing anything. */
  skipSequence(market: string): void;
  /** Ends sessions, normally (`close`) or by cutting the connection (`terminate`, the default). How many. */
  disconnectStreams(filter?: SessionFilter, how?: 'close' | 'terminate'): number;
  /** Makes sessions fall silent without ending them. How many. */
  freezeStreams(filter?: SessionFilter): number;
  /** How many sessions are open. */
  countStreams(filter?: SessionFilter): number;
  /** Opens, halts or closes a market. */
  setMarketStatus(market: string, status: TradingStatus): void;
  /** Sends an update without content on a market's stream. */
  sendNoOp(market: string): void;
  /** Moves the markets, or one of them, by so many steps now; default 1. */
  step(steps?: number, market?: string): void;
  /** Lets the markets move by themselves. */
  startMarket(): void;
  /** Stops them from moving by themselves. */
  stopMarket(): void;
  /** Sets the sandbox's clock forward. */
  shiftClock(byMs: number): void;
  /** Brings money into a user's account. */
  deposit(user: string, asset: string, amount: DecimalInput): void;
  /** Makes a key invalid. Whether it was valid. */
  revokeKey(keyId: string): boolean;
  /** Forgets every call that counts towards a rate limit. */
  resetRateLimit(): void;
  /** The books of record. */
  state(): SandboxState;
}
