import { silentLogger } from '@trader/core';
import { expect, test } from 'vitest';
import { tellHaltOnce, tellingHaltsOnce } from './halt-words.ts';

const why = 'new risk is halted (crash-loop): 5 runs in the last 10 minutes ended without being stopped';
const other = 'new risk is halted (halted): ann: lunch';

test('the first denial by a halt tells why, those after it only its code', () => {
  const tell = tellHaltOnce();
  expect([why, why, other, 'it needs 5 ZAR', other].map(tell)).toEqual([
    why,
    'new risk is halted (crash-loop)',
    other,
    'it needs 5 ZAR',
    'new risk is halted (halted)',
  ]);
});

test('so does the log, and leaves every other field alone', () => {
  const lines: unknown[] = [];
  const logger = tellingHaltsOnce({ ...silentLogger, info: (message, fields) => void lines.push([message, fields]) });
  logger.info('order 1 is denied', { strategy: 'a', reason: why });
  logger.info('order 2 is denied', { strategy: 'a', reason: why });
  logger.info('order 3 is open', { strategy: 'a', reason: undefined });
  logger.info('a word');
  expect(lines).toEqual([
    ['order 1 is denied', { strategy: 'a', reason: why }],
    ['order 2 is denied', { strategy: 'a', reason: 'new risk is halted (crash-loop)' }],
    ['order 3 is open', { strategy: 'a', reason: undefined }],
    ['a word', undefined],
  ]);
});
