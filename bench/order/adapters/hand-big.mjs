// What one puts together from npm: an event emitter and a library of decimals.
import Big from 'big.js';
import { EventEmitter } from 'eventemitter3';
import { createEmitterAdapter } from '../hand-desk.mjs';
import { capital } from '../workload.mjs';

Big.DP = 16;
Big.RM = Big.roundHalfEven;

const lotSize = new Big('0.000001');

const numbers = {
  zero: new Big(0),
  quantityMin: new Big('0.0001'),
  read: text => new Big(text),
  plus: (a, b) => a.plus(b),
  minus: (a, b) => a.minus(b),
  isBelow: (a, b) => a.lt(b),
  isOnGrid: (value, what) => value.mod(what === 'price' ? 1 : lotSize).eq(0),
  value: (price, quantity) => price.times(quantity),
  part: (cost, part, whole) => (part.eq(whole) ? cost : cost.times(part).div(whole)),
  results: ({ position, ...quotes }) => ({
    position: position.times(1e6).toFixed(),
    ...Object.fromEntries(Object.entries(quotes).map(([name, amount]) => [name, amount.times(1e16).toFixed()])),
  }),
};

export default createEmitterAdapter(numbers, capital, () => new EventEmitter());
