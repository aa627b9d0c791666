import { describe, expect, test } from 'vitest';
import type { Bar, Link, Trade } from '../market/market-event.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import type { Engine } from './engine.ts';
import { anEngine } from './fixtures/an-engine.ts';

const minute = 60_000;

class Minutes extends StrategyBase {
  static override needs = { bars: [minute] };
  override onBar(): void {
    // Bars are read from the engine's output.
  }
}

function makeEngine(): Engine {
  const engine = anEngine({
    seed: 'bars',
    strategies: [{ id: 'minutes', strategy: Minutes, symbols: ['XBTZAR'] }],
    closedOrdersMax: 10,
    tradeLogMax: 10,
  });
  engine.process({ type: 'lifecycle', phase: 'start' }, 0);
  return engine;
}

function trade(price: number, timeMs: number): Trade {
  return {
    type: 'trade',
    instrumentId: xbtzar.id,
    symbol: 'XBTZAR',
    price,
    quantity: 1,
    takerSide: undefined,
    tradeId: String(timeMs),
    count: 1,
    firstPrice: price,
    highPrice: price,
    lowPrice: price,
    timeMs,
  };
}

function link(state: Link['state'], timeMs: number): Link {
  return { type: 'link', stream: 'market', instrumentId: xbtzar.id, state, reason: 'test', timeMs };
}

function beats(engine: Engine, fromMs: number, toMs: number): Bar[] {
  const bars: Bar[] = [];
  for (let timeMs = fromMs; timeMs <= toMs; timeMs += 1_000) {
    bars.push(...engine.process({ type: 'heartbeat' }, timeMs).bars);
  }
  return bars;
}

describe('bars', () => {
  test('are not made up for a time in which the stream was down', () => {
    const engine = makeEngine();
    engine.process(trade(10, 65_000), 65_000);
    expect(beats(engine, 66_000, 125_000).map(({ openTimeMs }) => openTimeMs)).toEqual([minute]);
    engine.process(link('down', 130_000), 130_000);
    expect(beats(engine, 131_000, 370_000)).toEqual([]);
    engine.process(link('up', 370_000), 370_000);
    engine.process(trade(11, 371_000), 371_000);
    engine.process(trade(12, 425_000), 425_000);
    // The minute in which the stream came back was not seen whole.
    expect(beats(engine, 426_000, 490_000).map(({ openTimeMs }) => openTimeMs)).toEqual([7 * minute]);
  });

  test('end by the brokerage’s clock, by which trades are stamped', () => {
    const engine = makeEngine();
    // Ours is two minutes ahead.
    engine.process({ type: 'clock', offsetMs: -2 * minute }, 180_000);
    const bars = beats(engine, 180_000, 190_000);
    engine.process(trade(10, 60_500), 180_500);
    bars.push(...beats(engine, 191_000, 230_000));
    engine.process(trade(11, 115_000), 235_000);
    bars.push(...beats(engine, 236_000, 245_000));
    expect(bars.map(({ openTimeMs, open, close, volume }) => [openTimeMs, open, close, volume])).toEqual([
      [minute, 10, 11, 2],
    ]);
  });
});
