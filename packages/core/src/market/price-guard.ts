/** Prices in a row that have to agree before a jump is believed. */
const confirmationsMin = 3;

/** The price of a market as far as it is confirmed: a single price far off is not believed, three in a row that agree are. */
export class PriceGuard {
  readonly #band: number;
  #confirmed: number | undefined = undefined;
  #doubted = 0;
  #agreeing = 0;

  /** @param band - How far one price may be from the one before, as a fraction. */
  constructor(band: number) {
    this.#band = band;
  }

  /** The last price that is believed; the first one is, because there is nothing to compare it with. */
  get confirmed(): number | undefined {
    return this.#confirmed;
  }

  /** Takes in a price. */
  note(price: number): void {
    if (this.#confirmed === undefined || this.#isNear(price, this.#confirmed)) {
      this.#confirmed = price;
      this.#agreeing = 0;
      return;
    }
    this.#agreeing = this.#agreeing > 0 && this.#isNear(price, this.#doubted) ? this.#agreeing + 1 : 1;
    this.#doubted = price;
    if (this.#agreeing < confirmationsMin) return;
    this.#confirmed = price;
    this.#agreeing = 0;
  }

  #isNear(price: number, other: number): boolean {
    return Math.abs(price - other) <= other * this.#band;
  }
}
