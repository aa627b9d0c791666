// The sandbox

export type { SandboxBehaviour, UserMessageOrder } from './behaviour.ts';
// Options
export { defaultBehaviour } from './behaviour.ts';
// Control
export type {
  FrameFaultRequest,
  RequestFaultRequest,
  SandboxControl,
  SessionFilter,
} from './control/sandbox-control.ts';
export type {
  AssetState,
  BalanceState,
  MarketState,
  OrderState,
  RestingOrderState,
  SandboxState,
  UserState,
} from './control/sandbox-state.ts';
export { permissions, tradingPermissions } from './exchange/api-keys.ts';
export type { AccountIdStyle, OrderIdStyle } from './exchange/ids.ts';
export type { MarketRow, TradingStatus } from './exchange/market-row.ts';
export { defaultMarkets } from './exchange/market-row.ts';
export type { FrameFault } from './faults/frame-faults.ts';
export type { RequestFault, RequestFaultKind } from './faults/request-faults.ts';
export type { RateLimit } from './http/rate-limiter.ts';
export type { LunoSandbox } from './luno-sandbox.ts';
export { createLunoSandbox } from './luno-sandbox.ts';
export type {
  EmptyMarketOptions,
  LunoSandboxOptions,
  MarketSourceOptions,
  RecordedMarketOptions,
  SandboxKey,
  SandboxUser,
  SimulatedMarketOptions,
} from './sandbox-options.ts';
export { defaultUsers } from './sandbox-options.ts';
