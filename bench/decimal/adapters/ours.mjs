import { oursFile } from '../../harness/setup.mjs';
import { createDecimalAdapter } from '../measure.mjs';

const { Decimal } = await import(oursFile);

export default createDecimalAdapter({
  create: (_group, _scales, places) => ({
    parse: text => Decimal.parse(text),
    plus: (a, b) => a.plus(b),
    times: (a, b) => a.times(b),
    compare: (a, b) => a.compare(b),
    round: a => a.round(places, 'half-up'),
    dividedBy: (a, b) => a.dividedBy(b, places, 'half-up'),
    toString: a => a.toString(),
  }),
  read: text => Decimal.parse(text),
  text: result => result.toString(),
});
