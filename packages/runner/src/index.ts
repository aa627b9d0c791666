// Running a project

export type { ProjectBacktestOptions, ProjectBacktestResult } from './backtest/backtest-project.ts';
export { backtestProject } from './backtest/backtest-project.ts';
export type { WrittenReport } from './backtest/write-report.ts';
// Adapters
export type { AdapterContext, CreateBrokerage } from './brokerage/load-brokerage.ts';
export type {
  BacktestConfig,
  DataConfig,
  FeesConfig,
  FillModelName,
  FillsConfig,
  InstrumentConfig,
  LatencyConfig,
  SimulationConfig,
  SlippageConfig,
} from './config/backtest-config.ts';
export { configJsonSchema } from './config/config-schema.ts';
export type { Finding } from './config/finding.ts';
export { formatFinding } from './config/finding.ts';
export type { LoadedConfig, ProjectOptions } from './config/load-config.ts';
// Configuration
export { loadConfig } from './config/load-config.ts';
export type {
  ObjectiveName,
  OptimizeConfig,
  ParamChoice,
  ParamRange,
  WalkForwardConfig,
} from './config/optimize-config.ts';
export type { ConfigOverride } from './config/override-config.ts';
export type {
  BrokerageConfig,
  JournalConfig,
  LogConfig,
  RecordingConfig,
  StrategyConfig,
  TraderConfig,
} from './config/trader-config.ts';
export type { OutputStream } from './display/screen.ts';
export type { Diagnosis } from './doctor/diagnosis.ts';
export type { ExamineOptions } from './doctor/examine-project.ts';
// Doctor and scaffold
export { examineProject } from './doctor/examine-project.ts';
export { registerTypeScript } from './modules/register-typescript.ts';
export type { OptimizeProgress, OptimizeProjectOptions, OptimizeProjectResult } from './optimize/optimize-project.ts';
export { optimizeProject } from './optimize/optimize-project.ts';
export type { NumberFigures, TrialFigures } from './optimize/trial-figures.ts';
export type { WrittenSearchReport } from './optimize/write-search-report.ts';
export { exitCodeOfError, exitCodeOfSummary, exitCodes } from './run/exit-codes.ts';
export type {
  CapitalSummary,
  ExitLeft,
  OrderLeft,
  PositionSummary,
  RunSummary,
  StrategySummary,
} from './run/run-summary.ts';
export type { RunOptions } from './run/run-trader.ts';
export { runTrader } from './run/run-trader.ts';
export { initProject } from './scaffold/init-project.ts';
export type { StrategyFile } from './strategies/find-strategies.ts';
// Strategies
export { findStrategies } from './strategies/find-strategies.ts';
