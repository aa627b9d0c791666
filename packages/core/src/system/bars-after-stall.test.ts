import { expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/trader-record.ts';
import type { Bar, Trade } from '../market/market-event.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { ScriptedBrokerage, xbtzar } from './fixtures/scripted-brokerage.ts';
import { TradingSystem } from './trading-system.ts';

const bars: Bar[] = [];

class Watcher extends StrategyBase {
  static override readonly needs = { bars: [5_000] };
  override onBar(bar: Bar): void {
    bars.push(bar);
  }
}

/** A journal in memory whose next commit takes as long as the test wants. */
class SlowJournal implements Journal {
  delayMs = 0;
  readonly #clock: SimulatedClock;
  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }
  append(): void {
    // What is kept does not matter here.
  }
  commit(): Promise<void> | undefined {
    const { delayMs } = this;
    this.delayMs = 0;
    if (delayMs === 0) return undefined;
    return new Promise(resolve => {
      this.#clock.setTimer(delayMs, resolve);
    });
  }
  read(): Iterable<JournalEntry> {
    return [];
  }
  close(): void {
    // Nothing to release.
  }
}

function trade(timeMs: number, price: number): Trade {
  return {
    type: 'trade',
    instrumentId: xbtzar.id,
    symbol: 'XBTZAR',
    price,
    quantity: 1,
    takerSide: 'buy',
    tradeId: String(timeMs),
    count: 1,
    firstPrice: price,
    highPrice: price,
    lowPrice: price,
    timeMs,
  };
}

test('a bar holds every trade that came before its time was over, also when a commit held everything up', async () => {
  bars.length = 0;
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new ScriptedBrokerage();
  const journal = new SlowJournal(clock);
  const strategies = [{ id: 'one', strategy: Watcher, symbols: ['XBTZAR'] }];
  const system = new TradingSystem({ brokerage, clock, journal, strategies });
  const starting = system.start();
  await clock.advanceAsync(0);
  await starting;
  brokerage.emit(trade(clock.nowMs() + 1, 100));
  await clock.advanceAsync(1_500);
  journal.delayMs = 6_000;
  system.command({ command: 'halt', reason: 'something to commit' });
  await clock.advanceAsync(2_000);
  brokerage.emit(trade(clock.nowMs(), 120));
  await clock.advanceAsync(6_000);
  expect(bars.map(({ open, high, volume }) => ({ open, high, volume }))).toEqual([{ open: 100, high: 120, volume: 2 }]);
  const stopping = system.stop();
  await clock.advanceAsync(20_000);
  await stopping;
});

test('a bar whose time had begun before its trades were subscribed to is not shown', async () => {
  bars.length = 0;
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new ScriptedBrokerage();
  const { trading } = brokerage;
  const openOrders = trading.openOrders.bind(trading);
  trading.openOrders = async options => {
    await new Promise<void>(resolve => {
      clock.setTimer(7_000, resolve);
    });
    return await openOrders(options);
  };
  const strategies = [{ id: 'one', strategy: Watcher, symbols: ['XBTZAR'] }];
  const system = new TradingSystem({ brokerage, clock, strategies });
  const starting = system.start();
  await clock.advanceAsync(7_500);
  await starting;
  for (const price of [100, 110, 120]) {
    brokerage.emit(trade(clock.nowMs(), price));
    await clock.advanceAsync(5_000);
  }
  expect(bars.map(({ openTimeMs }) => openTimeMs)).toEqual([1_010_000, 1_015_000]);
  const stopping = system.stop();
  await clock.advanceAsync(20_000);
  await stopping;
});
