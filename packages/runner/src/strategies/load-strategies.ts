import type { StrategyEntry } from '@trader/core';
import type { Finding } from '../config/finding.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { StrategyConfig } from '../config/trader-config.ts';
import { checkParams } from './check-params.ts';
import { type ChosenFile, chooseStrategyFile } from './choose-strategy-file.ts';
import { findStrategies, type StrategyFile, strategiesDir } from './find-strategies.ts';
import { loadStrategy } from './load-strategy.ts';

/** The strategies of a configuration, as a system takes them, and everything found on the way. */
export interface LoadedStrategies {
  /** The enabled strategies that could be loaded, in the order of the configuration. */
  readonly entries: readonly StrategyEntry[];
  /** The file of each of them, absolute, by id. */
  readonly files: ReadonlyMap<string, string>;
  /** Errors of enabled strategies; for information, the files that no strategy uses. */
  readonly findings: readonly Finding[];
}

/** Finds and loads the files of every enabled strategy and checks their params. */
export async function loadStrategies(loaded: LoadedConfig): Promise<LoadedStrategies> {
  const files = await findStrategies(loaded.projectDir);
  const entries: StrategyEntry[] = [];
  const fileOf = new Map<string, string>();
  const findings: Finding[] = [];
  const used = new Set<string>();
  for (const [index, config] of loaded.config.strategies.entries()) {
    const chosen = await choose(config, index, files, loaded);
    if ('file' in chosen) used.add(chosen.file);
    if (!config.enabled) continue;
    if ('finding' in chosen) {
      findings.push(chosen.finding);
      continue;
    }
    const module = await loadStrategy(chosen.file, loaded.projectDir);
    if ('finding' in module) {
      findings.push(module.finding);
      continue;
    }
    findings.push(...checkParams(module.strategy, index, loaded));
    entries.push(toEntry(config, module.strategy));
    fileOf.set(config.id, chosen.file);
  }
  return { entries, files: fileOf, findings: [...findings, ...unused(files, used, loaded)] };
}

function choose(
  config: StrategyConfig,
  index: number,
  files: readonly StrategyFile[],
  loaded: LoadedConfig,
): Promise<ChosenFile> {
  const byId = config.file === undefined;
  const place = loaded.placeOf(['strategies', index, byId ? 'id' : 'file']);
  return chooseStrategyFile({ wanted: config.file ?? config.id, place, byId }, files, loaded.projectDir);
}

function toEntry(config: StrategyConfig, strategy: StrategyEntry['strategy']): StrategyEntry {
  const { enabled: _, file: __, ...rest } = config;
  return { ...rest, strategy };
}

function unused(files: readonly StrategyFile[], used: ReadonlySet<string>, loaded: LoadedConfig): readonly Finding[] {
  return files
    .filter(({ file }) => !used.has(file))
    .map(({ file, name }) => ({
      level: 'info',
      kind: 'config',
      place: `${strategiesDir}/${file.slice(file.lastIndexOf(name))}`,
      problem: 'no strategy of the configuration uses this file',
      remedy: `Add it to strategies in ${loaded.file} to run it`,
    }));
}
