import type { Brokerage, TradingSystem } from '@trader/core';
import type { RunSummary } from '../src/run/run-summary.ts';
import { type RunOptions, runTrader } from '../src/run/run-trader.ts';
import { createBrokerage } from '../src/scaffold/template/practice-brokerage.ts';
import { makeProject } from './make-project.ts';

/** Buys and sells by turns, so that every few heartbeats something fills. */
export const tradingStrategy = `import { StrategyBase } from '@trader/core';
export default class Trading extends StrategyBase {
  onTick({ symbol, bid, ask }) {
    if (this.orders.standing.length > 0) return this.cancelAll(symbol);
    const held = this.positions.get(symbol).quantity;
    if (held.isZero()) this.buy({ symbol, type: 'limit', quantity: '0.001', price: ask });
    else this.sell({ symbol, type: 'limit', quantity: held, price: bid });
  }
}
`;

/** What to run. */
export interface ProjectRun extends Partial<Omit<RunOptions, 'projectDir'>> {
  /** Strategy files by id; their hooks are called on every heartbeat of 10 ms. */
  readonly strategies: Readonly<Record<string, string>>;
  /** Lines of the configuration before the strategies. */
  readonly config?: string;
  /** What follows `symbols` in the line of each strategy. */
  readonly fields?: string;
  /** Is told the project's folder before the run. */
  readonly onCreated?: (projectDir: string) => void;
  /** Ends the run when it holds; looked at after every event. */
  readonly until?: (system: TradingSystem) => boolean;
}

/** What came of it. */
export interface ProjectResult {
  readonly summary: RunSummary;
  readonly stdout: string;
  readonly stderr: string;
  readonly projectDir: string;
}

/** Runs a project of its own on a practice exchange until a condition holds. */
export async function runProject(run: ProjectRun): Promise<ProjectResult> {
  const { strategies, config = '', fields = "capital: { ZAR: '100000' }", until, onCreated, ...options } = run;
  const lines = Object.keys(strategies).map(id => `  - { id: ${id}, symbols: [XBTZAR], ${fields} }\n`);
  const projectDir = makeProject({
    'configs/global_strategy_config.yaml': `brokerage: { adapter: ./none.ts }\nheartbeatMs: 10\n${config}strategies:\n${lines.join('')}`,
    ...Object.fromEntries(Object.entries(strategies).map(([id, text]) => [`strategies/${id}_strategy.ts`, text])),
  });
  onCreated?.(projectDir);
  const stop = new AbortController();
  const output = { stdout: '', stderr: '' };
  const summary = await runTrader({
    projectDir,
    env: {},
    brokerage: createBrokerage(),
    stdout: { write: text => (output.stdout += text) },
    stderr: { write: text => (output.stderr += text) },
    signal: stop.signal,
    onReady: system => {
      if (until === undefined) return;
      const look = () => until(system) && stop.abort();
      for (const name of ['heartbeat', 'strategy', 'order', 'fill'] as const) system.on(name, look);
    },
    ...options,
  });
  return { summary, projectDir, ...output };
}

/** A practice exchange with some calls answered another way. */
export function withTrading(overrides: Partial<NonNullable<Brokerage['trading']>>): Brokerage {
  const practice = createBrokerage();
  const { trading } = practice;
  if (trading === undefined) throw new Error('the practice exchange has trading');
  return {
    name: practice.name,
    capabilities: practice.capabilities,
    ...(practice.market === undefined ? {} : { market: practice.market }),
    instruments: options => practice.instruments(options),
    connect: (sink, options) => practice.connect(sink, options),
    close: () => practice.close(),
    trading: { ...trading, ...overrides },
  };
}
