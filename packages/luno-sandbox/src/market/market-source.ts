import type { Clock, Logger } from '@trader/core';
import type { SandboxExchange } from '../exchange/sandbox-exchange.ts';
import type { SandboxMarket } from '../exchange/sandbox-market.ts';
import type { MarketSourceOptions, SimulatedMarketOptions } from '../sandbox-options.ts';
import { createMarketDriver, type MarketDriver, type MarketMover } from './market-driver.ts';
import type { Random } from './random.ts';
import { TraderCrowd } from './simulated-traders.ts';

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
  /** Gives the simulated traders their money, at a moment before the sandbox opens. */
  readonly fund: (timeMs: number) => void;
}

/** What moves the markets. */
export interface MarketSource {
  /** Moves them by steps and at a pace. */
  readonly driver: MarketDriver;
  /** Whether they are to move by themselves. */
  readonly moving: boolean;
}

const defaultStepMs = 100;

/** Opens what the options ask for; simulated traders have made their history when this resolves. */
export async function openMarketSource(options: MarketSourceOptions, parts: MarketSourceParts): Promise<MarketSource> {
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
      throw new Error('not yet');
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
  const historySteps = options.historySteps ?? 300;
  const historyStepMs = options.historyStepMs ?? 6_000;
  const startMs = openMs - historySteps * historyStepMs;
  parts.fund(startMs);
  for (const crowd of crowds.values()) crowd.open(startMs);
  for (let step = 1; step <= historySteps; step += 1) {
    for (const crowd of crowds.values()) crowd.step(startMs + step * historyStepMs);
  }
  return crowds;
}
