// Backtest
export type { BacktestOptions, BacktestProgress, SimulatedTradingOptions } from './backtest/backtest-options.ts';
export type {
  BacktestAlarm,
  BacktestFill,
  BacktestResult,
  BacktestStrategyResult,
  EquityCurve,
  RoundTrip,
} from './backtest/backtest-result.ts';
export { runBacktest } from './backtest/run-backtest.ts';
// Determinism
export type { NondeterminismTrap, TrappedCall } from './determinism/trap-nondeterminism.ts';
export { trapNondeterminism } from './determinism/trap-nondeterminism.ts';
// The exchange
export type {
  CancelCommand,
  DepositCommand,
  ExchangeCommand,
  MarketStatus,
  PlaceCommand,
  SetStatusCommand,
  WithdrawCommand,
} from './exchange/exchange-command.ts';
export type {
  BalanceChanged,
  CancelRejected,
  ExchangeEvent,
  ExchangeTrade,
  OrderAccepted,
  OrderEventBase,
  OrderFilledPart,
  OrderFinished,
  OrderOpened,
  OrderRejected,
  OrderTriggered,
  StatusChanged,
  TransferRejected,
} from './exchange/exchange-event.ts';
export type {
  ExchangeLimits,
  ExchangeRules,
  MarketOptions,
  SimulatedExchangeOptions,
} from './exchange/exchange-options.ts';
export type {
  AccountTrade,
  ExchangeBook,
  ExchangeBookLevel,
  ExchangeBookOrder,
  ExchangeBookOrders,
  ExchangeOrder,
  ExchangeOrderStatus,
  ExchangeTicker,
} from './exchange/exchange-order.ts';
export type { AccountTradesQuery, MarketTradesQuery, OrdersQuery } from './exchange/exchange-query.ts';
export type { CancelRejectionCode, RejectionCode, TransferRejectionCode } from './exchange/rejection-code.ts';
export { SimulatedExchange } from './exchange/simulated-exchange.ts';
// Fees
export { FeeMeter } from './fee-models/fee-meter.ts';
export type { FeeModel, FeeQuery, FeeTerms, Liquidity } from './fee-models/fee-model.ts';
export type { MakerTakerFees, MakerTakerRates, MarketFees } from './fee-models/maker-taker-fees.ts';
export { makerTakerFees } from './fee-models/maker-taker-fees.ts';
export type { FeeTier, TieredFeesOptions } from './fee-models/tiered-fees.ts';
export { tieredFees } from './fee-models/tiered-fees.ts';
// Figures
export type { FigureOptions } from './figures/compute-figures.ts';
export { computeFigures } from './figures/compute-figures.ts';
export type { FigureDefinition } from './figures/figure-definitions.ts';
export { figureDefinitions } from './figures/figure-definitions.ts';
export type { AmountsByAsset, BacktestFigures, FigureName, Figures, StrategyFigures } from './figures/figures.ts';
export type { YearReturns } from './figures/monthly-returns.ts';
export { monthlyReturns } from './figures/monthly-returns.ts';
// How orders fill
export type { FillModel, MarketContact, RestingOrder } from './fill-models/fill-model.ts';
export { queueFills } from './fill-models/queue-fills.ts';
export { touchFills } from './fill-models/touch-fills.ts';
export { tradeThroughFills } from './fill-models/trade-through-fills.ts';
export type { VolumeFillsOptions } from './fill-models/volume-fills.ts';
export { volumeFills } from './fill-models/volume-fills.ts';
// How long messages take
export type { FixedLatencyOptions } from './latency-models/fixed-latency.ts';
export { fixedLatency } from './latency-models/fixed-latency.ts';
export type { LatencyDelays, LatencyModel } from './latency-models/latency-model.ts';
export type { LogNormalDelay, RandomLatencyOptions } from './latency-models/random-latency.ts';
export { randomLatency } from './latency-models/random-latency.ts';
export type { RecordedDelays } from './latency-models/recorded-latency.ts';
export { recordedLatency } from './latency-models/recorded-latency.ts';
// Ledger
export type { LedgerLimits } from './ledger/ledger.ts';
export { Ledger } from './ledger/ledger.ts';
export type {
  Holding,
  LedgerCause,
  LedgerRefusal,
  LedgerRefusalCode,
  LedgerRow,
  TradeLeg,
} from './ledger/ledger-row.ts';
// Market data
export type { BarMakingOptions } from './market-data/bar-collector.ts';
export type { BarRow, BarSourceOptions } from './market-data/bar-source.ts';
export { barSource } from './market-data/bar-source.ts';
export { barsFromTrades } from './market-data/bars-from-trades.ts';
export { BookReplay } from './market-data/book-replay.ts';
export { booksFromOrders, ticksFromOrders, tradesFromOrders } from './market-data/from-orders.ts';
export { keepInMemory } from './market-data/keep-in-memory.ts';
export { lengthText } from './market-data/length-text.ts';
export type {
  BarColumns,
  BookColumns,
  MarketColumns,
  MarketDataKind,
  MarketGap,
  TickColumns,
  TradeColumns,
} from './market-data/market-columns.ts';
export type { MarketRange, MarketSource } from './market-data/market-source.ts';
export type { MemorySource } from './market-data/memory-source.ts';
export type { MarketMerge, MarketRun, MergeOptions } from './market-data/merge-sources.ts';
export { mergeSources } from './market-data/merge-sources.ts';
export type { OrderColumns, OrderSource } from './market-data/order-columns.ts';
export { orderActions, orderMessageEnd } from './market-data/order-columns.ts';
export type { OrderScales } from './market-data/order-encoder.ts';
export { OrderEncoder, UnfitAmount } from './market-data/order-encoder.ts';
export { resampleBars } from './market-data/resample-bars.ts';
export type { TickColumnInput, TickRow, TickSourceOptions } from './market-data/tick-source.ts';
export { tickSource } from './market-data/tick-source.ts';
export { ticksFromTrades } from './market-data/ticks-from-trades.ts';
export type { TradeColumnInput, TradeRow, TradeSourceOptions } from './market-data/trade-source.ts';
export { tradeSource } from './market-data/trade-source.ts';
// Matching
export type { BookWalk } from './matching/book-walk.ts';
export type { LastMatch, MatchingLevel, MatchingOptions, MatchingOrderView } from './matching/matching-engine.ts';
export { MatchingEngine } from './matching/matching-engine.ts';
export type {
  FinishCause,
  MatchingEvent,
  MatchingLimitOrder,
  MatchingMarketOrder,
  MatchingOrder,
  MatchingRejection,
  MatchingStopLimitOrder,
  OrderLeft,
  OrderRefused,
  OrderRested,
  OrderSlept,
  OrdersMatched,
  OrderWoken,
} from './matching/matching-event.ts';
// Paper trading
export type { MarketBrokerage, PaperOptions } from './paper/paper-brokerage.ts';
export { paperBrokerage } from './paper/paper-brokerage.ts';
export type { PaperMemory, PaperOrder } from './paper/paper-memory.ts';
export { readPaperMemory } from './paper/paper-memory.ts';
// Reports
export type {
  BacktestReport,
  ReportAccount,
  ReportBars,
  ReportCurve,
  ReportData,
  ReportFees,
  ReportFigures,
  ReportFill,
  ReportOrder,
  ReportSettings,
  ReportStrategy,
} from './report/backtest-report.ts';
export type { BacktestReportOptions } from './report/create-backtest-report.ts';
export { createBacktestReport } from './report/create-backtest-report.ts';
export { figureText, paramText } from './report/number-words.ts';
export type { ReportAsset } from './report/render-page.ts';
export type { ReportAssets } from './report/render-report.ts';
export { renderReport } from './report/render-report.ts';
// Parameter search
export { bestFirst, renderSearchReport } from './report/render-search-report.ts';
export { reportNotices } from './report/report-notices.ts';
export { searchNotices } from './report/search-notices.ts';
export type { Luck, SharpeFigures } from './search/deflated-sharpe-ratio.ts';
export { deflatedSharpeRatio, sharpeFigures } from './search/deflated-sharpe-ratio.ts';
export { directSearch } from './search/direct-search.ts';
export { gridSearch } from './search/grid-search.ts';
export type { HeatCell, HeatMap } from './search/heat-map.ts';
export { heatMap } from './search/heat-map.ts';
export { randomSearch } from './search/random-search.ts';
export type { Score, SearchMethod } from './search/search-method.ts';
export type { Evaluation, SearchOptions, SearchResult, Trial } from './search/search-parameters.ts';
export { bestOf, searchParameters } from './search/search-parameters.ts';
export type {
  SearchReport,
  SearchReportLuck,
  SearchReportParam,
  SearchReportTrial,
  WalkForwardReport,
  WalkForwardReportStep,
} from './search/search-report.ts';
export { luckText } from './search/search-report.ts';
export type {
  ChoiceDimension,
  IntegerDimension,
  ParamSet,
  ParamValue,
  RealDimension,
  SearchDimension,
  SearchSpace,
} from './search/search-space.ts';
export { CheckedSpace, paramKey } from './search/search-space.ts';
export type { TimeWindow, WalkForwardOptions, WalkForwardStep } from './search/walk-forward.ts';
export { walkForwardSteps } from './search/walk-forward.ts';
// What takers pay on top
export { fractionSlippage } from './slippage-models/fraction-slippage.ts';
export type { SlippageModel, TakerFill } from './slippage-models/slippage-model.ts';
export { tickSlippage } from './slippage-models/tick-slippage.ts';
export type { VolumeSlippageOptions } from './slippage-models/volume-slippage.ts';
export { volumeSlippage } from './slippage-models/volume-slippage.ts';
// Trading against fed markets
export type { SimulatedTradingEvent, SimulatedTradingSetup } from './trading/simulated-trading.ts';
export { SimulatedTrading } from './trading/simulated-trading.ts';
