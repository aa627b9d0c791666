import { Decimal } from '@trader/core';
import { createLuno } from '@trader/luno';
import '@trader/luno-sandbox';
import '@trader/runner';
import { SimulatedExchange } from '@trader/sim';

if (createLuno({}).name !== 'luno' || typeof SimulatedExchange !== 'function') throw new Error('an export is missing');
process.stdout.write(`${Decimal.parse('0.1').plus('0.2')}\n`);
