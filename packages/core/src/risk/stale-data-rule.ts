import type { RiskRule } from './risk-rule.ts';

/**
 * Denies orders on instruments whose market data is missing, broken or, where data is pulled, too old. A stream that is up
 * counts as fresh however quiet the market is: its silence is watched by the adapter.
 */
export function createStaleDataRule(staleAfterMs: number): RiskRule {
  return {
    name: 'stale-data',
    limit: `${staleAfterMs} ms`,
    review: ({ marketDataAgeMs, marketDataPulled, order }) => {
      if (marketDataAgeMs === undefined) {
        return {
          code: 'stale-data',
          message: `market data of ${order.symbol} is missing or its stream is broken; orders are taken again when it is back`,
        };
      }
      if (!marketDataPulled || marketDataAgeMs <= staleAfterMs) return undefined;
      return {
        code: 'stale-data',
        message: `market data of ${order.symbol} is ${marketDataAgeMs} ms old; staleAfterMs is ${staleAfterMs}`,
        limit: staleAfterMs,
        value: marketDataAgeMs,
      };
    },
  };
}
