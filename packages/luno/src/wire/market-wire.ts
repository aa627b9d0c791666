import { z } from 'zod';
import {
  decimalWire,
  listWire,
  optionalDecimalWire,
  optionalTextWire,
  positiveWire,
  smallIntegerWire,
  timeWire,
} from './number-wire.ts';

/** A market's rules. The status is open: a new word must not hide the market. */
export const marketWire = z.object({
  market_id: z.string().min(1),
  trading_status: z.string(),
  base_currency: z.string().min(1),
  counter_currency: z.string().min(1),
  min_volume: decimalWire,
  max_volume: decimalWire,
  volume_scale: smallIntegerWire,
  min_price: decimalWire,
  max_price: decimalWire,
  price_scale: smallIntegerWire,
  fee_scale: smallIntegerWire.optional(),
});

/** A market's rules in Luno’s words, with exact numbers. */
export type MarketWire = z.output<typeof marketWire>;

/** All markets; rows are read one by one, so that a strange one does not hide the others. */
export const marketListWire = z.object({ markets: listWire(z.unknown()) });

/** Best prices of one market; `0.00` stands for a side without orders. */
export const tickerWire = z.object({
  pair: z.string().min(1),
  timestamp: timeWire,
  bid: optionalDecimalWire,
  ask: optionalDecimalWire,
  last_trade: optionalDecimalWire,
  status: optionalTextWire,
});

/** Best prices of one market in Luno’s words, with exact numbers. */
export type TickerWire = z.output<typeof tickerWire>;

/** Best prices of several markets; rows are read one by one. */
export const tickerListWire = z.object({ tickers: listWire(z.unknown()) });

const levelWire = z.object({ price: positiveWire, volume: positiveWire });

/** The best levels of one market, added up by price. */
export const orderBookWire = z.object({ timestamp: timeWire, bids: listWire(levelWire), asks: listWire(levelWire) });

/** The best levels in Luno’s words, with exact numbers. */
export type OrderBookWire = z.output<typeof orderBookWire>;

/** A bar; its time is its start. */
const candleWire = z.object({
  timestamp: timeWire,
  open: decimalWire,
  high: decimalWire,
  low: decimalWire,
  close: decimalWire,
  volume: decimalWire,
});

/** A bar in Luno’s words, with exact numbers. */
export type CandleWire = z.output<typeof candleWire>;

/** Bars, oldest first. */
export const candleListWire = z.object({ candles: listWire(candleWire) });
