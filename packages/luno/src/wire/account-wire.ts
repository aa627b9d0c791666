import { z } from 'zod';
import { decimalWire, integerTextWire, listWire, optionalDecimalWire } from './number-wire.ts';

/** What one account holds; an asset may have several accounts. `balance` includes `reserved`. */
const balanceWire = z.object({
  account_id: integerTextWire,
  asset: z.string().min(1),
  balance: decimalWire,
  reserved: decimalWire,
});

/** What one account holds in Luno’s words, with exact numbers. */
export type BalanceWire = z.output<typeof balanceWire>;

/** What all accounts hold. */
export const balanceListWire = z.object({ balance: listWire(balanceWire) });

/** What trading costs, as fractions. The split by side is newer than the plain pair. */
export const feeInfoWire = z.object({
  maker_fee: optionalDecimalWire,
  taker_fee: optionalDecimalWire,
  maker_fee_buy: optionalDecimalWire,
  maker_fee_sell: optionalDecimalWire,
  taker_fee_buy: optionalDecimalWire,
  taker_fee_sell: optionalDecimalWire,
});

/** What trading costs in Luno’s words, with exact numbers. */
export type FeeInfoWire = z.output<typeof feeInfoWire>;
