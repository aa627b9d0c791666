import { expect, test } from 'vitest';
import * as api from './index.ts';

test('exports', () => {
  expect(Object.keys(api).sort()).toEqual([
    'configJsonSchema',
    'examineProject',
    'exitCodeOfError',
    'exitCodeOfSummary',
    'exitCodes',
    'findStrategies',
    'formatFinding',
    'initProject',
    'loadConfig',
    'registerTypeScript',
    'runTrader',
  ]);
});
