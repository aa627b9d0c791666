import type {
  AlarmRecord,
  AssetAmount,
  Engine,
  EngineOutput,
  Fill,
  Instrument,
  InstrumentId,
  Order,
} from '@trader/core';
import type { MarketSource } from '../market-data/market-source.ts';
import type { BacktestOptions } from './backtest-options.ts';
import type { BacktestFill, BacktestResult, BacktestStrategyResult, EquityCurve } from './backtest-result.ts';
import { ChartBars } from './chart-bars.ts';
import { EquitySampler } from './equity-sampler.ts';
import { hashResult } from './result-hash.ts';
import { findRoundTrips } from './round-trips.ts';
import type { SourceCursor } from './source-cursor.ts';
import { Valuation } from './valuation.ts';

/** Alarms kept. */
const alarmsMax = 1_000;

/** Bars per symbol kept for charts when nothing else is asked for. */
const chartBarsMaxDefault = 2_000;

/** What a {@link RunRecorder} works with. */
export interface RunRecorderParts {
  /** What the backtest is made of. */
  readonly options: BacktestOptions;
  /** The markets that data comes of. */
  readonly instruments: readonly Instrument[];
  /** The engine. */
  readonly engine: Engine;
  /** What the account holds now, at the venue. */
  readonly balances: () => readonly AssetAmount[];
  /** The beginning of the first row. */
  readonly startMs: number;
  /** How long the data is, as far as known without reading, in milliseconds. */
  readonly spanMs: number | undefined;
  /** All sources. */
  readonly cursors: readonly SourceCursor[];
}

/** Notes down what a run gives. */
export class RunRecorder {
  /** Rows of the sources so far. */
  rows = 0;
  /** Events processed by the engine so far. */
  events = 0;
  private readonly parts: RunRecorderParts;
  private readonly read: ReadonlySet<MarketSource>;
  private readonly valuation: Valuation;
  private readonly sampler: EquitySampler;
  private readonly charts = new Map<InstrumentId, ChartBars>();
  private readonly bases: ReadonlySet<string>;
  private readonly orders: Order[] = [];
  private readonly fills: BacktestFill[] = [];
  private readonly alarms: { timeMs: number; code: string; message: string }[] = [];
  private readonly paused = new Map<string, string>();
  private readonly startBalances: readonly AssetAmount[];

  /** @param parts - What it works with. */
  constructor(parts: RunRecorderParts) {
    this.parts = parts;
    const { options, instruments } = parts;
    this.read = new Set(options.sources);
    this.valuation = new Valuation(instruments, options.reportingAsset);
    this.sampler = new EquitySampler(options.strategies.length + 1, options.equityIntervalMs, parts.spanMs);
    this.bases = new Set(instruments.map(({ base }) => base));
    this.startBalances = parts.balances();
  }

  /** From when on the next sample of equity is wanted. */
  get nextSampleMs(): number {
    return this.sampler.nextMs;
  }

  /** Rows of a chunk were processed. */
  noteRows({ source, matches, instrument, columns }: SourceCursor, from: number, to: number): void {
    // Bars that were made of others are not rows that were read.
    if (this.read.has(source)) this.rows += to - from;
    if (!matches || columns === undefined) return;
    let chart = this.charts.get(instrument.id);
    if (chart === undefined) {
      chart = new ChartBars(this.parts.options.chartBarsMax ?? chartBarsMaxDefault);
      this.charts.set(instrument.id, chart);
    }
    chart.add(columns, from, to);
  }

  /** What processing an event gave. */
  noteOutput({ records }: EngineOutput, timeMs: number): void {
    const { engine } = this.parts;
    for (const record of records) {
      switch (record.type) {
        case 'order-requested': {
          const order = engine.orders.get(record.terms.clientOrderId);
          if (order !== undefined) this.orders.push(order);
          break;
        }
        case 'fill':
          this.fills.push({
            fill: record.fill,
            realisedPnl: record.realisedPnl.toString(),
            positionAfter: record.positionAfter.toString(),
          });
          break;
        case 'alarm':
          this.noteAlarm(record, timeMs);
          break;
        default:
          break;
      }
    }
  }

  private noteAlarm(alarm: AlarmRecord, timeMs: number): void {
    const { code, strategy } = alarm;
    const message = code === 'strategy-paused' ? withoutRemedy(alarm.message) : alarm.message;
    if (this.alarms.length < alarmsMax) this.alarms.push({ timeMs, code, message });
    if (code === 'strategy-paused' && strategy !== undefined) this.paused.set(strategy, message);
  }

  /** Samples equity now. */
  sample(timeMs: number): void {
    const { engine, balances, cursors } = this.parts;
    for (const { matches, instrument, lastPrice } of cursors)
      if (matches) this.valuation.note(instrument.id, lastPrice);
    const values = [...this.valuation.value(balances(), this.bases)];
    for (const { positions } of engine.strategies.runtimes)
      values.push(...this.valuation.value(positions.capital.toAmounts(), this.bases));
    this.sampler.add(timeMs, values);
  }

  /** The result. */
  finish(endMs: number): BacktestResult {
    const { options, engine, balances, startMs, instruments } = this.parts;
    const [equity, ...curves] = this.sampler.finish();
    const result = {
      seed: options.seed ?? '1',
      startMs,
      endMs,
      rows: this.rows,
      events: this.events,
      reportingAsset: this.valuation.reportingAsset,
      startBalances: this.startBalances,
      endBalances: balances(),
      orders: this.orders,
      fills: this.fills,
      equity: equity as EquityCurve,
      strategies: this.strategyResults(curves, endMs),
      chartBars: new Map(
        instruments.flatMap(({ id, symbol }) => {
          const chart = this.charts.get(id);
          return chart === undefined ? [] : [[symbol, chart.finish()]];
        }),
      ),
      halted: engine.halted,
      alarms: this.alarms,
    };
    let hash: string | undefined;
    return {
      ...result,
      // Most runs of a search never look at it.
      get hash() {
        hash ??= hashResult(result);
        return hash;
      },
    };
  }

  private strategyResults(curves: readonly EquityCurve[], endMs: number): readonly BacktestStrategyResult[] {
    const { options, engine, instruments } = this.parts;
    const byStrategy = new Map<string, Fill[]>();
    for (const { fill } of this.fills) {
      const own = byStrategy.get(fill.strategy);
      if (own === undefined) byStrategy.set(fill.strategy, [fill]);
      else own.push(fill);
    }
    const byId = new Map(instruments.map(instrument => [instrument.id, instrument]));
    const priceOf = (id: InstrumentId): number | undefined => this.valuation.price(id);
    return options.strategies.map(({ id, strategy }, index) => {
      const runtime = engine.strategies.get(id);
      return {
        strategy: id,
        name: strategy.name,
        params: runtime?.strategy.params,
        paused: this.paused.get(id),
        equity: curves[index] as EquityCurve,
        roundTrips: findRoundTrips(id, byStrategy.get(id) ?? [], byId, priceOf, endMs),
        capital: runtime?.positions.capital.toAmounts() ?? [],
      };
    });
  }
}

/** In a backtest nobody gives commands: the engine's advice to resume is left out. */
function withoutRemedy(message: string): string {
  return message.replace(/; it is paused and its open orders stay: [^;]*$/, '');
}
