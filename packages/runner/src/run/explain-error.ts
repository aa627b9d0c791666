import { isTradingError } from '@trader/core';
import { configInvalid, errorFinding, withoutStop } from '../config/finding.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { ConfigPath } from '../config/yaml-document.ts';

/**
 * An error of core or of an adapter as the person who wrote the configuration needs it: with the line that it is about. An
 * error that is not about the configuration comes back as it is.
 */
export function explainError(error: unknown, loaded: LoadedConfig): unknown {
  const found = findingOf(error, loaded);
  if (found === undefined) return error;
  const place = loaded.placeOf(found.path);
  const problem = loaded.redact(withoutStop(found.problem));
  return configInvalid([errorFinding(place, problem, found.remedy)], error);
}

/** What to do about a journal that belongs to another account. */
export const otherAccountRemedy =
  'Use the key of that account again, or name another file under journal: for this one; if you know that both are one account, run once with --accept-account';

interface Found {
  readonly path: ConfigPath;
  readonly problem: string;
  readonly remedy: string;
}

function findingOf(error: unknown, loaded: LoadedConfig): Found | undefined {
  const strategies = loaded.config.strategies;
  if (isTradingError(error, 'instrument/unknown')) {
    const { symbol, suggestion } = error.context;
    const index = strategies.findIndex(each => each.symbols.includes(symbol));
    const path = ['strategies', index, 'symbols', strategies[index]?.symbols.indexOf(symbol) ?? 0];
    const remedy =
      suggestion === undefined ? 'Write the name of a market as the brokerage does' : `Did you mean "${suggestion}"?`;
    return { path, problem: `${error.context.brokerage} has no market called ${symbol}`, remedy };
  }
  if (isTradingError(error, 'strategy/invalid')) {
    const { strategy, field, reason } = error.context;
    const index = strategies.findIndex(each => each.id === strategy);
    return {
      path: ['strategies', index, ...field.split('.')],
      problem: `strategy "${strategy}": ${field} ${reason}`,
      remedy: 'Correct it',
    };
  }
  if (isTradingError(error, 'journal/other-account')) {
    const { expected, found } = error.context;
    return {
      path: ['brokerage'],
      problem: `the journal belongs to ${expected}, and the key in use reaches ${found}; nothing was started`,
      remedy: otherAccountRemedy,
    };
  }
  if (isTradingError(error, 'system/invalid-options')) {
    const { field, reason } = error.context;
    if (field.startsWith('capital.')) return { path: capitalPath(field, loaded), problem: reason, remedy: '' };
    if (field === 'fills') {
      const remedy = 'Choose another model, or add data that it can be fed with';
      return { path: ['simulation', field], problem: `simulation.${error.message}`, remedy };
    }
    return { path: field.split('.'), problem: error.message, remedy: 'Correct it' };
  }
  return undefined;
}

/** `capital.ZAR` is about the first strategy that is given some. */
function capitalPath(field: string, loaded: LoadedConfig): ConfigPath {
  const asset = field.slice('capital.'.length);
  const index = loaded.config.strategies.findIndex(each => Object.hasOwn(each.capital ?? {}, asset));
  return ['strategies', Math.max(index, 0), 'capital', asset];
}
