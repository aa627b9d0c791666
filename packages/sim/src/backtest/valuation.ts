import type { AssetAmount, Instrument, InstrumentId } from '@trader/core';
import { invalidOption } from '../exchange/exchange-settings.ts';

/** How one asset is valued: by the price of a market, or by its inverse. */
interface Rate {
  readonly instrumentId: InstrumentId;
  readonly isInverse: boolean;
}

/** What assets are worth in one of them, by the last prices of the markets. Doubles: for curves, not for money. */
export class Valuation {
  /** The asset that everything is counted in. */
  readonly reportingAsset: string;
  private readonly rates = new Map<string, Rate>();
  private readonly prices = new Map<InstrumentId, number>();

  /**
   * @param instruments - The markets.
   * @param reportingAsset - In which asset; default the quote asset, when all markets share one.
   * @throws `system/invalid-options` when there is no such asset.
   */
  constructor(instruments: readonly Instrument[], reportingAsset: string | undefined) {
    this.reportingAsset = reportingAsset ?? sharedQuote(instruments);
    for (const { id, base, quote } of instruments) {
      if (quote === this.reportingAsset) this.rates.set(base, { instrumentId: id, isInverse: false });
      else if (base === this.reportingAsset && !this.rates.has(quote))
        this.rates.set(quote, { instrumentId: id, isInverse: true });
    }
  }

  /** Whether an asset can be valued at all. */
  knows(asset: string): boolean {
    return asset === this.reportingAsset || this.rates.has(asset);
  }

  /** The last price of a market; `undefined` before the first. */
  price(instrumentId: InstrumentId): number | undefined {
    return this.prices.get(instrumentId);
  }

  /** The last price of a market is this. */
  note(instrumentId: InstrumentId, price: number): void {
    if (!Number.isNaN(price)) this.prices.set(instrumentId, price);
  }

  /** What one unit is worth; 0 while no price is known. */
  rate(asset: string): number {
    if (asset === this.reportingAsset) return 1;
    const rate = this.rates.get(asset);
    const price = rate === undefined ? undefined : this.prices.get(rate.instrumentId);
    if (rate === undefined || price === undefined) return 0;
    return rate.isInverse ? 1 / price : price;
  }

  /** What amounts are worth together, and how much of it is not the reporting asset itself or another market's quote. */
  value(amounts: readonly AssetAmount[], bases: ReadonlySet<string>): readonly [value: number, exposure: number] {
    let value = 0;
    let exposure = 0;
    for (const { asset, amount } of amounts) {
      if (amount.isZero()) continue;
      const worth = amount.toNumber() * this.rate(asset);
      value += worth;
      if (bases.has(asset) && asset !== this.reportingAsset) exposure += worth;
    }
    return [value, exposure];
  }
}

function sharedQuote(instruments: readonly Instrument[]): string {
  const quotes = new Set(instruments.map(({ quote }) => quote));
  const [first] = quotes;
  if (first !== undefined && quotes.size === 1) return first;
  const reason = 'the instruments are quoted in different assets; name the one that equity is counted in';
  throw invalidOption('reportingAsset', [...quotes].join(', '), reason);
}
