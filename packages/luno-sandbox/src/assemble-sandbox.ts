import { type Clock, Decimal, type Logger } from '@trader/core';
import type { SimulatedExchange } from '@trader/sim';
import { createControl, deposit } from './control/create-control.ts';
import type { SandboxControl } from './control/sandbox-control.ts';
import { type ApiKeys, createApiKeys } from './exchange/api-keys.ts';
import type { MarketRow } from './exchange/market-row.ts';
import { openBooks } from './exchange/sandbox-books.ts';
import { SandboxClock } from './exchange/sandbox-clock.ts';
import { createRequestFaults, type RequestFaults } from './faults/request-faults.ts';
import { accountRoutes } from './http/endpoints/account-data.ts';
import type { EndpointParts } from './http/endpoints/endpoint-parts.ts';
import { marketDataRoutes } from './http/endpoints/market-data.ts';
import { orderRoutes } from './http/endpoints/orders.ts';
import { tickerRoutes } from './http/endpoints/tickers.ts';
import { tradingRoutes } from './http/endpoints/trading.ts';
import { createLunoHandler, type HttpHandler } from './http/luno-handler.ts';
import { createRateLimiter } from './http/rate-limiter.ts';
import { createRouter } from './http/route.ts';
import { openMarketSource } from './market/market-source.ts';
import { createRandom } from './market/random.ts';
import { loadRecording, type Recording, rowForRecording } from './market/recording.ts';
import type { SandboxSettings } from './sandbox-settings.ts';
import { createNoOpUpdates } from './stream/no-op-updates.ts';
import { createOutbox, type Outbox } from './stream/outbox.ts';
import { StreamServer } from './stream/stream-server.ts';
import { createUserFeed } from './stream/user-feed.ts';
import { createUserReplay } from './stream/user-replay.ts';

/** What each simulated trader holds of every asset: more than they can lose. */
const crowdBalance = Decimal.from('1000000000000');

/** A sandbox without its server. */
export interface AssembledSandbox {
  /** Answers Luno's REST paths. */
  readonly handler: HttpHandler;
  /** Both streams. */
  readonly streams: StreamServer;
  /** Faults, markets, books of record. */
  readonly control: SandboxControl;
  /** The exchange underneath. */
  readonly exchange: SimulatedExchange;
  /** Exchange time, in milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Lets the markets move, if they are to move by themselves. */
  start(): void;
  /** Stops markets, timers and stream sessions. */
  stop(): void;
}

/** Puts the parts of a sandbox together; its market has a history when this resolves. */
export async function assembleSandbox(
  settings: SandboxSettings,
  machineClock: Clock,
  logger: Logger,
): Promise<AssembledSandbox> {
  const { behaviour, users } = settings;
  const clock = new SandboxClock(machineClock);
  const openMs = clock.nowMs();
  const names = users.map(user => user.name);
  const recording = settings.source.kind === 'recorded' ? await loadRecording(settings.source.file) : undefined;
  const rows = recordedRows(settings, recording);
  const books = openBooks(rows, names, behaviour, settings.seed, clock);
  const nowMs = () => books.exchange.nowMs();
  const deposits = new Map<string, Decimal>();
  const source = openMarketSource(settings.source, {
    ...books,
    random: createRandom(settings.seed).fork('market'),
    clock,
    logger,
    openMs,
    fund: (accounts, timeMs) => fundTraders(books, deposits, accounts, timeMs),
    recording,
  });
  const keys = createApiKeys(settings.keys);
  const faults = createRequestFaults();
  const outbox = createOutbox();
  const streams = openStreams(books, settings, { keys, faults, outbox, clock, logger });
  for (const user of users) {
    for (const [asset, amount] of Object.entries(user.balances)) {
      deposit(books, deposits, user.name, asset, Decimal.from(amount));
    }
  }
  const routes = [tickerRoutes, marketDataRoutes, tradingRoutes, orderRoutes, accountRoutes].flatMap(routesOf =>
    routesOf(books),
  );
  const rateLimiter = createRateLimiter(settings.rateLimit);
  const control = createControl({
    endpoints: books,
    faults,
    streams,
    keys,
    driver: source.driver,
    clock,
    rateLimiter,
    users: names,
    deposits,
    endpointNames: new Set(routes.map(route => route.name)),
  });
  const findRoute = createRouter(routes);
  const handler = createLunoHandler({ findRoute, keys, rateLimiter, faults, outbox, behaviour, clock, nowMs, logger });
  const feeds = [...books.markets.values()].map(market => market.feed);
  const stopNoOps = createNoOpUpdates(feeds, behaviour.noOpUpdateMs, clock, nowMs);
  return {
    handler,
    streams,
    control,
    exchange: books.exchange.simulated,
    nowMs,
    start() {
      if (source.moving) source.driver.start();
    },
    stop() {
      source.driver.stop();
      stopNoOps();
      streams.close();
    },
  };
}

interface StreamParts {
  readonly keys: ApiKeys;
  readonly faults: RequestFaults;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly logger: Logger;
}

function openStreams(books: EndpointParts, { behaviour, seed }: SandboxSettings, parts: StreamParts): StreamServer {
  const streams = new StreamServer({
    ...parts,
    behaviour,
    feeds: new Map([...books.markets].map(([name, market]) => [name, market.feed])),
    replay: createUserReplay(behaviour.replayWindowMs, behaviour.replay),
    refuseUpgrade: () => parts.faults.take('streams', {}) !== undefined,
  });
  const userFeed = createUserFeed({
    accounts: books.accounts,
    format: books.format,
    behaviour,
    random: createRandom(seed).fork('user messages'),
  });
  books.exchange.listen(events => {
    for (const message of userFeed(events)) streams.publish(message);
  });
  return streams;
}

/** The markets, the recorded one with the decimals that its recording needs. */
function recordedRows({ markets, source }: SandboxSettings, recording: Recording | undefined): readonly MarketRow[] {
  if (source.kind !== 'recorded' || recording === undefined) return markets;
  return markets.map(row => (row.marketId === source.marketId ? rowForRecording(row, recording) : row));
}

function fundTraders(
  books: EndpointParts,
  deposits: Map<string, Decimal>,
  accounts: readonly string[],
  timeMs: number,
): void {
  const assets = new Set([...books.markets.values()].flatMap(({ row }) => [row.baseCurrency, row.counterCurrency]));
  for (const account of accounts) {
    for (const asset of assets) deposit(books, deposits, account, asset, crowdBalance, timeMs);
  }
}
