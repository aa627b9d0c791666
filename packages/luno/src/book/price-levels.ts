import { minus, type Units } from './units.ts';

/** Everything on offer at one price of one side. */
export interface Level {
  /** The price in ticks. */
  readonly ticks: Units;
  /** The double nearest to the price. */
  readonly price: number;
  /** Volume of all orders here, in lots. */
  lots: Units;
  /** How many orders. */
  orders: number;
}

/** A stretch of neighbouring levels, worst first; ranks and levels lie side by side, so that searching touches ranks only. */
interface Run {
  readonly ranks: Units[];
  readonly levels: Level[];
}

/** A run that grows beyond this many levels is split in two. */
const runLengthMax = 64;
/** A run that shrinks below this many is joined to its neighbour, if both then have room to grow. */
const runLengthMin = 12;

/**
 * The levels of one side, sorted. They lie in short runs, the best at the end of the last, so that adding and removing a level moves
 * a few dozen entries at most wherever it lies, a few near the best price, and none for distance: outliers cost nothing.
 */
export class PriceLevels {
  readonly #direction: 1 | -1;
  readonly #runs: Run[] = [{ ranks: [], levels: [] }];
  // What ranks a run may hold at least; the first takes everything below the second.
  readonly #floors: Units[] = [Number.NEGATIVE_INFINITY];

  /** @param side - `asks` count the lowest price as the best, `bids` the highest. */
  constructor(side: 'asks' | 'bids') {
    this.#direction = side === 'asks' ? -1 : 1;
  }

  /** The level with the best price. */
  get best(): Level | undefined {
    const levels = this.#runs[this.#runs.length - 1]?.levels;
    return levels?.[levels.length - 1];
  }

  /** The level at a price, made with `price` when it does not exist. */
  at(ticks: Units, price: (ticks: Units) => number): Level {
    const rank = this.#rank(ticks);
    const index = this.#runOf(rank);
    const run = this.#run(index);
    const position = positionIn(run.ranks, rank);
    const found = run.levels[position];
    if (found !== undefined && run.ranks[position] === rank) return found;
    const level: Level = { ticks, price: price(ticks), lots: minus(ticks, ticks), orders: 0 };
    insert(run.ranks, position, rank);
    insert(run.levels, position, level);
    if (run.ranks.length > runLengthMax) this.#split(index, run);
    return level;
  }

  /** Takes out a level of this side. */
  remove(level: Level): void {
    const rank = this.#rank(level.ticks);
    const index = this.#runOf(rank);
    const run = this.#run(index);
    const position = positionIn(run.ranks, rank);
    take(run.ranks, position);
    take(run.levels, position);
    if (run.ranks.length < runLengthMin) this.#join(index, run);
  }

  /** Shows the levels from the best on until `visit` answers false. */
  walk(visit: (level: Level) => boolean): void {
    for (let index = this.#runs.length - 1; index >= 0; index -= 1) {
      const { levels } = this.#run(index);
      for (let position = levels.length - 1; position >= 0; position -= 1) {
        const level = levels[position];
        if (level !== undefined && !visit(level)) return;
      }
    }
  }

  #rank(ticks: Units): Units {
    return this.#direction === 1 ? ticks : -ticks;
  }

  #run(index: number): Run {
    // There is always a first run, and indices come from the directory.
    return this.#runs[index] as Run;
  }

  /** The last run whose floor is not above the rank. */
  #runOf(rank: Units): number {
    const floors = this.#floors;
    let low = 0;
    let high = floors.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((floors[middle] as Units) <= rank) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #split(index: number, run: Run): void {
    const half = run.ranks.length >> 1;
    const better: Run = { ranks: run.ranks.splice(half), levels: run.levels.splice(half) };
    this.#runs.splice(index + 1, 0, better);
    this.#floors.splice(index + 1, 0, better.ranks[0] as Units);
  }

  /** Hands the levels of a short run to the run below it. */
  #join(index: number, run: Run): void {
    if (index === 0) return;
    const below = this.#run(index - 1);
    if (run.ranks.length > 0 && below.ranks.length + run.ranks.length > runLengthMax / 2) return;
    below.ranks.push(...run.ranks);
    below.levels.push(...run.levels);
    this.#runs.splice(index, 1);
    this.#floors.splice(index, 1);
  }
}

/** Index of the first rank that is not below the given one. */
function positionIn(ranks: readonly Units[], rank: Units): number {
  let low = 0;
  let high = ranks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranks[middle] as Units) < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `splice` makes an array of what it takes out, even of nothing; moving a few entries by hand does not. */
function insert<T>(list: T[], position: number, item: T): void {
  list.push(item);
  for (let index = list.length - 1; index > position; index -= 1) list[index] = list[index - 1] as T;
  list[position] = item;
}

function take<T>(list: T[], position: number): void {
  for (let index = position + 1; index < list.length; index += 1) list[index - 1] = list[index] as T;
  list.pop();
}
