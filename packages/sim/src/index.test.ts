import { expect, test } from 'vitest';
import * as sim from './index.ts';

test('the public surface is exactly this', () => {
  expect(Object.keys(sim).sort()).toEqual([
    'FeeMeter',
    'Ledger',
    'MatchingEngine',
    'SimulatedExchange',
    'computeFigures',
    'figureDefinitions',
    'fixedLatency',
    'fractionSlippage',
    'makerTakerFees',
    'monthlyReturns',
    'queueFills',
    'randomLatency',
    'recordedLatency',
    'tickSlippage',
    'tieredFees',
    'touchFills',
    'tradeThroughFills',
    'volumeFills',
    'volumeSlippage',
  ]);
});
