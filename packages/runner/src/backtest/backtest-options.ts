import type { Instrument, StrategyEntry } from '@trader/core';
import { AssetLedger, Decimal } from '@trader/core';
import type { BacktestOptions, MarketSource } from '@trader/sim';
import type { BacktestConfig } from '../config/backtest-config.ts';
import { configInvalid, errorFinding, type Finding } from '../config/finding.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { suggest } from '../config/suggest.ts';
import { loadStrategies } from '../strategies/load-strategies.ts';
import { openData } from './open-data.ts';
import { readInstruments } from './read-instruments.ts';
import { simulationModels } from './simulation-models.ts';

/** Everything that a project's backtest is made of. */
export interface ProjectBacktest {
  /** What the simulator runs on. */
  readonly options: BacktestOptions;
  /** The part of the configuration. */
  readonly config: BacktestConfig;
  /** SHA-256 of data files, by the name of their source. */
  readonly hashes: Readonly<Record<string, string>>;
  /** What was found on the way and does not stop a run. */
  readonly findings: readonly Finding[];
}

/**
 * Reads strategies, instruments and data of a project; needs neither keys nor network.
 *
 * @throws `config/invalid` with everything that is wrong; the signal's reason when it was aborted.
 */
export async function prepareBacktest(loaded: LoadedConfig, signal?: AbortSignal): Promise<ProjectBacktest> {
  const config = loaded.config.backtest;
  if (config === undefined) throw configInvalid([missingSection(loaded)]);
  const chosen = chooseStrategies(config, loaded);
  const { entries: strategies, findings } = await loadStrategies(chosen);
  const errors = findings.filter(({ level }) => level === 'error');
  if (errors.length > 0) throw configInvalid(errors);
  const instruments = await readInstruments(config, loaded);
  const { sources, hashes } = await openData(config, loaded, signal);
  const wanted = new Set(strategies.flatMap(({ symbols }) => symbols));
  checkMarkets(chosen, instruments, sources);
  checkReportingAsset(
    config,
    instruments.filter(({ symbol }) => wanted.has(symbol)),
    loaded,
  );
  const { simulation = {}, seed, risk, heartbeatMs } = loaded.config;
  const options: BacktestOptions = {
    ...simulationModels(simulation),
    balances: balancesFor(simulation.balances ?? capitalOf(strategies), instruments, wanted),
    instruments: instruments.filter(({ symbol }) => wanted.has(symbol)),
    sources: sources.filter(({ symbol }) => wanted.has(symbol)),
    strategies,
    seed: seed ?? '1',
    heartbeatMs,
    ...(risk === undefined ? {} : { risk }),
    ...(config.from === undefined ? {} : { fromMs: config.from }),
    ...(config.to === undefined ? {} : { toMs: config.to }),
    ...(config.equityInterval === undefined ? {} : { equityIntervalMs: config.equityInterval }),
    ...(config.reportingAsset === undefined ? {} : { reportingAsset: config.reportingAsset }),
  };
  return { options, config, hashes, findings: findings.filter(({ level }) => level === 'warning') };
}

function missingSection(loaded: LoadedConfig): Finding {
  const remedy =
    "Add: backtest: { data: [{ file: data/prices.csv, symbol: XBTZAR, interval: '1h' }], instruments: instruments.json }";
  return errorFinding(loaded.placeOf([]), 'the configuration has no backtest section', remedy);
}

/** The configuration with exactly the strategies enabled that the backtest is about. */
function chooseStrategies({ strategies: ids }: BacktestConfig, loaded: LoadedConfig): LoadedConfig {
  const { strategies } = loaded.config;
  const known = strategies.map(({ id }) => id);
  const findings = (ids ?? []).flatMap((id, index) => {
    if (known.includes(id)) return [];
    const near = suggest(id, known);
    const remedy = near === undefined ? `There are: ${known.join(', ')}` : `Did you mean "${near}"?`;
    return [errorFinding(loaded.placeOf(['backtest', 'strategies', index]), `there is no strategy "${id}"`, remedy)];
  });
  const chosen = strategies.map(each => ({ ...each, enabled: ids?.includes(each.id) ?? each.enabled }));
  if (findings.length === 0 && chosen.every(({ enabled }) => !enabled))
    findings.push(errorFinding(loaded.placeOf(['strategies']), 'no strategy is enabled', 'Set enabled: true for one'));
  if (findings.length > 0) throw configInvalid(findings);
  return { ...loaded, config: { ...loaded.config, strategies: chosen } };
}

/** Every market of a strategy needs rules and data. */
function checkMarkets(
  loaded: LoadedConfig,
  instruments: readonly Instrument[],
  sources: readonly MarketSource[],
): void {
  const withRules = instruments.map(({ symbol }) => symbol);
  const withData = [...new Set(sources.map(({ symbol }) => symbol))];
  const findings = loaded.config.strategies.flatMap(({ symbols, enabled }, index) =>
    enabled
      ? symbols.flatMap((symbol, place) => {
          const where = loaded.placeOf(['strategies', index, 'symbols', place]);
          return [
            ...missing(symbol, withData, where, 'backtest.data has no market data for', 'There is data for'),
            ...missing(symbol, withRules, where, 'backtest.instruments has no rules for', 'There are rules for'),
          ];
        })
      : [],
  );
  if (findings.length > 0) throw configInvalid(findings);
}

/** Equity in an asset that no market of the run leads to would be zero all the time. */
function checkReportingAsset(
  { reportingAsset }: BacktestConfig,
  instruments: readonly Instrument[],
  loaded: LoadedConfig,
): void {
  const assets = [...new Set(instruments.flatMap(({ quote, base }) => [quote, base]))];
  if (reportingAsset === undefined || assets.includes(reportingAsset)) return;
  const place = loaded.placeOf(['backtest', 'reportingAsset']);
  throw configInvalid([
    errorFinding(place, `no market of the run trades ${reportingAsset}`, `There are: ${assets.join(', ')}`),
  ]);
}

function missing(
  symbol: string,
  known: readonly string[],
  place: string,
  problem: string,
  list: string,
): readonly Finding[] {
  if (known.includes(symbol)) return [];
  const near = suggest(symbol, known);
  const remedy = near === undefined ? `${list} ${known.join(', ')}` : `Did you mean "${near}"?`;
  return [errorFinding(place, `${problem} ${symbol}`, remedy)];
}

/** Balances without the assets that only other markets of the project trade; what no market trades is the simulator's to refuse. */
function balancesFor(
  balances: Readonly<Record<string, string>>,
  instruments: readonly Instrument[],
  wanted: ReadonlySet<string>,
): Readonly<Record<string, string>> {
  const assetsOf = (list: readonly Instrument[]) => new Set(list.flatMap(({ base, quote }) => [base, quote]));
  const needed = assetsOf(instruments.filter(({ symbol }) => wanted.has(symbol)));
  const known = assetsOf(instruments);
  return Object.fromEntries(Object.entries(balances).filter(([asset]) => needed.has(asset) || !known.has(asset)));
}

/** Without balances the account holds what its strategies may use, and no more. */
function capitalOf(strategies: readonly StrategyEntry[]): Record<string, string> {
  const amounts = strategies.flatMap(({ capital = {} }) =>
    Object.entries(capital).map(([asset, amount]) => ({ asset, amount: Decimal.from(amount) })),
  );
  return AssetLedger.from(amounts).toJSON();
}
