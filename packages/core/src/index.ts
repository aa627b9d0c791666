// Errors
export { isTradingError, TradingError } from './errors/trading-error.ts';
export type { ErrorCode, ErrorContexts } from './errors/error-contexts.ts';
// Money
export { Decimal } from './money/decimal.ts';
export type { DecimalInput } from './money/decimal.ts';
export type { Rounding } from './money/rounding.ts';
export { AssetLedger } from './money/asset-amount.ts';
export type { AssetAmount } from './money/asset-amount.ts';
// Instruments
export { Instrument, instrumentId } from './instrument/instrument.ts';
export type { GridViolation, InstrumentFields, InstrumentId, InstrumentStatus } from './instrument/instrument.ts';
// Market data
export type {
  Bar,
  Book,
  BookLevel,
  Gap,
  InstrumentChanged,
  Link,
  MarketEvent,
  StreamName,
  Tick,
  Trade,
} from './market/market-event.ts';
// Orders
export type {
  LimitOrderRequest,
  MarketOrderRequest,
  OrderRequest,
  OrderType,
  Side,
  StopLimitOrderRequest,
  StopTrigger,
  TimeInForce,
} from './order/order-request.ts';
export { isLiveOrderState, terminalOrderStates } from './order/order.ts';
export type {
  BrokerageOrderId,
  ClientOrderId,
  Order,
  OrderReason,
  OrderState,
  OrderTerms,
  StrategyId,
} from './order/order.ts';
export type { Fill } from './order/fill.ts';
// Brokerages
export type {
  Balance,
  BrokerageEvent,
  BrokerageFault,
  BrokerageSink,
  CumulativeFill,
  FillReport,
  OrderReport,
} from './brokerage/brokerage-event.ts';
export type {
  Brokerage,
  CallOptions,
  CancelIntent,
  CancelOutcome,
  FeeRates,
  FindOutcome,
  FindQuery,
  KeyRights,
  MarketData,
  MarketSubscription,
  PlaceIntent,
  PlaceOutcome,
  Trading,
} from './brokerage/brokerage.ts';
export type { Capabilities, ClientOrderIdRules, RequestExpiry } from './brokerage/capabilities.ts';
// Clock and log
export type { Clock } from './clock/clock.ts';
export { SystemClock } from './clock/system-clock.ts';
export { SimulatedClock } from './clock/simulated-clock.ts';
export { silentLogger } from './log/logger.ts';
export type { LogFields, Logger } from './log/logger.ts';
