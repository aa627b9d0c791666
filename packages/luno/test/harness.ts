import {
  type Brokerage,
  type BrokerageClock,
  type BrokerageEvent,
  type ClientOrderId,
  Decimal,
  Instrument,
  type OrderTerms,
  type PlaceIntent,
  SimulatedClock,
  type Trading,
} from '@trader/core';
import { onTestFinished } from 'vitest';
import { createLuno, type LunoCapabilities, type LunoOptions } from '../src/index.ts';
import { json, ScriptedLuno } from './scripted-luno.ts';

/** When the simulated clocks of tests start, in milliseconds since the epoch. */
export const startMs = 1_790_127_200_000;

export const keyId = 'cnz2yjswbv3jd';
export const keySecret = 'canary-SECRET/with+odd=chars-0123456789abcdef';

/** Rows of two markets; synthetic except XBTUSDT. */
export const marketRows = [
  market('XBTZAR', 'XBT', 'ZAR', { volume_scale: 6, price_scale: 0 }),
  market('ETHZAR', 'ETH', 'ZAR', { volume_scale: 6, price_scale: 0 }),
  market('XBTUSDT', 'XBT', 'USDT', { volume_scale: 4, price_scale: 4 }),
];

export const xbtZar = new Instrument({
  symbol: 'XBTZAR',
  brokerage: 'luno',
  base: 'XBT',
  quote: 'ZAR',
  tickSize: '1',
  lotSize: '0.000001',
});

/** A brokerage that talks to a scripted server under simulated time. */
export interface Harness {
  readonly luno: ScriptedLuno;
  readonly clock: SimulatedClock;
  readonly brokerage: Brokerage<LunoCapabilities>;
  readonly trading: Trading;
  /** What was told, the clock apart. */
  readonly events: BrokerageEvent[];
  readonly clocks: BrokerageClock[];
  readonly logs: string[];
}

/** Starts both; markets, balances and an empty order list are scripted already. */
export async function startHarness(options: Partial<LunoOptions> = {}): Promise<Harness> {
  const luno = await ScriptedLuno.start();
  const clock = new SimulatedClock(startMs);
  luno.dateMs = () => clock.nowMs();
  luno.on('/api/exchange/1/markets', json({ markets: marketRows }));
  luno.on('/api/1/balance', json({ balance: [] }));
  luno.on('/api/exchange/2/listorders', json({ orders: null }));
  const events: BrokerageEvent[] = [];
  const clocks: BrokerageClock[] = [];
  const logs: string[] = [];
  const log = (message: string, fields?: object) => void logs.push(`${message} ${JSON.stringify(fields ?? {})}`);
  const brokerage = createLuno({
    keyId,
    keySecret,
    baseUrl: luno.url,
    streams: { market: false, private: false },
    readRetryDelaysMs: [],
    clock,
    logger: { debug: log, info: log, warn: log, error: log },
    ...options,
  });
  onTestFinished(async () => {
    await brokerage.close();
    await luno.stop();
  });
  await brokerage.connect(event => void (event.type === 'clock' ? clocks.push(event) : events.push(event)), {});
  if (brokerage.trading === undefined) throw new Error('a brokerage with a key trades');
  return { luno, clock, brokerage, trading: brokerage.trading, events, clocks, logs };
}

/** An order to buy 0.01 XBT at 1400000 ZAR unless told otherwise. */
export function terms(changes: Partial<OrderTerms> = {}): OrderTerms {
  return {
    clientOrderId: 't1-000042' as ClientOrderId,
    strategy: 'test',
    instrumentId: xbtZar.id,
    symbol: 'XBTZAR',
    side: 'buy',
    type: 'limit',
    quantity: Decimal.parse('0.0100'),
    quoteQuantity: undefined,
    price: Decimal.parse('1400000'),
    stopPrice: undefined,
    trigger: undefined,
    timeInForce: 'GTC',
    postOnly: false,
    tag: undefined,
    requestedTimeMs: startMs,
    ...changes,
  };
}

/** The order on its way out, valid for a minute; no moment by which it must be resolved unless told. */
export function intent(
  changes: Partial<OrderTerms> = {},
  expiresAtMs = startMs + 60_000,
  resolveByMs?: number,
): PlaceIntent {
  return { terms: terms(changes), instrument: xbtZar, expiresAtMs, resolveByMs };
}

/** An order in Luno's words, open and untouched unless told otherwise. */
export function wireOrder(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    order_id: 'BXMC2CJ7HNB88U4',
    client_order_id: 't1-000042',
    pair: 'XBTZAR',
    side: 'BUY',
    type: 'LIMIT',
    status: 'PENDING',
    limit_price: '1400000.00',
    limit_volume: '0.01',
    base: '0.00',
    counter: '0.00',
    fee_base: '0.00',
    fee_counter: '0.00',
    creation_timestamp: startMs,
    expiration_timestamp: 0,
    completed_timestamp: 0,
    time_in_force: 'GTC',
    stop_price: '0.00',
    stop_direction: '',
    ...changes,
  };
}

function market(id: string, base: string, counter: string, scales: { volume_scale: number; price_scale: number }) {
  return {
    market_id: id,
    trading_status: 'ACTIVE',
    base_currency: base,
    counter_currency: counter,
    min_volume: '0.0005',
    max_volume: '100.00',
    min_price: '1.00',
    max_price: '10000000.00',
    fee_scale: 8,
    ...scales,
  };
}
