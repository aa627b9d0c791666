import { BigNumber } from 'bignumber.js';
import { createDecimalAdapter } from '../measure.mjs';
import { places, trimZeros } from '../workload.mjs';

BigNumber.config({ DECIMAL_PLACES: places, ROUNDING_MODE: BigNumber.ROUND_HALF_UP, EXPONENTIAL_AT: 1e9 });

export default createDecimalAdapter({
  create: () => ({
    parse: text => new BigNumber(text),
    plus: (a, b) => a.plus(b),
    times: (a, b) => a.times(b),
    compare: (a, b) => a.comparedTo(b),
    round: a => a.decimalPlaces(places, BigNumber.ROUND_HALF_UP),
    dividedBy: (a, b) => a.dividedBy(b),
    toString: a => a.toString(),
  }),
  read: text => new BigNumber(text),
  text: (result, _group, operation) => trimZeros(operation === 'toString' ? result : result.toFixed()),
});
