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
export type { CancelRejectionCode, RejectionCode, TransferRejectionCode } from './exchange/rejection-code.ts';
export type { AccountTradesQuery, OrdersQuery } from './exchange/simulated-exchange.ts';
export { SimulatedExchange } from './exchange/simulated-exchange.ts';
export type { FeeModel, FeeQuery, FeeTerms, Liquidity } from './fee-models/fee-model.ts';
export type { Holding, LedgerCause, LedgerRefusal, LedgerRow } from './ledger/ledger-row.ts';
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
