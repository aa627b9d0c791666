import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FindOutcome } from '../brokerage/brokerage.ts';
import type { OrderReport } from '../brokerage/brokerage-event.ts';
import type { ActionEvent, TraderEvent } from '../event/trader-event.ts';
import { decodeRecord, encodeRecord } from '../journal/record-codec.ts';
import type { JournalEntry, TraderRecord } from '../journal/trader-record.ts';
import type { Tick } from '../market/market-event.ts';
import { Decimal } from '../money/decimal.ts';
import type { BrokerageOrderId, ClientOrderId } from '../order/order.ts';
import { createSeededRandom } from '../strategy/seeded-random.ts';
import { StrategyBase } from '../strategy/strategy-base.ts';
import { balance, scriptedCapabilities, tick, xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import type { Effect } from './effect.ts';
import type { Engine } from './engine.ts';
import { anEngine } from './fixtures/an-engine.ts';

/** Places, cancels, brackets and remembers, all by its own dice. */
class Busy extends StrategyBase {
  static override pace = 'event' as const;
  seen = 0;
  override onTick({ symbol, bid }: Tick): void {
    this.seen += 1;
    const roll = this.random();
    if (bid === undefined || roll < 0.3) return;
    if (roll < 0.6) this.buy({ symbol, type: 'limit', quantity: '0.002', price: bid });
    else if (roll < 0.8) this.sell({ symbol, type: 'limit', quantity: '0.001', price: bid + 50 });
    else this.cancelAll();
  }
  override onSave(): unknown {
    return { seen: this.seen };
  }
  override onLoad(saved: unknown): void {
    this.seen = (saved as { seen: number }).seen;
  }
}

const startMs = 1_000_000;

function makeEngine(run: number, fills: 'cumulative' | 'trade-id'): Engine {
  return anEngine({
    runId: run.toString(16).padStart(32, '0'),
    seed: `dice ${run}`,
    capabilities: { ...scriptedCapabilities, fills },
    strategies: ['one', 'two'].map(id => ({
      id,
      strategy: Busy,
      symbols: ['XBTZAR'],
      capital: { ZAR: '1000000', XBT: '5' },
    })),
    closedOrdersMax: 15,
    tradeLogMax: 1_000,
    snapshotEvery: 60,
    foreignOrders: { adopt: 'two' },
    startMs,
  });
}

interface Booked {
  readonly id: BrokerageOrderId;
  readonly clientOrderId: ClientOrderId;
  readonly side: 'buy' | 'sell';
  readonly quantity: Decimal;
  readonly price: Decimal;
  base: Decimal;
  isFinished: boolean;
  readonly isOurs: boolean;
}

/** A small exchange whose news come late, twice, or not at all. */
class World {
  readonly random: () => number;
  readonly booked: Booked[] = [];
  waiting: TraderEvent[] = [];
  readonly #fills: 'cumulative' | 'trade-id';

  constructor(seed: string, fills: 'cumulative' | 'trade-id') {
    this.random = createSeededRandom(seed);
    this.#fills = fills;
  }

  perform(effect: Effect): void {
    if (effect.type === 'place') {
      const { terms } = effect.order;
      const { clientOrderId, side, quantity = Decimal.one, price = Decimal.one } = terms;
      const roll = this.random();
      if (roll < 0.1)
        this.#later({
          type: 'place-outcome',
          clientOrderId,
          outcome: { outcome: 'rejected', code: 'no', message: 'no' },
        });
      else {
        const order = this.#book(clientOrderId, side, quantity, price, true);
        if (roll < 0.8)
          this.#later({
            type: 'place-outcome',
            clientOrderId,
            outcome: { outcome: 'accepted', brokerageOrderId: order.id },
          });
        else if (roll < 0.9)
          this.#later({
            type: 'place-outcome',
            clientOrderId,
            outcome: { outcome: 'unknown', code: 'lost', message: 'lost', resolveByMs: effect.resolveByMs },
          });
      }
    } else if (effect.type === 'cancel') {
      const order = this.booked.find(each => each.id === effect.intent.brokerageOrderId);
      if (order !== undefined && this.random() < 0.7) order.isFinished = true;
      this.#later({
        type: 'cancel-outcome',
        clientOrderId: effect.intent.clientOrderId,
        outcome: { outcome: 'accepted' },
      });
      if (order !== undefined) this.#later(this.report(order));
    } else if (effect.type === 'look-up') {
      const { clientOrderId, brokerageOrderId } = effect.query;
      const order = this.booked.find(each => each.clientOrderId === clientOrderId || each.id === brokerageOrderId);
      const outcome: FindOutcome =
        order === undefined
          ? { outcome: 'absent', brokerageTimeMs: 0 }
          : { outcome: 'found', report: this.report(order) };
      this.#later({ type: 'look-up-outcome', clientOrderId, outcome });
    } else if (effect.type === 'read-account') this.#later(this.snapshot());
  }

  /** What happens next. */
  next(): TraderEvent {
    const roll = this.random();
    if (roll < 0.5 && this.waiting.length > 0) {
      const [event] = this.waiting.splice(Math.floor(this.random() * this.waiting.length), 1);
      if (event !== undefined) return event;
    }
    if (roll < 0.7) return tick(100_000 + Math.floor(this.random() * 100), 100_200);
    if (roll < 0.8) return this.#trade();
    if (roll < 0.85) return { type: 'check-order-status' };
    if (roll < 0.93) return { type: 'heartbeat' };
    if (roll < 0.96) return this.#command();
    if (roll < 0.98) {
      const order = this.#book(
        `hand-${this.booked.length}` as ClientOrderId,
        'buy',
        Decimal.one,
        Decimal.from('99000'),
        false,
      );
      return this.report(order);
    }
    return balance('ZAR', String(900_000 + Math.floor(this.random() * 3)));
  }

  report(order: Booked): OrderReport {
    return {
      type: 'order-report',
      brokerageOrderId: order.id,
      clientOrderId: this.random() < 0.5 && order.isOurs ? order.clientOrderId : undefined,
      instrumentId: xbtzar.id,
      status: order.isFinished ? 'finished' : 'open',
      finishedBy: undefined,
      cumulative: {
        base: order.base,
        quote: order.base.times(order.price),
        fees: [{ asset: 'ZAR', amount: order.base }],
      },
      terms: { side: order.side, type: 'limit', quantity: order.quantity, price: order.price, timeInForce: 'GTC' },
      reason: undefined,
      brokerageTimeMs: 1,
    };
  }

  snapshot(reason: 'start' | 'audit' = 'audit'): ActionEvent {
    const openOrders = this.booked.filter(({ isFinished }) => !isFinished).map(order => this.report(order));
    return {
      type: 'account-snapshot',
      openOrders,
      balances: [balance('ZAR', '2000000'), balance('XBT', '10')],
      reason,
    };
  }

  #trade(): TraderEvent {
    const open = this.booked.filter(({ isFinished }) => !isFinished);
    const order = open[Math.floor(this.random() * open.length)];
    if (order === undefined) return { type: 'heartbeat' };
    const quantity = Decimal.min(Decimal.from('0.0005'), order.quantity.minus(order.base));
    order.base = order.base.plus(quantity);
    order.isFinished = order.base.equals(order.quantity);
    if (this.#fills === 'cumulative') return this.report(order);
    return {
      type: 'fill-report',
      tradeId: `T${order.id}-${order.base.toString()}`,
      brokerageOrderId: order.id,
      clientOrderId: undefined,
      instrumentId: xbtzar.id,
      side: order.side,
      quantity,
      quoteQuantity: quantity.times(order.price),
      fees: [],
      liquidity: 'maker',
      brokerageTimeMs: 1,
    };
  }

  #command(): TraderEvent {
    const strategy = this.random() < 0.5 ? 'one' : 'two';
    const commands = [
      { command: 'halt', reason: 'test' },
      { command: 'resume' },
      { command: 'resume' },
      { command: 'pause-strategy', strategy },
      { command: 'resume-strategy', strategy },
      { command: 'resume-strategy', strategy },
      { command: 'cancel-all' },
      { command: 'close-all', strategy },
    ] as const;
    return {
      type: 'command',
      command: commands[Math.floor(this.random() * commands.length)] ?? commands[1],
      by: 'ann',
    };
  }

  #book(
    clientOrderId: ClientOrderId,
    side: 'buy' | 'sell',
    quantity: Decimal,
    price: Decimal,
    isOurs: boolean,
  ): Booked {
    const id = `B${this.booked.length}` as BrokerageOrderId;
    const order = { id, clientOrderId, side, quantity, price, base: Decimal.zero, isFinished: false, isOurs };
    this.booked.push(order);
    return order;
  }

  #later(event: TraderEvent): void {
    this.waiting.push(event);
    if (this.random() < 0.1) this.waiting.push(event);
  }
}

/** A journal as it comes back from its file. */
class Pages {
  readonly entries: JournalEntry[] = [];
  add(records: readonly TraderRecord[], timeMs: number): void {
    for (const record of records) {
      const sequence = this.entries.length + 1;
      this.entries.push({ sequence, timeMs, record: decodeRecord(encodeRecord(record)) });
    }
  }
}

/** Everything that outlives a run, as text. */
const stateOf = (engine: Engine): unknown => JSON.parse(encodeRecord(engine.takeState()));

/** Runs a system several times over one journal, and compares every start from a snapshot with one from the beginning. */
function liveAndCompare(seed: number, fills: 'cumulative' | 'trade-id'): number {
  const world = new World(String(seed), fills);
  const pages = new Pages();
  let timeMs = startMs;
  let compared = 0;
  for (let run = 1; run <= 3; run += 1) {
    const started = { type: 'run-started', runId: '', brokerage: '', strategies: [], coreVersion: '' } as const;
    pages.add([started], timeMs);
    const full = makeEngine(run, fills);
    full.restore(pages.entries);
    const starts = pages.entries.filter(({ record }) => record.type === 'snapshot').slice(-3);
    for (const { sequence } of starts) {
      const short = makeEngine(run, fills);
      short.restore(pages.entries.slice(sequence - 1));
      expect(stateOf(short)).toEqual(stateOf(full));
      compared += 1;
    }
    // The last of them goes on in place of the full one.
    const newest = starts.at(-1)?.sequence ?? 1;
    const engine = makeEngine(run, fills);
    engine.restore(pages.entries.slice(newest - 1));
    const twins = run === 1 ? [engine] : [engine, full];
    world.waiting = [];
    for (let step = 0; step < 250; step += 1) {
      timeMs += 100;
      const event: TraderEvent =
        step === 0 ? world.snapshot('start') : step === 1 ? { type: 'lifecycle', phase: 'start' } : world.next();
      const [output, ...others] = twins.map(twin => twin.process(event, timeMs));
      if (output === undefined) throw new Error('there is always one');
      const records = output.records
        .map(record => encodeRecord(record))
        .filter(text => !text.startsWith('{"type":"snapshot"'));
      for (const other of others) {
        const same = other.records
          .map(record => encodeRecord(record))
          .filter(text => !text.startsWith('{"type":"snapshot"'));
        expect(same).toEqual(records);
      }
      pages.add(output.records, timeMs);
      for (const effect of output.effects) world.perform(effect);
    }
  }
  return compared;
}

test('a start from any snapshot gives what a start from the beginning gives, and goes on in the same way', () => {
  let compared = 0;
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom('cumulative' as const, 'trade-id' as const), (seed, fills) => {
      compared += liveAndCompare(seed, fills);
    }),
    { numRuns: 12 },
  );
  expect(compared).toBeGreaterThan(20);
});
