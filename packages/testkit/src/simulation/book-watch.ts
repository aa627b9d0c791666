import type { Book } from '@trader/core';
import type { Referee } from './referee.ts';

/** I18: what one strategy sees of books, which sees every one of them while it runs. */
export class BookWatch {
  readonly #referee: Referee;
  /** The sequence of the newest book that was shown, by symbol. */
  readonly #shown = new Map<string, number>();
  /** Symbols of which a gap was told, and no book has come since. */
  readonly #lost = new Set<string>();

  /** @param referee - Who is told. */
  constructor(referee: Referee) {
    this.#referee = referee;
  }

  /** A book is shown. */
  onBook(book: Book): void {
    const { symbol, bids, asks } = book;
    const sequence = Number(book.sequence);
    const last = this.#shown.get(symbol) ?? 0;
    const [bid, ask] = [bids[0]?.price ?? Number.NEGATIVE_INFINITY, asks[0]?.price ?? Number.POSITIVE_INFINITY];
    const isOrdered =
      bids.every(({ price }, index) => index === 0 || price < (bids[index - 1]?.price ?? price)) &&
      asks.every(({ price }, index) => index === 0 || price > (asks[index - 1]?.price ?? price));
    const isSound = isOrdered && bid < ask && [...bids, ...asks].every(({ quantity }) => quantity > 0);
    this.#referee.must(isSound, 'I18', () => `the book of ${symbol} is ${JSON.stringify({ bids, asks })}`);
    this.#referee.must(sequence > last, 'I18', () => `book ${sequence} of ${symbol} is shown after book ${last}`);
    this.#shown.set(symbol, sequence);
    this.#lost.delete(symbol);
  }

  /** A gap is told. */
  onGap(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#lost.add(symbol);
  }

  /** The strategy does not run for a while, and sees nothing. */
  onPause(): void {
    this.#lost.clear();
  }

  /** The strategy looks at the book that it has. */
  onLook(symbol: string, book: Book | undefined): void {
    if (book === undefined) return;
    const last = this.#shown.get(symbol) ?? 0;
    const isNewest = Number(book.sequence) >= last;
    this.#referee.must(isNewest, 'I18', () => `book ${book.sequence} of ${symbol} is there, ${last} was shown`);
    this.#referee.must(!this.#lost.has(symbol), 'I18', () => `book ${book.sequence} of ${symbol} is there after a gap`);
  }
}
