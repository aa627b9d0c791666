// ccxt's Precise (a bigint and a number of decimals), which its exchanges calculate with. It only cuts, so that half up is adding half
// a unit before.
import { Precise } from '../../node_modules/ccxt/js/src/base/Precise.js';
import { createDecimalAccounting } from '../decimals.mjs';

const half = new Precise('0.000000005');
const one = new Precise('1');
const round = value => value.add(half).div(one, 8);

export default createDecimalAccounting({
  read: text => new Precise(text),
  round,
  divide: (a, b) => round(a.div(b, 30)),
  compare: (a, b) => (a.equals(b) ? 0 : a.gt(b) ? 1 : -1),
  negate: a => a.neg(),
  plus: (a, b) => a.add(b),
  minus: (a, b) => a.sub(b),
  times: (a, b) => a.mul(b),
  units: a => a.mul(new Precise('100000000')).toString().split('.')[0],
});
