export { createBrokerage } from './create-brokerage.ts';
export { createLuno } from './luno-brokerage.ts';
export type { LunoCapabilities } from './luno-capabilities.ts';
export type {
  LunoOptions,
  LunoRateBudgetOptions,
  LunoReconnectOptions,
  LunoStreamSwitches,
} from './luno-options.ts';
export { readRecordedMessage } from './recording/read-recorded-message.ts';
