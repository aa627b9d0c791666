// What our engine needs around it, shared by the workloads that run it.
import { oursFile } from './setup.mjs';

const { Engine, EventBus, Instrument, silentLogger } = await import(oursFile);

/** When engines start: times are real ones, since numbers of that size are stored differently from small ones. */
export const startMs = 1_700_000_000_000;

export const instrument = new Instrument({
  symbol: 'XBTZAR',
  brokerage: 'bench',
  base: 'XBT',
  quote: 'ZAR',
  tickSize: '1',
  lotSize: '0.000001',
  quantityMin: '0.0001',
  quantityMax: '100',
});

/** Abilities like Luno's; `fills` says which evidence carries the money. */
export const capabilitiesWith = fills => ({
  orderTypes: ['market', 'limit', 'stop-limit'],
  timesInForce: ['GTC', 'IOC', 'FOK'],
  postOnly: 'cancels',
  marketBuySizing: 'quote',
  marketSellSizing: 'base',
  clientOrderId: { lengthMax: 255, characters: '0-9A-Za-z_;,.-' },
  requestExpiry: { timeToLiveMs: 10_000, readLagMs: 2_000, clockResolutionMs: 1_000 },
  privateStream: { orders: true, fills: true, balances: true },
  marketStream: true,
  fills,
  feeAssets: ['base', 'quote'],
  bookDepthMax: 100,
  shortSelling: false,
  rateLimit: { requestsMax: 300, windowMs: 60_000 },
});

/** A started engine with the default bounds and the given strategies, each on the one instrument. */
export function createEngine(strategies, { fills = 'cumulative', capital = {}, risk = {} } = {}) {
  const engine = new Engine({
    runId: '0123456789abcdef0123456789abcdef',
    seed: 'bench',
    brokerageName: instrument.brokerage,
    capabilities: capabilitiesWith(fills),
    instruments: [instrument],
    strategies: strategies.map((strategy, index) => ({
      id: `strategy-${index}`,
      strategy,
      symbols: [instrument.symbol],
      capital,
      risk,
    })),
    risk,
    riskRules: [],
    placeWithinMs: 5_000,
    closedOrdersMax: 1_000,
    tradeLogMax: 10_000,
    logger: silentLogger,
    startMs,
  });
  engine.process({ type: 'lifecycle', phase: 'start' }, startMs);
  return engine;
}

/** A bus with the default bounds. */
export function createBus() {
  return new EventBus({
    actionQueueMax: 10_000,
    marketQueueMax: 4_096,
    onOverflow: () => {
      throw new Error('the action queue overflowed');
    },
    onEvent: () => undefined,
  });
}
