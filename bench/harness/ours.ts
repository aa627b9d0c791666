// Everything of ours that is measured, read from the sources and bundled by setup.mjs.

export { PositionManager } from '../../packages/core/src/account/position-manager.ts';
export { Engine } from '../../packages/core/src/engine/engine.ts';
export { EventBus } from '../../packages/core/src/event/event-bus.ts';
export { Spectators } from '../../packages/core/src/event/spectators.ts';
export { Instrument } from '../../packages/core/src/instrument/instrument.ts';
export { silentLogger } from '../../packages/core/src/log/logger.ts';
export { Decimal } from '../../packages/core/src/money/decimal.ts';
export { StrategyBase } from '../../packages/core/src/strategy/strategy-base.ts';
export { OrderBook } from '../../packages/luno/src/book/order-book.ts';
export { readRecordedMessage } from '../../packages/luno/src/recording/read-recorded-message.ts';
export { sequenceBreak } from '../../packages/luno/src/stream/sequence-check.ts';
export { parseMarketFrame, readMarketFrame } from '../../packages/luno/src/wire/market-frame.ts';
export { runBacktest } from '../../packages/sim/src/backtest/run-backtest.ts';
export { makerTakerFees } from '../../packages/sim/src/fee-models/maker-taker-fees.ts';
export { BookReplay } from '../../packages/sim/src/market-data/book-replay.ts';
export { createMemorySource } from '../../packages/sim/src/market-data/memory-source.ts';
export { MatchingEngine } from '../../packages/sim/src/matching/matching-engine.ts';
export { openOrderFile } from '../../packages/sim/src/node/columns/column-file.ts';
export { writeColumnFile } from '../../packages/sim/src/node/columns/write-column-file.ts';
export { orderRecording } from '../../packages/sim/src/node/order-recording.ts';
