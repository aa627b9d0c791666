import type { Clock } from '@trader/core';
import type { ExchangeEvent } from '@trader/sim';
import type { SandboxBehaviour } from '../behaviour.ts';
import type { EndpointParts } from '../http/endpoints/endpoint-parts.ts';
import { createRandom } from '../market/random.ts';
import { EngineFeed } from '../stream/engine-feed.ts';
import { createNumberFormat } from '../wire/number-format.ts';
import { createAccounts } from './accounts.ts';
import { CandleBook } from './candle-book.ts';
import { createExchange, instrumentOf } from './create-exchange.ts';
import { createAccountIds } from './ids.ts';
import { createLedgerBook } from './ledger-book.ts';
import type { MarketRow } from './market-row.ts';
import { statusWords } from './market-status.ts';
import { createEngineView } from './market-view.ts';
import { SandboxExchange } from './sandbox-exchange.ts';
import type { SandboxMarket } from './sandbox-market.ts';

/** First sequences of market streams are this far apart. */
const sequenceStride = 1_000_000n;

/** Opens the exchange with its markets, accounts, ledger and candles; nobody trades yet and nobody holds anything. */
export function openBooks(
  rows: readonly MarketRow[],
  users: readonly string[],
  behaviour: SandboxBehaviour,
  seed: number,
  clock: Clock,
): EndpointParts {
  const random = createRandom(seed);
  const format = createNumberFormat(behaviour);
  const instruments = rows.map(instrumentOf);
  const exchange = new SandboxExchange(createExchange(rows, instruments, behaviour, seed), clock);
  const accounts = createAccounts(users, createAccountIds(random.fork('accounts'), behaviour.accountIds));
  const ledger = createLedgerBook(users);
  const markets = new Map<string, SandboxMarket>();
  const feeds = new Map<string, EngineFeed>();
  for (const [index, row] of rows.entries()) {
    const feed = new EngineFeed({
      symbol: row.marketId,
      exchange: exchange.simulated,
      format,
      emptyTradeUpdates: behaviour.emptyTradeUpdates,
      status: () => statusWords[market.status].stream,
      firstSequence: sequenceStride * BigInt(index + 1),
    });
    const view = createEngineView(exchange.simulated, row.marketId);
    const market: SandboxMarket = { row, status: 'ACTIVE', candles: new CandleBook(), view, feed };
    feeds.set(row.marketId, feed);
    markets.set(row.marketId, market);
  }
  exchange.listen((events, timeMs) => {
    ledger.note(events);
    for (const event of events) {
      if (event.type === 'trade') markets.get(event.symbol)?.candles.note(event);
    }
    for (const symbol of touchedMarkets(events)) feeds.get(symbol)?.note(events, timeMs);
  });
  return { exchange, markets, accounts, ledger, format, behaviour, clock, random: random.fork('endpoints') };
}

/** The markets that these events are about: one command touches one. */
function touchedMarkets(events: readonly ExchangeEvent[]): ReadonlySet<string> {
  const symbols = new Set<string>();
  for (const event of events) {
    if ('symbol' in event) symbols.add(event.symbol);
  }
  return symbols;
}
