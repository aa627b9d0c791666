import { z } from 'zod';
import {
  listWire,
  optionalDecimalWire,
  optionalTextWire,
  optionalTimeWire,
  timeWire,
  totalWire,
} from './number-wire.ts';

/** An order as versions 2 and 3 of the API tell it. Account ids are left alone: nothing here needs them. */
export const orderWire = z.object({
  order_id: z.string().min(1),
  client_order_id: optionalTextWire,
  pair: z.string().min(1),
  side: z.enum(['BUY', 'SELL']),
  type: z.enum(['LIMIT', 'MARKET', 'STOP_LIMIT']),
  status: z.enum(['AWAITING', 'PENDING', 'COMPLETE']),
  limit_price: optionalDecimalWire,
  limit_volume: optionalDecimalWire,
  base: totalWire,
  counter: totalWire,
  fee_base: optionalDecimalWire,
  fee_counter: optionalDecimalWire,
  creation_timestamp: timeWire,
  expiration_timestamp: optionalTimeWire,
  completed_timestamp: optionalTimeWire,
  time_in_force: optionalTextWire,
});

/** An order in Luno’s words, with exact numbers. */
export type OrderWire = z.output<typeof orderWire>;

/** A page of orders, newest first. */
export const orderListWire = z.object({ orders: listWire(orderWire) });

/** What placing an order answers. */
export const orderPlacedWire = z.object({ order_id: z.string().min(1) });

/** What stopping an order answers. */
export const orderStoppedWire = z.object({ success: z.boolean() });
