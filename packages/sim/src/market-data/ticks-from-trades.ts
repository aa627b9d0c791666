import { type ColumnFold, foldChunks } from './fold-chunks.ts';
import type { TickColumns, TradeColumns } from './market-columns.ts';
import type { MarketSource } from './market-source.ts';

/** Ticks out of trades: each trade is the last price from then on. Trades do not tell what is quoted, so bid and ask stay open. */
export function ticksFromTrades(source: MarketSource<TradeColumns>): MarketSource<TickColumns> {
  return {
    name: `${source.name} as ticks`,
    symbol: source.symbol,
    kind: 'tick',
    intervalMs: undefined,
    rows: source.rows,
    chunks: range => foldChunks(source, range, () => new TickFold()),
  };
}

class TickFold implements ColumnFold<TradeColumns, TickColumns> {
  readonly isDone = false;
  #nobody = new Float64Array(0);

  take({ length, timeMs, price, gaps }: TradeColumns): TickColumns {
    if (this.#nobody.length < length) this.#nobody = new Float64Array(length).fill(Number.NaN);
    const quotes = { bid: this.#nobody, ask: this.#nobody };
    return { kind: 'tick', length, ...(gaps === undefined ? {} : { gaps }), timeMs, ...quotes, last: price };
  }

  finish(): undefined {
    return undefined;
  }
}
