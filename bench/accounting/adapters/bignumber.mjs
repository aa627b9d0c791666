import { BigNumber } from 'bignumber.js';
import { createDecimalAccounting } from '../decimals.mjs';

BigNumber.config({ DECIMAL_PLACES: 8, ROUNDING_MODE: BigNumber.ROUND_HALF_UP, EXPONENTIAL_AT: 60 });

export default createDecimalAccounting({
  read: text => new BigNumber(text),
  round: value => value.decimalPlaces(8, BigNumber.ROUND_HALF_UP),
  divide: (a, b) => a.div(b),
  compare: (a, b) => a.comparedTo(b),
  negate: a => a.negated(),
  plus: (a, b) => a.plus(b),
  minus: (a, b) => a.minus(b),
  times: (a, b) => a.times(b),
  units: a => a.times(1e8).toFixed(0),
});
