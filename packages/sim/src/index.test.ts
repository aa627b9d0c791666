import { expect, test } from 'vitest';
import * as sim from './index.ts';

test('the public surface is exactly this', () => {
  expect(Object.keys(sim).sort()).toEqual([
    'FeeMeter',
    'Ledger',
    'MatchingEngine',
    'SimulatedExchange',
    'barSource',
    'barsFromTrades',
    'computeFigures',
    'createBacktestReport',
    'figureDefinitions',
    'fixedLatency',
    'fractionSlippage',
    'makerTakerFees',
    'mergeSources',
    'monthlyReturns',
    'queueFills',
    'randomLatency',
    'recordedLatency',
    'renderReport',
    'resampleBars',
    'tickSlippage',
    'tickSource',
    'ticksFromTrades',
    'tieredFees',
    'touchFills',
    'tradeSource',
    'tradeThroughFills',
    'trapNondeterminism',
    'volumeFills',
    'volumeSlippage',
  ]);
});
