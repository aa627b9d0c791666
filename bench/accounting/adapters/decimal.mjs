import { Decimal } from 'decimal.js';
import { createMethodAccounting } from '../decimals.mjs';

Decimal.set({ precision: 50, rounding: Decimal.ROUND_HALF_UP });

export default createMethodAccounting({
  read: text => new Decimal(text),
  round: value => value.toDecimalPlaces(8, Decimal.ROUND_HALF_UP),
  divide: (a, b) => a.div(b).toDecimalPlaces(8, Decimal.ROUND_HALF_UP),
});
