import Big from 'big.js';
import { createMethodAccounting } from '../decimals.mjs';

Big.DP = 8;
Big.RM = Big.roundHalfUp;

export default createMethodAccounting({
  read: text => new Big(text),
  round: value => value.round(8, Big.roundHalfUp),
  divide: (a, b) => a.div(b),
});
