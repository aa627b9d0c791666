import type {
  Balance,
  CancelOutcomeEvent,
  Capabilities,
  ClientOrderId,
  FeeRates,
  FillReport,
  FindOutcome,
  Instrument,
  InstrumentId,
  MarketEvent,
  OrderReport,
  OrderTerms,
  PlaceOutcomeEvent,
} from '@trader/core';
import { createSeededRandom } from '@trader/core';
import type { SimulatedTradingOptions } from '../backtest/backtest-options.ts';
import { makerTakerFees } from '../fee-models/maker-taker-fees.ts';
import { touchFills } from '../fill-models/touch-fills.ts';
import type { LatencyDelays } from '../latency-models/latency-model.ts';
import type { FedMarket } from './fed-market.ts';
import { PricePath, pathPoints } from './price-path.ts';
import { simulatedCapabilities } from './simulated-capabilities.ts';
import { TimedQueue } from './timed-queue.ts';
import { TradingVenue, type VenueEvent } from './trading-venue.ts';

/** What simulated trading says to its client, once it has travelled back. */
export type SimulatedTradingEvent = PlaceOutcomeEvent | CancelOutcomeEvent | OrderReport | FillReport | Balance;

/** What a {@link SimulatedTrading} is made of. */
export interface SimulatedTradingSetup extends SimulatedTradingOptions {
  /** The rules of every market. */
  readonly instruments: readonly Instrument[];
  /** Names the random numbers of the latency model. Default `1`. */
  readonly seed?: string;
  /** Whether balances are told after every fill. Default true. */
  readonly tellsBalances?: boolean;
  /** Finished orders and fills that are remembered for look-ups; the oldest are forgotten first. Default 10,000. */
  readonly rememberedMax?: number;
}

type Request =
  | { readonly request: 'place'; readonly terms: OrderTerms }
  | { readonly request: 'cancel'; readonly clientOrderId: ClientOrderId; readonly instrumentId: InstrumentId };

/**
 * Trading on one simulated account against fed markets, with its way there and back: requests arrive after the entry latency, answers
 * after the response latency, in order. Synchronous, without clock or chance of its own: whoever drives it says what time it is.
 *
 * Feed it what happens on the markets, at the exchange's time and before conflation; {@link SimulatedTrading.advance} lets requests
 * arrive that are due, {@link SimulatedTrading.take} gives what has come back.
 */
export class SimulatedTrading {
  /** What the brokerage that it stands for can do. */
  readonly capabilities: Capabilities;
  private readonly venue: TradingVenue;
  private readonly delays: LatencyDelays | undefined;
  private readonly requests = new TimedQueue<Request>();
  private readonly answers = new TimedQueue<SimulatedTradingEvent>();
  private readonly path = new PricePath();

  /**
   * @param setup - What it is made of.
   * @throws `system/invalid-options` for a balance below 0, and for capabilities with short selling.
   */
  constructor(setup: SimulatedTradingSetup) {
    const { balances, fees = makerTakerFees({}), fills = touchFills(), slippage, latency, instruments } = setup;
    this.capabilities = simulatedCapabilities(setup.capabilities, fees, instruments);
    const { postOnly } = this.capabilities;
    const tell = (event: VenueEvent): void => this.answer(event);
    const { tellsBalances = true, rememberedMax = 10_000 } = setup;
    const parts = { balances, fees, fills, slippage, instruments, postOnly, tellsBalances, rememberedMax };
    this.venue = new TradingVenue({ ...parts, tell });
    this.delays = latency?.start(createSeededRandom(`${setup.seed ?? '1'} latency`));
  }

  /** When the next request arrives, in milliseconds since the epoch; `Infinity` when none is on its way. */
  get nextRequestMs(): number {
    return this.requests.nextMs;
  }

  /** When the next answer is back, in milliseconds since the epoch; `Infinity` when none is on its way. */
  get nextAnswerMs(): number {
    return this.answers.nextMs;
  }

  /** The market of the next request; `undefined` when none is on its way. */
  get nextRequestMarket(): InstrumentId | undefined {
    const next = this.requests.peek();
    return next?.request === 'place' ? next.terms.instrumentId : next?.instrumentId;
  }

  /** The delay of market data that happens now, in milliseconds. */
  feedDelayMs(timeMs: number): number {
    return this.delays === undefined ? 0 : this.delays.feedMs(timeMs);
  }

  /** Sends an order on its way. */
  place(terms: OrderTerms, nowMs: number): void {
    this.send({ request: 'place', terms }, nowMs);
  }

  /** Sends a cancel on its way. */
  cancel(clientOrderId: ClientOrderId, instrumentId: InstrumentId, nowMs: number): void {
    this.send({ request: 'cancel', clientOrderId, instrumentId }, nowMs);
  }

  /** Lets every request arrive that is due by `timeMs`, in order. */
  advance(timeMs: number): void {
    while (this.nextRequestMs <= timeMs) this.arriveNext();
  }

  /** Lets the next request arrive, at its time. */
  arriveNext(): void {
    const timeMs = this.requests.nextMs;
    const next = this.requests.take(timeMs);
    if (next === undefined) return;
    this.moveTo(timeMs);
    if (next.request === 'place') {
      const { clientOrderId } = next.terms;
      this.answer({ type: 'place-outcome', clientOrderId, outcome: this.venue.place(next.terms) });
      this.venue.settleArrival();
    } else {
      const { clientOrderId } = next;
      const outcome = this.venue.cancel(clientOrderId);
      this.answer({ type: 'cancel-outcome', clientOrderId, outcome });
      if (outcome.outcome === 'accepted') this.venue.settleCancel(clientOrderId);
    }
  }

  /** Takes the next answer that is back by `nowMs`. */
  take(nowMs: number): SimulatedTradingEvent | undefined {
    return this.answers.take(nowMs);
  }

  /** What a market traded at last, where whoever feeds it left points out on which no order was there. */
  noteLastPrice(instrumentId: InstrumentId, price: number): void {
    this.venue.market(instrumentId)?.noteLast(price);
  }

  /** A market, for whoever feeds it bar by bar; `undefined` for one that is not here. @internal */
  market(instrumentId: InstrumentId): FedMarket | undefined {
    return this.venue.market(instrumentId);
  }

  /**
   * Something happened on a market, at the time of the event; requests that were due before arrive before it. A bar is played as the way
   * of its prices, from its open time on. Events of markets that are not here change nothing.
   */
  feed(event: MarketEvent): void {
    if (event.type === 'bar') {
      const { openTimeMs, timeMs, open, high, low, close, volume } = event;
      this.path.begin(openTimeMs, timeMs, open, high, low, close, volume);
      for (let point = 0; point < pathPoints; point += 1) {
        this.advance(this.path.timeMs(point));
        this.applyPoint(event.instrumentId, this.path, point);
      }
      return;
    }
    if (event.type === 'link' || event.type === 'gap') return;
    this.advance(event.timeMs);
    this.moveTo(event.timeMs);
    this.apply(event);
  }

  /** One point of a bar's way, at its time; the last one ends the bar. @internal */
  applyPoint(instrumentId: InstrumentId, path: PricePath, point: number): void {
    const market = this.venue.market(instrumentId);
    if (market === undefined) return;
    this.moveTo(path.timeMs(point));
    if (point === 0 || !market.isWithinBar) path.orient(market.net.sign());
    market.applyPoint(path, point);
    if (point === pathPoints - 1) market.endPath();
  }

  /** The market is between two points of a bar's way, at a price where takers meet these. @internal */
  applyBetween(instrumentId: InstrumentId, timeMs: number, price: number, bid: number, ask: number): void {
    this.moveTo(timeMs);
    this.venue.market(instrumentId)?.applyBetween(price, bid, ask);
  }

  /** Looks an order up as it is at the venue now. */
  find(clientOrderId: ClientOrderId): FindOutcome {
    return this.venue.find(clientOrderId);
  }

  /** All open orders of the account. */
  openOrders(): readonly OrderReport[] {
    return this.venue.openOrders();
  }

  /** Remembered fills of one instrument since a moment, oldest first. */
  fillsSince(instrumentId: InstrumentId, sinceMs: number): readonly FillReport[] {
    return this.venue.fillsSince(instrumentId, sinceMs);
  }

  /** All balances of the account, as they are at the venue. */
  balances(): readonly Balance[] {
    return this.venue.balances();
  }

  /** What the next order pays on a market. */
  feeRates(instrument: Instrument): FeeRates {
    return this.venue.feeRates(instrument);
  }

  private apply(event: Exclude<MarketEvent, { type: 'bar' | 'link' | 'gap' }>): void {
    const id = event.type === 'instrument' ? event.instrument.id : event.instrumentId;
    const market = this.venue.market(id);
    if (market === undefined) return;
    if (event.type === 'tick') market.applyTick(event);
    else if (event.type === 'trade') market.applyTrade(event);
    else if (event.type === 'book') market.applyBook(event);
    else market.change(event.instrument);
  }

  private send(request: Request, nowMs: number): void {
    this.requests.push(request, this.delays === undefined ? nowMs : nowMs + this.delays.entryMs(nowMs));
  }

  private answer(event: SimulatedTradingEvent): void {
    const { timeMs } = this.venue;
    this.answers.push(event, this.delays === undefined ? timeMs : timeMs + this.delays.responseMs(timeMs));
  }

  private moveTo(timeMs: number): void {
    if (timeMs > this.venue.timeMs) this.venue.timeMs = timeMs;
  }
}
