import { AssetLedger, Decimal, type Fill, type Order } from '@trader/core';
import type { BacktestOptions } from '../backtest/backtest-options.ts';
import type { BacktestFill, BacktestResult, EquityCurve } from '../backtest/backtest-result.ts';
import { buyAndHold } from '../figures/buy-and-hold.ts';
import { computeFigures } from '../figures/compute-figures.ts';
import type { AmountsByAsset, Figures } from '../figures/figures.ts';
import { monthlyReturns } from '../figures/monthly-returns.ts';
import type { BarColumns } from '../market-data/market-columns.ts';
import type {
  BacktestReport,
  ReportAccount,
  ReportBars,
  ReportCurve,
  ReportFees,
  ReportFigures,
  ReportFill,
  ReportOrder,
  ReportSettings,
  ReportStrategy,
} from './backtest-report.ts';

/** What a report is made of beside the result: the options of the backtest, and words for people. */
export interface BacktestReportOptions
  extends Pick<
    BacktestOptions,
    'balances' | 'fees' | 'fills' | 'latency' | 'slippage' | 'instruments' | 'sources' | 'strategies'
  > {
  /** What people call the run. Default: the strategies' ids. */
  readonly title?: string;
  /** Fraction per year that money earns without risk: 0.05 is 5 %. Default 0. */
  readonly riskFreeRate?: number;
  /** SHA-256 of data files, hexadecimal, by the name of their source. */
  readonly dataHashes?: Readonly<Record<string, string>>;
}

/**
 * The report of a backtest: figures, curves, lists and settings as plain JSON.
 *
 * @param result - What {@link runBacktest} gave.
 * @param options - What it was given.
 * @throws `system/invalid-options` where figures cannot be computed from the options.
 */
export function createBacktestReport(result: BacktestResult, options: BacktestReportOptions): BacktestReport {
  const { total, strategies } = computeFigures(result, options);
  const { seed, hash, startMs, endMs, rows, events, reportingAsset } = result;
  return {
    format: 'trader-backtest',
    version: 1,
    title: options.title ?? options.strategies.map(({ id }) => id).join(', '),
    ...{ seed, hash, startMs, endMs, rows, events, reportingAsset },
    halted: result.halted ?? null,
    settings: settingsOf(options),
    instruments: options.instruments.map(each => each.toJSON()),
    data: options.sources.map(({ name, symbol, kind, intervalMs }) => {
      return { name, symbol, kind, intervalMs: intervalMs ?? null, sha256: options.dataHashes?.[name] ?? null };
    }),
    strategies: result.strategies.map(each => strategyOf(each, options)),
    total: accountOf(null, total, result.equity),
    accounts: result.strategies.map(({ strategy, equity }, index) =>
      accountOf(strategy, strategies[index]?.figures ?? total, equity),
    ),
    startBalances: AssetLedger.from(result.startBalances).toJSON(),
    endBalances: AssetLedger.from(result.endBalances).toJSON(),
    buyAndHold: holdingOf(result),
    roundTrips: result.strategies.flatMap(({ roundTrips }) => roundTrips),
    fills: result.fills.map(toReportFill),
    orders: result.orders.map(toReportOrder),
    bars: [...result.chartBars].map(([symbol, bars]) => toReportBars(symbol, bars)),
    alarms: result.alarms.map(({ timeMs, code, message }) => ({ timeMs, code, message })),
  };
}

function settingsOf(options: BacktestReportOptions): ReportSettings {
  return {
    balances: amountsOf(options.balances),
    fees: options.instruments.flatMap(({ symbol, base, quote }) =>
      (['buy', 'sell'] as const).map((side): ReportFees => {
        const terms = options.fees?.terms({ account: '', symbol, side });
        const asset = terms?.asset === 'base' ? base : quote;
        return { symbol, side, maker: terms?.maker.toString() ?? '0', taker: terms?.taker.toString() ?? '0', asset };
      }),
    ),
    fills: options.fills?.name ?? 'touch',
    latency: options.latency?.name ?? 'none',
    slippage: options.slippage?.name ?? 'none',
    riskFreeRate: options.riskFreeRate ?? 0,
  };
}

function strategyOf(
  { strategy, name, params, paused, capital }: BacktestResult['strategies'][number],
  options: BacktestReportOptions,
): ReportStrategy {
  const entry = options.strategies.find(({ id }) => id === strategy);
  return {
    id: strategy,
    name,
    symbols: entry?.symbols ?? [],
    params: params ?? null,
    capital: amountsOf(entry?.capital ?? {}),
    endCapital: AssetLedger.from(capital).toJSON(),
    paused: paused ?? null,
  };
}

function amountsOf(amounts: BacktestReportOptions['balances']): AmountsByAsset {
  return AssetLedger.from(
    Object.entries(amounts).map(([asset, amount]) => ({ asset, amount: Decimal.from(amount) })),
  ).toJSON();
}

function accountOf(strategy: string | null, figures: Figures, equity: EquityCurve): ReportAccount {
  return { strategy, figures: withNulls(figures), equity: toCurve(equity), monthlyReturns: monthlyReturns(equity) };
}

function withNulls(figures: Figures): ReportFigures {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, value ?? null])) as ReportFigures;
}

function toCurve({ timeMs, value, exposure }: EquityCurve): ReportCurve {
  return { timeMs: [...timeMs], value: [...value], exposure: [...exposure] };
}

function holdingOf({ chartBars, equity }: BacktestResult): BacktestReport['buyAndHold'] {
  const curve = buyAndHold([...chartBars.values()]);
  const start = equity.value[0];
  if (curve === undefined || start === undefined) return null;
  return { timeMs: [...curve.timeMs], value: Array.from(curve.value, each => each * start) };
}

function toReportFill({ fill, realisedPnl, positionAfter }: BacktestFill): ReportFill {
  const { clientOrderId, strategy, symbol, side, quantity, price, quoteQuantity, fees, liquidity } = fill;
  return {
    order: clientOrderId,
    strategy,
    symbol,
    side,
    quantity: quantity.toString(),
    price: price.toString(),
    quoteQuantity: quoteQuantity.toString(),
    fees: AssetLedger.from(fees).toJSON(),
    liquidity: liquidity ?? null,
    realisedPnl,
    positionAfter,
    timeMs: timeOf(fill),
  };
}

/** The exchange's time is when it happened; the engine's when the strategy heard of it. */
function timeOf({ brokerageTimeMs, timeMs }: Fill): number {
  return brokerageTimeMs ?? timeMs;
}

function toReportOrder(order: Order): ReportOrder {
  const { strategy, symbol, side, type, timeInForce, state } = order;
  return {
    id: order.clientOrderId,
    strategy,
    symbol,
    side,
    type,
    quantity: order.quantity?.toString() ?? null,
    quoteQuantity: order.quoteQuantity?.toString() ?? null,
    price: order.price?.toString() ?? null,
    stopPrice: order.stopPrice?.toString() ?? null,
    timeInForce,
    state,
    filled: order.filled.toString(),
    reason: order.reason ?? null,
    tag: order.tag ?? null,
    timeMs: order.requestedTimeMs,
  };
}

function toReportBars(symbol: string, bars: BarColumns): ReportBars {
  const column = (values: Float64Array): readonly number[] => [...values.subarray(0, bars.length)];
  return {
    symbol,
    intervalMs: bars.intervalMs,
    openTimeMs: column(bars.openTimeMs),
    open: column(bars.open),
    high: column(bars.high),
    low: column(bars.low),
    close: column(bars.close),
  };
}
