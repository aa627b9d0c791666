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
// Figures
export type { FigureOptions } from './figures/compute-figures.ts';
export { computeFigures } from './figures/compute-figures.ts';
export type { FigureDefinition } from './figures/figure-definitions.ts';
export { figureDefinitions } from './figures/figure-definitions.ts';
export type { AmountsByAsset, BacktestFigures, FigureName, Figures, StrategyFigures } from './figures/figures.ts';
export type { YearReturns } from './figures/monthly-returns.ts';
export { monthlyReturns } from './figures/monthly-returns.ts';
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
