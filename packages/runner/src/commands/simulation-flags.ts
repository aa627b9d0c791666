import { type ConfigOverride, readOverride } from '../config/override-config.ts';

/** Options of every command that simulates a project. */
export interface SimulationFlags {
  /** The first day or time. */
  readonly from?: string;
  /** The end. */
  readonly to?: string;
  /** Names all randomness. */
  readonly seed?: string;
  /** Values in place of the configuration's: `path=value`. */
  readonly set?: readonly string[];
}

/** What the options put in place of what the configuration says. */
export function simulationOverrides(flags: SimulationFlags): readonly ConfigOverride[] {
  const flag = (name: 'from' | 'to' | 'seed', path: readonly string[]): readonly ConfigOverride[] => {
    const value = flags[name];
    return value === undefined ? [] : [{ place: `--${name}`, path, value }];
  };
  return [
    ...(flags.set ?? []).map(readOverride),
    ...flag('from', ['backtest', 'from']),
    ...flag('to', ['backtest', 'to']),
    ...flag('seed', ['seed']),
  ];
}
