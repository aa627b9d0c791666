import { expect, test } from 'vitest';
import * as api from './index.ts';

test('exports', () => {
  expect(Object.keys(api).sort()).toEqual([
    'backtestProject',
    'configJsonSchema',
    'examineProject',
    'exitCodeOfError',
    'exitCodeOfSummary',
    'exitCodes',
    'findStrategies',
    'formatFinding',
    'initProject',
    'loadConfig',
    'optimizeProject',
    'registerTypeScript',
    'runTrader',
  ]);
});
