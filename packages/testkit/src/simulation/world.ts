import { AssetLedger, Decimal, Instrument } from '@trader/core';
import { RandomStream } from '../random/random-stream.ts';
import { VirtualTime } from '../time/virtual-time.ts';
import { type FaultCounts, type FaultKind, noFaults } from './faults.ts';
import { ModelClock } from './model-clock.ts';
import { ModelExchange, type ModelMarket } from './model-exchange.ts';
import { Referee } from './referee.ts';
import { drawScenario, type Scenario } from './scenario.ts';
import { Trace } from './trace.ts';

/** The name under which the model trades. */
export const brokerageName = 'model';

/** The instruments of every simulation. */
export const instruments: readonly Instrument[] = [
  new Instrument({
    symbol: 'XBTZAR',
    brokerage: brokerageName,
    base: 'XBT',
    quote: 'ZAR',
    tickSize: '1',
    lotSize: '0.0001',
    quantityMin: '0.0005',
  }),
  new Instrument({
    symbol: 'ETHZAR',
    brokerage: brokerageName,
    base: 'ETH',
    quote: 'ZAR',
    tickSize: '1',
    lotSize: '0.001',
    quantityMin: '0.005',
  }),
];

/** What the account holds at the beginning. */
export const openingBalances: Readonly<Record<string, string>> = { ZAR: '500000', XBT: '40', ETH: '400' };

const startMs = 1_700_000_000_000;

/** Streams of chance, one for each concern. */
export interface Streams {
  readonly exchange: RandomStream;
  readonly network: RandomStream;
  readonly journal: RandomStream;
  readonly crash: RandomStream;
  readonly market: RandomStream;
  readonly run: RandomStream;
}

/** What everything in one simulation shares: time, chance, the brokerage's books, and who watches. */
export class World {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly time = new VirtualTime(startMs);
  readonly streams: Streams;
  readonly exchange: ModelExchange;
  readonly referee = new Referee();
  readonly trace = new Trace();
  readonly faults: FaultCounts = noFaults();
  readonly #off: ReadonlySet<FaultKind>;
  /** Whether trouble may still happen. */
  troubled = true;
  /** Whether strategies ask for nothing new any more. */
  quiet = false;
  /** Our clock minus true time, in milliseconds. */
  skewMs = 0;
  /** By how much clocks were set so far, all in all, in milliseconds: so much longer a proof by time may take. */
  clocksMovedMs = 0;
  /** The latest moment that our clock has shown, in milliseconds since the epoch. */
  shownMs = 0;

  /** @param seed - Names everything that happens; @param off - what does not go wrong, although the seed would have it. */
  constructor(seed: number, off: readonly FaultKind[] = []) {
    this.seed = seed;
    this.#off = new Set(off);
    const stream = (concern: string): RandomStream => new RandomStream(`${seed} ${concern}`);
    this.streams = {
      exchange: stream('exchange'),
      network: stream('network'),
      journal: stream('journal'),
      crash: stream('crash'),
      market: stream('market'),
      run: stream('run'),
    };
    this.scenario = this.#without(drawScenario(stream('scenario')));
    const clock = new ModelClock(this.time, this.scenario.brokerageOffsetMs);
    const totals = new AssetLedger();
    for (const [asset, amount] of Object.entries(openingBalances)) totals.add(asset, Decimal.from(amount));
    this.exchange = new ModelExchange(instruments.map(toMarket), this.scenario.fees, totals, clock);
  }

  /** What a seed decides before the first event is a fault of its own. */
  #without(scenario: Scenario): Scenario {
    const { hasRival, foreignOrders, snapshotEvery } = scenario;
    return {
      ...scenario,
      hasRival: hasRival && this.allows('rival'),
      foreignOrders: this.allows('adopted') ? foreignOrders : 'alarm',
      snapshotEvery: this.allows('journal-snapshot') ? snapshotEvery : Number.MAX_SAFE_INTEGER,
    };
  }

  /** What our clock shows, in milliseconds since the epoch. */
  get machineMs(): number {
    const nowMs = this.time.nowMs + this.skewMs;
    this.shownMs = Math.max(this.shownMs, nowMs);
    return nowMs;
  }

  /** Whether a kind of fault may happen at all. */
  allows(kind: FaultKind): boolean {
    return !this.#off.has(kind);
  }

  /** Counts a fault; gives true, so that it can follow a condition. */
  fired(kind: FaultKind): true {
    this.faults[kind] += 1;
    this.trace.note(`fault ${kind}`);
    return true;
  }

  /** Whether a fault fires now: only in the troubled phase. */
  fires(kind: FaultKind, random: RandomStream, probability: number): boolean {
    return this.troubled && probability > 0 && random.chance(probability) && this.allows(kind) && this.fired(kind);
  }
}

function toMarket(instrument: Instrument): ModelMarket {
  const { symbol, id, base, quote, lotSize, quantityMin } = instrument;
  const price = symbol === 'XBTZAR' ? 1_000 : 100;
  return {
    symbol,
    instrumentId: id,
    base,
    quote,
    lotSize,
    quantityMin: quantityMin ?? lotSize,
    bid: price - 1,
    ask: price + 1,
  };
}

/** Whether anything changed the account that no fill of a system tells of. */
export function hasUnexplained({ faults, scenario }: World): boolean {
  const count = faults['foreign-order'] + faults.deposit + faults.withdrawal + faults['late-fee'];
  return count > 0 || scenario.hasRival;
}
