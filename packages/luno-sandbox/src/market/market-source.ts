import type { Clock, Logger } from '@trader/core';
import type { SandboxExchange } from '../exchange/sandbox-exchange.ts';
import type { SandboxMarket } from '../exchange/sandbox-market.ts';
import type { MarketSourceOptions, RecordedMarketOptions, SimulatedMarketOptions } from '../sandbox-options.ts';
import { createMarketDriver, type MarketDriver, type MarketMover } from './market-driver.ts';
import type { Random } from './random.ts';
import { RecordedFlow, recordedAccounts } from './recorded-flow.ts';
import { RecordedStream } from './recorded-stream.ts';
import type { Recording } from './recording.ts';
import { createRecordingDriver } from './recording-driver.ts';
import { makerAccount, TraderCrowd, takerAccount } from './simulated-traders.ts';

/** What a market source works on. */
export interface MarketSourceParts {
  /** Where orders go. */
  readonly exchange: SandboxExchange;
  /** Markets by name. */
  readonly markets: ReadonlyMap<string, SandboxMarket>;
  /** Chance. */
  readonly random: Random;
  /** Timers. */
  readonly clock: Clock;
  /** Where failures are logged. */
  readonly logger: Logger;
  /** When the sandbox opens, in milliseconds since the epoch: history ends here. */
  readonly openMs: number;
  /** Gives those who move the market their money. */
  readonly fund: (accounts: readonly string[], timeMs: number) => void;
  /** What is played, for a recorded market. */
  readonly recording: Recording | undefined;
}

/** What moves the markets. */
export interface MarketSource {
  /** Moves them by steps and at a pace. */
  readonly driver: MarketDriver;
  /** Whether they are to move by themselves. */
  readonly moving: boolean;
}

const defaultStepMs = 100;
/** Steps that one step of the history stands for at most: more would cost more time than a start should take. */
const historyStrideMax = 16;

/** Opens what the options ask for; simulated traders have made their history when this returns. */
export function openMarketSource(options: MarketSourceOptions, parts: MarketSourceParts): MarketSource {
  const nowMs = () => parts.exchange.nowMs();
  const driverOf = (movers: ReadonlyMap<string, MarketMover>, stepMs: number) =>
    createMarketDriver(movers, stepMs, parts.clock, nowMs, parts.logger);
  switch (options.kind) {
    case 'simulated':
      return {
        driver: driverOf(openCrowds(options, parts), options.stepMs ?? defaultStepMs),
        moving: options.moving ?? true,
      };
    case 'recorded':
      return { driver: openRecording(options, parts), moving: options.moving ?? true };
    case 'empty':
      return { driver: driverOf(new Map(), defaultStepMs), moving: false };
    default:
      return options satisfies never;
  }
}

function openCrowds(options: SimulatedMarketOptions, parts: MarketSourceParts): ReadonlyMap<string, TraderCrowd> {
  const { exchange, markets, random, openMs } = parts;
  const crowds = new Map<string, TraderCrowd>();
  for (const [name, { row }] of markets) {
    const crowd = new TraderCrowd(row, exchange, random.fork(name), {
      orderCount: options.orderCount ?? 300,
      volatility: options.volatility ?? 0.000_05,
      takeChance: options.takeChance ?? 0.25,
    });
    crowds.set(name, crowd);
  }
  exchange.listen(events => {
    for (const event of events) {
      if (event.type === 'order-finished') crowds.get(event.symbol)?.forget(event);
    }
  });
  const historySteps = options.historySteps ?? 120;
  const historyStepMs = options.historyStepMs ?? 15_000;
  const stride = Math.min(Math.max(1, historyStepMs / (options.stepMs ?? defaultStepMs)), historyStrideMax);
  const startMs = openMs - historySteps * historyStepMs;
  parts.fund([makerAccount, takerAccount], startMs);
  for (const crowd of crowds.values()) crowd.open(startMs);
  for (let step = 1; step <= historySteps; step += 1) {
    for (const crowd of crowds.values()) crowd.step(startMs + step * historyStepMs, stride);
  }
  return crowds;
}

function openRecording(options: RecordedMarketOptions, parts: MarketSourceParts): MarketDriver {
  const { exchange, markets, recording, openMs } = parts;
  const market = markets.get(options.marketId);
  // The settings name a market that exists, and its recording was loaded before the books were opened.
  if (market === undefined || recording === undefined) throw new RangeError(`${options.marketId} has no recording`);
  let player: RecordedFlow | RecordedStream;
  if (options.mode === 'verbatim') {
    player = new RecordedStream(recording, market.candles);
    market.feed = player;
    market.view = player.book;
    market.status = 'DISABLED';
    exchange.execute({ type: 'set-status', symbol: options.marketId, status: 'disabled' }, openMs);
  } else {
    parts.fund(Object.values(recordedAccounts), openMs);
    player = new RecordedFlow(options.marketId, exchange, recording);
    player.open(openMs);
  }
  const nowMs = () => exchange.nowMs();
  return createRecordingDriver(options.marketId, player, options.speed ?? 1, parts.clock, nowMs, parts.logger);
}
