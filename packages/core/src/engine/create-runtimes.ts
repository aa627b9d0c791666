import { PositionManager } from '../account/position-manager.ts';
import { TradeLog } from '../account/trade-log.ts';
import type { ContingentOrderId } from '../contingent/contingent-order.ts';
import type { ContingentOrders } from '../contingent/contingent-orders.ts';
import { createContingentTerms, symbolOf } from '../contingent/create-contingent-terms.ts';
import { ManagedContingentOrder } from '../contingent/managed-contingent-order.ts';
import { reviewContingentOrder } from '../contingent/review-contingent-order.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import { guardLogger } from '../log/guard-logger.ts';
import type { LogFields, Logger } from '../log/logger.ts';
import type { InstrumentMarket } from '../market/instrument-market.ts';
import { ClientOrderIds } from '../order/client-order-id.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { ClientOrderId, OrderTerms } from '../order/order.ts';
import type { HoldTerms } from '../order/order-hold.ts';
import type { OrderManagement } from '../order/order-management.ts';
import type { OrderRequest } from '../order/order-request.ts';
import { checkParams } from '../strategy/check-params.ts';
import { createOrderTerms } from '../strategy/create-order-terms.ts';
import { createSeededRandom } from '../strategy/seeded-random.ts';
import type { StrategyEntry } from '../strategy/strategy-entry.ts';
import { type RuntimeServices, StrategyRuntime } from '../strategy/strategy-runtime.ts';
import { closingRequest } from './closing-request.ts';
import { marketPrice } from './create-risk-subject.ts';
import { isShort } from './create-rules.ts';
import type { EngineOptions } from './engine-options.ts';
import { feesOnTop, sellableOf } from './fee-on-top.ts';
import type { Turn } from './turn.ts';

/** What runtimes are made with. */
export interface RuntimeMakers {
  /** What the engine is made of. */
  readonly options: EngineOptions;
  /** The event in progress. */
  readonly turn: Turn;
  /** All orders. */
  readonly orders: OrderManagement;
  /** All markets. */
  readonly markets: ReadonlyMap<InstrumentId, InstrumentMarket>;
  /** The live contingent orders. */
  readonly contingent: ContingentOrders;
}

/** Makes the runtime of every configured strategy: params checked, symbols resolved, capital assigned. */
export function createRuntimes(makers: RuntimeMakers): readonly StrategyRuntime[] {
  const services = createServices(makers);
  return makers.options.strategies.map(entry => createRuntime(entry, makers, services));
}

function createRuntime(entry: StrategyEntry, makers: RuntimeMakers, services: RuntimeServices): StrategyRuntime {
  const { options, orders } = makers;
  const { id } = entry;
  const mayGoShort = isShort(entry, options);
  return new StrategyRuntime({
    id,
    strategyClass: entry.strategy,
    params: checkParams(id, entry.strategy, entry.params),
    instrumentIds: resolveSymbols(entry, makers),
    orders: orders.manager(id),
    positions: new PositionManager({
      strategy: id,
      mode: mayGoShort ? 'netting' : 'long-only',
      capital: entry.capital ?? {},
    }),
    tradeLog: new TradeLog({ entriesMax: options.tradeLogMax }),
    log: guardLogger(strategyLogger(options.logger, id)),
    random: createSeededRandom(`${options.seed} ${id}`),
    mayGoShort,
    services,
  });
}

function createServices({ options, turn, orders, markets, contingent }: RuntimeMakers): RuntimeServices {
  const ids = new ClientOrderIds(options.runId, options.capabilities.clientOrderId);
  let sequence = 0;
  const marketOf = (instrumentId: InstrumentId): InstrumentMarket => {
    const market = markets.get(instrumentId);
    // Runtimes hold resolved instrument ids only.
    if (market === undefined) throw new Error(`no market for ${instrumentId}`);
    return market;
  };
  const marketOfSymbol = (runtime: StrategyRuntime, symbol: string): InstrumentMarket => {
    return marketOf(runtime.instrumentIdOf(symbol));
  };
  const nextId = (): ClientOrderId => {
    sequence += 1;
    return ids.render(sequence);
  };
  const createOrder = (runtime: StrategyRuntime, request: OrderRequest): ManagedOrder => {
    const market = marketOfSymbol(runtime, request.symbol);
    const terms = createOrderTerms(request, {
      clientOrderId: nextId(),
      strategy: runtime.id,
      instrument: market.instrument,
      nowMs: turn.nowMs,
    });
    return orders.create(terms, holdTerms(terms, market, options));
  };
  return {
    nowMs: () => turn.nowMs,
    tick: instrumentId => marketOf(instrumentId).tick,
    book: instrumentId => marketOf(instrumentId).book,
    instrument: instrumentId => marketOf(instrumentId).instrument,
    createOrder,
    createContingentOrder: (runtime, asked) => {
      const { instrument } = marketOfSymbol(runtime, symbolOf(asked));
      const { capabilities } = options;
      const id = nextId() as string as ContingentOrderId;
      const identity = { id, strategy: runtime.id, instrument, nowMs: turn.nowMs };
      // Read before the entry is made: a request that throws must leave no order behind.
      const terms = createContingentTerms(asked, identity);
      const entry = asked.kind === 'bracket' ? createOrder(runtime, asked.request.entry) : undefined;
      const made = new ManagedContingentOrder({ ...terms, entryId: entry?.clientOrderId }, instrument.base);
      made.entry = entry;
      made.reason = reviewContingentOrder(terms, { instrument, capabilities, entryPrice: entry?.price });
      return made;
    },
    contingentOrders: runtime => contingent.live(runtime.id),
    contingentOrder: id => contingent.get(id),
    closingRequest: (runtime, symbol) => {
      const market = marketOfSymbol(runtime, symbol);
      const { quantity } = runtime.positions.position(market.id);
      return closingRequest(sellableOf(quantity, feesOnTop(market.id, options)), market, options.capabilities);
    },
  };
}

/** What the hold of an order is computed from, as things are now. */
export function holdTerms(terms: OrderTerms, market: InstrumentMarket, options: EngineOptions): HoldTerms {
  const { base, quote, id } = market.instrument;
  const referencePrice = terms.price === undefined ? marketPrice(terms.side, market) : undefined;
  const { quoteFeeRate, baseFeeRate } = feesOnTop(id, options);
  // Without a spread: every order keeps one of these.
  return { base, quote, referencePrice, quoteFeeRate, baseFeeRate };
}

function resolveSymbols(entry: StrategyEntry, { options, markets }: RuntimeMakers): ReadonlyMap<string, InstrumentId> {
  const bySymbol = new Map([...markets.values()].map(({ instrument }) => [instrument.symbol, instrument.id]));
  return new Map(
    entry.symbols.map(symbol => {
      const instrumentId = bySymbol.get(symbol);
      if (instrumentId === undefined) throw unknownSymbol(symbol, options.brokerageName, [...bySymbol.keys()]);
      return [symbol, instrumentId];
    }),
  );
}

/** The error for a symbol that the brokerage does not have, with the likeliest one that it has. */
export function unknownSymbol(
  symbol: string,
  brokerage: string,
  known: readonly string[],
): TradingError<'instrument/unknown'> {
  const wanted = symbol.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  const suggestion = known.find(each => each.toUpperCase() === wanted || sharesAsset(each, wanted));
  const hint = suggestion === undefined ? `it trades ${known.slice(0, 10).join(', ')}` : `did you mean ${suggestion}?`;
  return new TradingError('instrument/unknown', `${brokerage} has no symbol "${symbol}"; ${hint}`, {
    symbol,
    brokerage,
    suggestion,
  });
}

/** Whether two symbols end or begin with the same asset code, as in BTCZAR and XBTZAR. */
function sharesAsset(known: string, wanted: string): boolean {
  const length = 3;
  return wanted.length > length && (known.endsWith(wanted.slice(-length)) || known.startsWith(wanted.slice(0, length)));
}

function strategyLogger(logger: Logger, strategy: string): Logger {
  const withId = (fields: LogFields | undefined): LogFields => ({ strategy, ...fields });
  return {
    debug: (message, fields) => logger.debug(message, withId(fields)),
    info: (message, fields) => logger.info(message, withId(fields)),
    warn: (message, fields) => logger.warn(message, withId(fields)),
    error: (message, fields) => logger.error(message, withId(fields)),
  };
}
