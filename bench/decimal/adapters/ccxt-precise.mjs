// ccxt's Precise only cuts, so that half up is adding half a unit before.
import { Precise } from '../../node_modules/ccxt/js/src/base/Precise.js';
import { createDecimalAdapter } from '../measure.mjs';
import { places, trimZeros } from '../workload.mjs';

const half = new Precise(`0.${'5'.padStart(places + 1, '0')}`);
const one = new Precise('1');
const round = value => value.add(half).div(one, places);

export default createDecimalAdapter({
  create: () => ({
    parse: text => new Precise(text),
    plus: (a, b) => a.add(b),
    times: (a, b) => a.mul(b),
    compare: (a, b) => (a.equals(b) ? 0 : a.gt(b) ? 1 : -1),
    round,
    dividedBy: (a, b) => round(a.div(b, 40)),
    toString: a => a.toString(),
  }),
  read: text => new Precise(text),
  text: (result, _group, operation) => trimZeros(operation === 'toString' ? result : result.toString()),
});
