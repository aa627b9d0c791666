// Errors

// Accounts
export type { AccountComparison, AccountIdentity } from './account/account-identity.ts';
export { compareAccounts, describeAccount } from './account/account-identity.ts';
export type { Difference, Portfolio, TotalPosition } from './account/portfolio.ts';
export type { Position } from './account/position.ts';
export type { Equity } from './account/position-manager.ts';
// Accounts
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
// Brokerages
export type {
  Balance,
  BrokerageClock,
  BrokerageEvent,
  BrokerageFault,
  BrokerageSink,
  CumulativeFill,
  FillReport,
  OrderReport,
} from './brokerage/brokerage-event.ts';
export type { Capabilities, ClientOrderIdRules, RequestExpiry } from './brokerage/capabilities.ts';
// Clock and log
export type { Clock } from './clock/clock.ts';
export { SimulatedClock } from './clock/simulated-clock.ts';
export { SystemClock } from './clock/system-clock.ts';
export type {
  ContingentLeg,
  ContingentOrder,
  ContingentOrderEnd,
  ContingentOrderId,
  ContingentOrderKind,
  ContingentOrderState,
  ContingentOrderTerms,
  StopTerms,
  TriggerSource,
} from './contingent/contingent-order.ts';
export type {
  ContingentOrderChangedRecord,
  ContingentOrderLegRecord,
  ContingentOrderRequestedRecord,
  ContingentRecord,
} from './contingent/contingent-record.ts';
export type {
  BracketRequest,
  FixedStopRequest,
  OneCancelsOtherRequest,
  StopLegRequest,
  TakeProfitRequest,
  TrailingStopLegRequest,
  TrailingStopRequest,
} from './contingent/contingent-request.ts';
export type { ContingentRequest } from './contingent/create-contingent-terms.ts';
export type { HeldStop } from './contingent/held-stop.ts';
export type { ForeignOrderPolicy, UnexplainedBalancePolicy } from './engine/account-policies.ts';
export type {
  CancelEffect,
  ClearTimerEffect,
  Effect,
  LookUpEffect,
  PlaceEffect,
  ReadAccountEffect,
  SetTimerEffect,
} from './engine/effect.ts';
// Engine
export { Engine } from './engine/engine.ts';
export type { EngineOptions } from './engine/engine-options.ts';
export type { EngineOutput } from './engine/engine-output.ts';
export type { ErrorCode, ErrorContexts } from './errors/error-contexts.ts';
export { isTradingError, TradingError } from './errors/trading-error.ts';
export type { Command } from './event/command.ts';
export type { EventBusOptions, QueueDepths } from './event/event-bus.ts';
export { EventBus } from './event/event-bus.ts';
export type { Gauge } from './event/gauge.ts';
export type { ConflationCounts } from './event/market-queue.ts';
export type {
  AccountSnapshotEvent,
  ActionEvent,
  CancelOutcomeEvent,
  CheckOrderStatusEvent,
  CommandEvent,
  HeartbeatEvent,
  LifecycleEvent,
  LookUpOutcomeEvent,
  PlaceOutcomeEvent,
  SignalEvent,
  TimerEvent,
  TraderEvent,
  WarmUpEvent,
} from './event/trader-event.ts';
export type { GridViolation, InstrumentFields, InstrumentId, InstrumentStatus } from './instrument/instrument.ts';
// Instruments
export { Instrument, instrumentId } from './instrument/instrument.ts';
// Journal
export type { Journal } from './journal/journal.ts';
export type { MemoryJournalOptions } from './journal/memory-journal.ts';
export { MemoryJournal } from './journal/memory-journal.ts';
export { decodeRecord, encodeRecord } from './journal/record-codec.ts';
export type { SnapshotRecord } from './journal/snapshot-record.ts';
export type {
  AccountBaseRecord,
  AccountIdentifiedRecord,
  ActionCause,
  AlarmRecord,
  BalanceDifferenceRecord,
  CauseSubject,
  ClosingRecord,
  FactRecord,
  FillRecord,
  JournalEntry,
  OrderAdoptedRecord,
  OrderChangedRecord,
  OrderRequestedRecord,
  OrderReviewedRecord,
  OrderSubmittedRecord,
  RecordingRecord,
  RiskFacts,
  RunStartedRecord,
  StrategyRecord,
  StrategySavedRecord,
  TraderRecord,
} from './journal/trader-record.ts';
export type { LogFields, Logger } from './log/logger.ts';
export { silentLogger } from './log/logger.ts';
// Events
// Market data
export type { FeedTraits } from './market/feed-traits.ts';
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
export type { CreatedOrder, OrderMessage, RecordedOrder, RecordedTrade } from './market/order-message.ts';
export type { AssetAmount } from './money/asset-amount.ts';
export { AssetLedger } from './money/asset-amount.ts';
export type { DecimalInput } from './money/decimal.ts';
// Money
export { Decimal } from './money/decimal.ts';
export type { Rounding } from './money/rounding.ts';
// Order management
export type { Fill } from './order/fill.ts';
export type {
  BrokerageOrderId,
  ClientOrderId,
  Order,
  OrderReason,
  OrderState,
  OrderTerms,
  StrategyId,
} from './order/order.ts';
export { isLiveOrderState, terminalOrderStates } from './order/order.ts';
export type { HoldTerms } from './order/order-hold.ts';
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
// Recording and replay
export type { ReplayParts } from './recording/create-replay-engine.ts';
export { createReplayEngine } from './recording/create-replay-engine.ts';
export type {
  ConsumedEvent,
  RecordedEngineOptions,
  RecordedStrategy,
  Recording,
  RecordingHead,
} from './recording/recording.ts';
export type { RecordedEvent } from './recording/recording-codec.ts';
export {
  decodeConsumed,
  decodeRecordingHead,
  encodeConsumed,
  encodeEffect,
  encodeRecordingHead,
} from './recording/recording-codec.ts';
export type { DroppedNote, GapNote, RecordingNote, SegmentNote } from './recording/recording-note.ts';
// Risk
export type { ApprovedOrder } from './risk/approved-order.ts';
export type { RiskLimits } from './risk/risk-limits.ts';
export type { RiskDenial, RiskRule, RiskSubject } from './risk/risk-rule.ts';
export { createSeededRandom } from './strategy/seeded-random.ts';
export type {
  SchemaIssue,
  SchemaOutput,
  SchemaPathSegment,
  SchemaResult,
  StandardSchema,
} from './strategy/standard-schema.ts';
export type {
  CapitalView,
  OrdersView,
  PositionsView,
  SidelessOrderRequest,
  Signal,
  StrategyClass,
  StrategyHost,
  StrategyNeeds,
  StrategyPace,
  TimerFired,
} from './strategy/strategy-base.ts';
// Strategies
export { attachStrategy, StrategyBase } from './strategy/strategy-base.ts';
export type { StrategyEntry } from './strategy/strategy-entry.ts';
export type {
  AmountTexts,
  BalanceSnapshot,
  CapitalSnapshot,
  ContingentOrderSnapshot,
  InstrumentSnapshot,
  OrderSnapshot,
  PositionSnapshot,
  StrategySnapshot,
  SystemSnapshot,
} from './system/snapshot.ts';
export type { HeartbeatShown, OrderShown, SpectatorEvents, StateShown } from './system/spectator-events.ts';
export type { StopReport, SystemState } from './system/system-state.ts';
// The system
export { TradingSystem } from './system/trading-system.ts';
export type { StopPolicy, TradingSystemOptions } from './system/trading-system-options.ts';
export { coreVersion } from './version.ts';
