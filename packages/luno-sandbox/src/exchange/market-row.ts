import type { DecimalInput } from '@trader/core';

/** Whether a market trades: `POST_ONLY` is a launch, `SUSPENDED` a halt with post-only orders, `DISABLED` takes no orders. */
export type TradingStatus = 'ACTIVE' | 'POST_ONLY' | 'SUSPENDED' | 'DISABLED';

/** One market of the sandbox: its rules as `GET /api/exchange/1/markets` shows them, its fees, and where its price starts. */
export interface MarketRow {
  /** Luno's market name, such as `XBTZAR`. */
  readonly marketId: string;
  /** Luno's code of what is traded. */
  readonly baseCurrency: string;
  /** Luno's code of what is paid with. */
  readonly counterCurrency: string;
  /** Smallest order volume, in base. */
  readonly minVolume: DecimalInput;
  /** Largest order volume, in base. */
  readonly maxVolume: DecimalInput;
  /** Most decimals of a volume. */
  readonly volumeScale: number;
  /** Lowest price. */
  readonly minPrice: DecimalInput;
  /** Highest price. */
  readonly maxPrice: DecimalInput;
  /** Most decimals of a price. */
  readonly priceScale: number;
  /** Decimals of a fee. */
  readonly feeScale: number;
  /** Maker fee as a fraction; negative is a rebate. */
  readonly makerFee: DecimalInput;
  /** Taker fee as a fraction. */
  readonly takerFee: DecimalInput;
  /** Where the simulated market starts. */
  readonly startPrice: DecimalInput;
  /** Where the row's rules come from: recorded on Luno's wire, or made up to be plausible. */
  readonly provenance: 'recorded' | 'synthetic';
}

/**
 * The markets a sandbox has when none are given. XBTUSDT carries the rules recorded on Luno's wire in 2026-09; the exact rows of the
 * others are not public, so their rules are synthetic. Fees are tier 1 of South Africa's table; start prices are synthetic everywhere.
 */
export const defaultMarkets: readonly MarketRow[] = [
  {
    marketId: 'XBTZAR',
    baseCurrency: 'XBT',
    counterCurrency: 'ZAR',
    minVolume: '0.0005',
    maxVolume: '100',
    volumeScale: 6,
    minPrice: '10',
    maxPrice: '100000000',
    priceScale: 0,
    feeScale: 8,
    makerFee: '0.004',
    takerFee: '0.006',
    startPrice: '1400000',
    provenance: 'synthetic',
  },
  {
    marketId: 'ETHZAR',
    baseCurrency: 'ETH',
    counterCurrency: 'ZAR',
    minVolume: '0.005',
    maxVolume: '1000',
    volumeScale: 6,
    minPrice: '10',
    maxPrice: '10000000',
    priceScale: 0,
    feeScale: 8,
    makerFee: '0.004',
    takerFee: '0.006',
    startPrice: '48000',
    provenance: 'synthetic',
  },
  {
    marketId: 'XBTUSDT',
    baseCurrency: 'XBT',
    counterCurrency: 'USDT',
    minVolume: '0.0005',
    maxVolume: '100',
    volumeScale: 4,
    minPrice: '100',
    maxPrice: '1000000',
    priceScale: 4,
    feeScale: 8,
    makerFee: '0.0008',
    takerFee: '0.001',
    startPrice: '80000',
    provenance: 'recorded',
  },
  {
    marketId: 'ETHXBT',
    baseCurrency: 'ETH',
    counterCurrency: 'XBT',
    minVolume: '0.01',
    maxVolume: '1000',
    volumeScale: 2,
    minPrice: '0.0001',
    maxPrice: '1',
    priceScale: 6,
    feeScale: 8,
    makerFee: '0.0008',
    takerFee: '0.001',
    startPrice: '0.034',
    provenance: 'synthetic',
  },
  {
    marketId: 'USDTZAR',
    baseCurrency: 'USDT',
    counterCurrency: 'ZAR',
    minVolume: '1',
    maxVolume: '1000000',
    volumeScale: 2,
    minPrice: '1',
    maxPrice: '1000',
    priceScale: 2,
    feeScale: 8,
    makerFee: '-0.0001',
    takerFee: '0.002',
    startPrice: '17.50',
    provenance: 'synthetic',
  },
];
