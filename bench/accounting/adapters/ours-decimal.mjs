// Our Decimal in the same bare loop as the other libraries.
import { oursFile } from '../../harness/setup.mjs';
import { createDecimalAccounting } from '../decimals.mjs';

const { Decimal } = await import(oursFile);

export default createDecimalAccounting({
  repeats: 6,
  read: text => Decimal.parse(text),
  round: value => value.round(8, 'half-up'),
  divide: (a, b) => a.dividedBy(b, 8, 'half-up'),
  compare: (a, b) => a.compare(b),
  negate: a => a.negated(),
  plus: (a, b) => a.plus(b),
  minus: (a, b) => a.minus(b),
  times: (a, b) => a.times(b),
  units: a => `${a.toUnits(8)}`,
});
