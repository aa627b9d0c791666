import { Decimal } from 'decimal.js';
import { createDecimalAdapter } from '../measure.mjs';
import { places, trimZeros } from '../workload.mjs';

Decimal.set({ precision: 60, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -1e9, toExpPos: 1e9 });

export default createDecimalAdapter({
  create: () => ({
    parse: text => new Decimal(text),
    plus: (a, b) => a.plus(b),
    times: (a, b) => a.times(b),
    compare: (a, b) => a.cmp(b),
    round: a => a.toDecimalPlaces(places, Decimal.ROUND_HALF_UP),
    dividedBy: (a, b) => a.dividedBy(b).toDecimalPlaces(places, Decimal.ROUND_HALF_UP),
    toString: a => a.toString(),
  }),
  read: text => new Decimal(text),
  text: (result, _group, operation) => trimZeros(operation === 'toString' ? result : result.toFixed()),
});
