import Big from 'big.js';
import { createDecimalAdapter } from '../measure.mjs';
import { places, trimZeros } from '../workload.mjs';

Big.DP = places;
Big.RM = Big.roundHalfUp;

export default createDecimalAdapter({
  create: () => ({
    parse: text => new Big(text),
    plus: (a, b) => a.plus(b),
    times: (a, b) => a.times(b),
    compare: (a, b) => a.cmp(b),
    round: a => a.round(places, Big.roundHalfUp),
    dividedBy: (a, b) => a.div(b),
    toString: a => a.toFixed(),
  }),
  read: text => new Big(text),
  text: (result, _group, operation) => trimZeros(operation === 'toString' ? result : result.toFixed()),
});
