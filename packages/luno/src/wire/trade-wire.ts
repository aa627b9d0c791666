import { z } from 'zod';
import {
  decimalWire,
  integerTextWire,
  listWire,
  optionalDecimalWire,
  optionalTextWire,
  positiveWire,
  timeWire,
} from './number-wire.ts';

/** One of our trades. `type` is our side, `is_buy` the taker's. */
export const ownTradeWire = z.object({
  pair: z.string().min(1),
  order_id: z.string().min(1),
  client_order_id: optionalTextWire,
  sequence: integerTextWire,
  timestamp: timeWire,
  type: z.enum(['BID', 'ASK']),
  is_buy: z.boolean(),
  base: decimalWire,
  counter: decimalWire,
  fee_base: optionalDecimalWire,
  fee_counter: optionalDecimalWire,
});

/** One of our trades in Luno’s words, with exact numbers. */
export type OwnTradeWire = z.output<typeof ownTradeWire>;

/** A page of our trades. */
export const ownTradeListWire = z.object({ trades: listWire(ownTradeWire) });

/** A trade between anyone. `is_buy` is the taker's direction. */
const publicTradeWire = z.object({
  sequence: integerTextWire,
  timestamp: timeWire,
  price: positiveWire,
  volume: positiveWire,
  is_buy: z.boolean(),
});

/** A trade between anyone in Luno’s words, with exact numbers. */
export type PublicTradeWire = z.output<typeof publicTradeWire>;

/** Recent public trades, newest first. */
export const publicTradeListWire = z.object({ trades: listWire(publicTradeWire) });
