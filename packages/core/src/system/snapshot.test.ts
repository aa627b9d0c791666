import { expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { Tick } from '../market/market-event.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { ScriptedBrokerage, tick } from './fixtures/scripted-brokerage.ts';
import { TradingSystem } from './trading-system.ts';

/** Enters once, with both exits, and trails what it has from before. */
class Enter extends StrategyBase {
  static override pace = 'event' as const;
  override onTick({ symbol }: Tick): void {
    if (this.contingentOrders.length > 0) return;
    this.placeBracket({
      entry: { symbol, side: 'buy', type: 'limit', quantity: '0.01', price: '100000' },
      takeProfit: { price: '110000' },
      stopLoss: { stopPrice: '95000' },
    });
    this.placeTrailingStop({ symbol, side: 'sell', quantity: '0.02', distance: '500' });
  }
}

test('a snapshot shows which exits guard a position, those too that only the engine holds', async () => {
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new ScriptedBrokerage();
  const entry = { id: 'enter', strategy: Enter, symbols: ['XBTZAR'], capital: { ZAR: '10000', XBT: '0.02' } };
  const system = new TradingSystem({ brokerage, clock, strategies: [entry] });
  const starting = system.start();
  for (let turns = 0; turns < 20; turns += 1) await clock.advanceAsync(1);
  await starting;
  brokerage.emit({ ...tick(99_999, 100_001), last: 100_000 });
  await clock.advanceAsync(10);
  expect(system.snapshot().strategies[0]?.contingentOrders).toMatchObject([
    {
      kind: 'bracket',
      symbol: 'XBTZAR',
      side: 'sell',
      state: 'working',
      left: '0',
      takeProfitPrice: '110000',
      stopLevel: '95000',
      trailingDistance: undefined,
      exitId: undefined,
    },
    { kind: 'trailing-stop', left: '0.02', takeProfitPrice: undefined, trailingDistance: '500' },
  ]);
  const stopping = system.stop();
  for (let turns = 0; turns < 20; turns += 1) await clock.advanceAsync(1_000);
  await stopping;
});
