import { describe, expect, test } from 'vitest';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import { MemoryJournal } from '../journal/memory-journal.ts';
import type { Tick } from '../market/market-event.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { ScriptedBrokerage, tick } from '../system/fixtures/scripted-brokerage.ts';
import { TradingSystem } from '../system/trading-system.ts';
import { bracket, ExchangeModel } from './fixtures/exchange-model.ts';

describe('an engine that was killed', () => {
  test('goes through with a stop that was reached, also when the market has come back', () => {
    const exchange = new ExchangeModel();
    exchange.price(100);
    bracket(exchange);
    exchange.deliver();
    exchange.fill('buy');
    exchange.deliver();
    exchange.kill(exchange.tick(95), 'send');
    exchange.price(105);
    exchange.pass(20);
    expect(exchange.open).toEqual(['sell 1 at market']);
    expect(exchange.puppet.contingentOrders.map(({ state }) => state)).toEqual(['triggered']);
  });

  test('counts an exit that filled while it was away, and leaves what belongs to another one alone', () => {
    const exchange = new ExchangeModel();
    exchange.price(100);
    for (let count = 0; count < 2; count += 1) {
      bracket(exchange);
      exchange.deliver();
      exchange.fill('buy');
      exchange.deliver();
    }
    expect(exchange.open).toEqual(['sell 1 at 110', 'sell 1 at 110']);
    exchange.fill('sell', undefined, '110');
    exchange.kill();
    exchange.price(105);
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 1 at 110']);
    expect(exchange.capital.toString()).toBe('1');
  });

  test('does not buy back a second time when the outcome of the first is not known', () => {
    const exchange = new ExchangeModel({ entry: { capital: { XBT: '1', ZAR: '1000' } } });
    exchange.price(100);
    exchange.act(puppet =>
      puppet.placeBracket({
        entry: { symbol: 'XBTZAR', side: 'sell', type: 'limit', quantity: '1', price: '100' },
        stopLoss: { stopPrice: '105', limitPrice: '106' },
      }),
    );
    exchange.deliver();
    exchange.fill('sell');
    exchange.deliver();
    exchange.answers = false;
    exchange.price(105);
    exchange.kill();
    exchange.price(107);
    expect(exchange.open).toEqual(['buy 1 at 106']);
    exchange.answers = true;
    exchange.pass(5);
    expect(exchange.open).toEqual(['buy 1 at 106']);
  });
});

/** Enters once. */
class Enter extends StrategyBase {
  static override pace = 'event' as const;
  override onTick({ symbol }: Tick): void {
    if (this.contingentOrders.length + this.orders.standing.length + this.orders.closed.length > 0) return;
    this.placeBracket({
      entry: { symbol, side: 'buy', type: 'limit', quantity: '0.01', price: '100000' },
      takeProfit: { price: '110000' },
      stopLoss: { stopPrice: '95000' },
    });
  }
}

/** A journal that outlives the systems that use it, as a file would. */
class LastingJournal extends MemoryJournal {
  override close(): void {
    // The next run reads it.
  }
}

let runs = 0;

async function start(brokerage: ScriptedBrokerage, journal: MemoryJournal, clock: SimulatedClock) {
  runs += 1;
  const system = new TradingSystem({
    brokerage,
    journal,
    clock,
    runId: runs.toString(16).padStart(32, '0'),
    strategies: [{ id: 'enter', strategy: Enter, symbols: ['XBTZAR'], capital: { ZAR: '10000' } }],
  });
  let isOver = false;
  const starting = system.start().finally(() => {
    isOver = true;
  });
  for (let turns = 0; turns < 100 && !isOver; turns += 1) await clock.advanceAsync(1);
  await starting;
  return system;
}

test('a system that is killed at any record neither loses an exit nor doubles it', async () => {
  const clock = new SimulatedClock(1_000_000);
  const brokerage = new ScriptedBrokerage();
  const journal = new LastingJournal();
  const sent: number[] = [];
  // Where the journal stands when an order leaves: whatever is cut off after it, that order is at the brokerage.
  const accepts = brokerage.accepts;
  brokerage.accepts = intent => {
    sent.push(journal.length);
    return accepts(intent);
  };
  await start(brokerage, journal, clock);
  const say = async (last: number): Promise<void> => {
    brokerage.emit({ ...tick(last - 1, last + 1), last });
    await clock.advanceAsync(1);
  };
  await say(100_000);
  brokerage.fill(brokerage.order(0), '0.01', '100000');
  await clock.advanceAsync(1);
  await say(94_000);
  expect([...brokerage.booked.values()].map(({ intent, status }) => `${intent.terms.type} ${status}`)).toEqual([
    'limit finished',
    'limit finished',
    'market open',
  ]);
  const entries = [...journal.read(1)];
  for (let cut = sent[0] ?? 0; cut <= entries.length; cut += 1) {
    const known = sent.filter(length => length <= cut).length;
    const kept = new LastingJournal();
    for (const entry of entries.slice(0, cut)) kept.append(entry);
    const next = new ScriptedBrokerage();
    for (const [id, order] of [...brokerage.booked].slice(0, known)) {
      // What had not been sent at that moment has not happened; what had been may have ended since.
      next.booked.set(id, { ...order });
    }
    // An order that never arrived is proven so by its own time.
    next.timeMs = clock.nowMs() + 100_000;
    const clockNow = new SimulatedClock(clock.nowMs());
    await start(next, kept, clockNow);
    next.emit({ ...tick(93_999, 94_001), last: 94_000 });
    await clockNow.advanceAsync(20_000);
    const sells = [...next.booked.values()].filter(({ intent }) => intent.terms.side === 'sell');
    const open = sells.filter(({ status }) => status === 'open');
    expect(
      open.map(({ intent }) => intent.terms.type),
      `cut after record ${cut}`,
    ).toEqual(['market']);
  }
});
