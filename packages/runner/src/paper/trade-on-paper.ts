import { AssetLedger, type Brokerage, type Clock, Decimal, type Journal, type JournalEntry } from '@trader/core';
import { paperBrokerage, readPaperMemory } from '@trader/sim';
import { simulationModels } from '../backtest/simulation-models.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { StrategyConfig } from '../config/trader-config.ts';

/** What paper trading is made of beside the configuration. */
export interface PaperParts {
  /** The real brokerage: its markets are used, its trading is not. */
  readonly live: Brokerage;
  /** Journal of the runs on paper; without it every run begins anew. */
  readonly journal: Journal | undefined;
  /** Where time comes from. */
  readonly clock: Clock;
}

/** The brokerage of a run in `mode: paper`: real markets, simulated trading that goes on where the run before on paper ended. */
export async function tradeOnPaper(loaded: LoadedConfig, { live, journal, clock }: PaperParts): Promise<Brokerage> {
  const { simulation = {}, strategies, seed } = loaded.config;
  const balances = simulation.balances ?? capitalOf(strategies);
  const memory = readPaperMemory(journal === undefined ? [] : await readAll(journal), balances);
  return paperBrokerage(live, {
    ...simulationModels(simulation),
    balances,
    clock,
    memory,
    ...(seed === undefined ? {} : { seed }),
  });
}

/** Without balances the paper account holds what the strategies may use, and no more. */
function capitalOf(strategies: readonly StrategyConfig[]): Readonly<Record<string, string>> {
  const total = new AssetLedger();
  for (const { enabled, capital = {} } of strategies) {
    if (enabled) for (const [asset, amount] of Object.entries(capital)) total.add(asset, Decimal.from(amount));
  }
  return Object.fromEntries(total.toAmounts().map(({ asset, amount }) => [asset, amount.toString()]));
}

async function readAll(journal: Journal): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.read(1)) entries.push(entry);
  return entries;
}
