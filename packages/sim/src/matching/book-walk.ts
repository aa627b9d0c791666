import type { PriceLadder } from './price-ladder.ts';

/** How far an incoming order may go into the opposite side of a book. */
export interface WalkBounds {
  /** Whose order comes in. */
  readonly owner: string;
  /** Whether it buys. */
  readonly isBuy: boolean;
  /** Worst price in ticks. */
  readonly limitTicks: number;
  /** Lots at most; `undefined` for any size. */
  readonly lots: number | undefined;
  /** Quote amount at most, in tick × lot units; `undefined` for any amount. */
  readonly quoteUnits: bigint | undefined;
}

/** What an incoming order would trade with, if it came in now. */
export interface BookWalk {
  /** Lots that would trade. */
  readonly lots: bigint;
  /** What they would cost or bring, in tick × lot units. */
  readonly quoteUnits: bigint;
  /** Whether the order would be satisfied: all lots traded, or the quote amount buys no further lot. */
  readonly complete: boolean;
  /** Whether it would meet an order of its own owner. */
  readonly meetsOwner: boolean;
}

/** Whether a price is good enough for a limit. */
export function reaches(isBuy: boolean, limitTicks: number, priceTicks: number): boolean {
  return isBuy ? priceTicks <= limitTicks : priceTicks >= limitTicks;
}

/** How many lots a quote amount buys at a price, at most the given number. */
export function lotsFor(quoteUnits: bigint, priceTicks: number, lotsMax: number): number {
  const affordable = quoteUnits / BigInt(priceTicks);
  return affordable < BigInt(lotsMax) ? Number(affordable) : lotsMax;
}

/** Walks the opposite side of a book as a taker would, and changes nothing. */
export function walkBook(opposite: PriceLadder, bounds: WalkBounds): BookWalk {
  const { isBuy, limitTicks, owner } = bounds;
  let remaining = bounds.lots ?? Number.MAX_SAFE_INTEGER;
  let budget = bounds.quoteUnits;
  let lots = 0n;
  let quoteUnits = 0n;
  let meetsOwner = false;
  for (let rank = 0; rank < opposite.levelCount; rank += 1) {
    const level = opposite.levelAt(rank);
    if (level === undefined || !reaches(isBuy, limitTicks, level.priceTicks)) break;
    const { priceTicks } = level;
    for (let maker = level.head; maker !== undefined; maker = maker.next) {
      const wanted = Math.min(maker.lots, remaining);
      const take = budget === undefined ? wanted : lotsFor(budget, priceTicks, wanted);
      if (take > 0 && maker.owner === owner) meetsOwner = true;
      const cost = BigInt(take) * BigInt(priceTicks);
      lots += BigInt(take);
      quoteUnits += cost;
      remaining -= take;
      if (budget !== undefined) budget -= cost;
      if (take < wanted || remaining === 0) return { lots, quoteUnits, complete: true, meetsOwner };
    }
  }
  return { lots, quoteUnits, complete: budget === 0n, meetsOwner };
}
