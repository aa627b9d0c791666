import {
  type AlarmRecord,
  type Logger,
  type Order,
  type OrderRequest,
  type Signal,
  StrategyBase,
  type StrategyClass,
  type StrategyEntry,
  TradingSystem,
  type TradingSystemOptions,
} from '@trader/core';
import { createLuno, type LunoOptions } from '@trader/luno';
import { createLunoSandbox, type LunoSandbox, type LunoSandboxOptions } from '@trader/luno-sandbox';
import { onTestFinished } from 'vitest';
import { RunRecorder } from '../../examples/demo/src/run-recorder.ts';
import { compareBooks, readSandboxState, toAccountBooks, toUnallocated, type WatchedSystem } from './compare-books.ts';

/** How long a condition is waited for, in milliseconds; machines that do everything at once are slow. */
const deadlineMs = 12_000;

/** The key of a sandbox that was given none. */
export const sandboxKey = { keyId: 'sandbox', keySecret: 'sandbox-secret' } as const;

/** Places what it is sent as a signal `place`, cancels everything at `cancel`. */
class HandTrader extends StrategyBase {
  override onSignal({ name, payload }: Signal): void {
    if (name === 'place') this.placeOrder(payload as OrderRequest);
    else this.cancelAll();
  }
}

/** Calls back when a test is over, the latest first. */
export type AtEnd = (close: () => Promise<void>) => void;

/** What a desk is made of beside the defaults. */
export interface DeskOptions {
  /** The strategy; default {@link HandTrader}. */
  readonly strategy?: StrategyClass;
  /** Its entry where it differs. */
  readonly entry?: Partial<StrategyEntry>;
  /** The adapter's options. */
  readonly luno?: LunoOptions;
  /** The system's options. */
  readonly system?: Partial<TradingSystemOptions>;
  /** The sandbox's options. */
  readonly sandbox?: LunoSandboxOptions;
  /** Where the adapter finds the sandbox, when there is something between the two. */
  readonly reach?: (sandbox: LunoSandbox) => Promise<{ readonly baseUrl: string; readonly streamUrl: string }>;
}

/** A sandbox exchange, the adapter and a system that trades, all real, with everything that the system said. */
export interface TradingDesk {
  /** The exchange. */
  readonly sandbox: LunoSandbox;
  /** The system. */
  readonly system: TradingSystem;
  /** Who watches it. */
  readonly recorder: RunRecorder;
  /** Every alarm so far. */
  readonly alarms: readonly AlarmRecord[];
  /** Warnings and errors of the log so far. */
  readonly logLines: readonly string[];
  /** Places an order by hand and gives its view. */
  place(request: OrderRequest): Promise<Order>;
  /** Resolves as soon as the condition holds; looked at after everything that the system shows. */
  until(what: string, isTrue: () => boolean, timeoutMs?: number): Promise<void>;
  /** Stops in order; whether everything ended in time. */
  stop(timeoutMs?: number): Promise<boolean>;
  /** One sentence for every difference between the exchange's books and ours. */
  differences(): Promise<readonly string[]>;
}

/**
 * Opens a desk that is closed when the test is over.
 *
 * @param atEnd - What calls back when the test is over; a test that runs beside others gives its own.
 */
export async function openDesk(options: DeskOptions = {}, atEnd: AtEnd = onTestFinished): Promise<TradingDesk> {
  const sandbox = await createLunoSandbox(options.sandbox ?? { source: { kind: 'simulated', moving: false } });
  atEnd(() => sandbox.close());
  const logLines: string[] = [];
  const logger = rememberWarnings(logLines);
  const reached = (await options.reach?.(sandbox)) ?? { baseUrl: sandbox.url, streamUrl: sandbox.streamUrl };
  const system = new TradingSystem({
    brokerage: createLuno({ ...sandboxKey, ...reached, logger, timeToLiveMs: 1_000, readLagMs: 0, ...options.luno }),
    strategies: [
      {
        id: 'hand',
        strategy: options.strategy ?? HandTrader,
        symbols: ['XBTZAR'],
        capital: { ZAR: '1000000', XBT: '1' },
        ...options.entry,
      },
    ],
    heartbeatMs: 50,
    logger,
    ...options.system,
  });
  const alarms: AlarmRecord[] = [];
  system.on('alarm', alarm => alarms.push(alarm));
  const recorder = new RunRecorder(system);
  const openingBalances = toAccountBooks(await readSandboxState(sandbox.url)).books.balances;
  atEnd(() => system.stop({ timeoutMs: 100, policy: 'keep' }).then(() => undefined));
  await system.start();
  const unallocated = toUnallocated(system, openingBalances);
  const watched: WatchedSystem = { system, recorder, openingBalances, unallocated };
  const until = (what: string, isTrue: () => boolean, timeoutMs = deadlineMs) =>
    waitFor(system, isTrue, timeoutMs, () => `${what} within ${timeoutMs} ms; ${describe(recorder, alarms)}`);
  return {
    sandbox,
    system,
    recorder,
    alarms,
    logLines,
    until,
    async place(request) {
      await until('a price', () => system.snapshot().instruments.every(({ bid }) => bid !== undefined));
      const before = recorder.orders.length;
      system.signal('place', request);
      await until('the order', () => recorder.orders.length > before);
      const order = recorder.orders[before]?.order;
      if (order === undefined) throw new Error('the order is gone');
      return order;
    },
    stop: async (timeoutMs = deadlineMs) => (await system.stop({ timeoutMs })).complete,
    differences: () => compareBooks(sandbox.url, watched),
  };
}

/** Resolves when the condition holds; the system's heartbeats and everything that it shows are the moments to look. */
function waitFor(system: TradingSystem, isTrue: () => boolean, timeoutMs: number, what: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      end();
      reject(new Error(`there should be ${what()}`));
    }, timeoutMs);
    const names = ['heartbeat', 'order', 'fill', 'alarm', 'balance', 'link', 'strategy', 'state', 'tick'] as const;
    const unsubscribes = names.map(name => system.on(name, look));
    function end(): void {
      clearTimeout(timer);
      for (const unsubscribe of unsubscribes) unsubscribe();
    }
    function look(): void {
      if (!isTrue()) return;
      end();
      resolve();
    }
    look();
  });
}

function describe({ orders }: RunRecorder, alarms: readonly AlarmRecord[]): string {
  const shown = orders.slice(-3).map(({ order }) => `${order.state} (${order.reason?.message ?? 'no reason'})`);
  const said = alarms.slice(-3).map(({ message }) => message);
  return `there were ${orders.length} orders, the last: ${shown.join(', ')}; alarms: ${said.join(' | ') || 'none'}`;
}

function rememberWarnings(lines: string[]): Logger {
  const remember = (message: string, fields?: unknown) => {
    lines.push(fields === undefined ? message : `${message} ${JSON.stringify(fields)}`);
  };
  return { debug: () => undefined, info: () => undefined, warn: remember, error: remember };
}
