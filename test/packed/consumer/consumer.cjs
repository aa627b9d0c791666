const { Decimal } = require('@trader/core');
const { createLuno } = require('@trader/luno');
require('@trader/luno-sandbox');
require('@trader/runner');
const { SimulatedExchange } = require('@trader/sim');

if (createLuno({}).name !== 'luno' || typeof SimulatedExchange !== 'function') throw new Error('an export is missing');
process.stdout.write(`${Decimal.parse('0.1').plus('0.2')}\n`);
