import type { StrategyId } from '../order/order.ts';
import { createCapitalRule } from '../risk/capital-rule.ts';
import { createInstrumentRule } from '../risk/instrument-rule.ts';
import { createLimitRules, staleAfterMsDefault } from '../risk/limit-rules.ts';
import type { RiskRule } from '../risk/risk-rule.ts';
import { selfTradeRule } from '../risk/self-trade-rule.ts';
import { createStaleDataRule } from '../risk/stale-data-rule.ts';
import type { StrategyEntry } from '../strategy/strategy-entry.ts';
import type { EngineOptions } from './engine-options.ts';
import { type StrategyRules, strategyRules } from './risk-facts.ts';

/** The rules that every order of a strategy passes: cheap and certain ones first, the user's own last. */
export function createRules(options: EngineOptions): ReadonlyMap<StrategyId, StrategyRules> {
  const { capabilities, risk, riskRules, strategies } = options;
  const mayGoShort = new Set(strategies.filter(entry => isShort(entry, options)).map(({ id }) => id));
  const rulesOf = (entry: StrategyEntry): StrategyRules => {
    const first: readonly RiskRule[] = [
      createInstrumentRule(capabilities),
      createStaleDataRule(Math.min(entry.risk?.staleAfterMs ?? Infinity, risk.staleAfterMs ?? staleAfterMsDefault)),
    ];
    const limits = [...createLimitRules(entry.risk ?? {}, 'strategy'), ...createLimitRules(risk, 'system')];
    const last = [createCapitalRule(strategy => mayGoShort.has(strategy)), selfTradeRule, ...riskRules];
    // Whoever closes a position wants less risk: a limit on the size of orders must not keep it open.
    return strategyRules([...first, ...limits, ...last], [...first, ...last]);
  };
  return new Map(strategies.map(entry => [entry.id, rulesOf(entry)]));
}

/** Whether a strategy may sell more than it owns: configured so, at a brokerage that can. */
export function isShort(entry: StrategyEntry, { capabilities }: Pick<EngineOptions, 'capabilities'>): boolean {
  return entry.positionMode === 'netting' && capabilities.shortSelling;
}
