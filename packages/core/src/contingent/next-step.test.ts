import { describe, expect, test } from 'vitest';
import type { ContingentOrderState } from './contingent-order.ts';
import { type ContingentFacts, type ContingentStep, nextStep } from './next-step.ts';

const states: readonly ContingentOrderState[] = ['working', 'target-reached', 'triggered', 'canceling', 'ended'];
const sizes: readonly ContingentFacts['left'][] = ['none', 'dust', 'held', 'some'];

function facts(given: Partial<ContingentFacts>): ContingentFacts {
  return { state: 'working', entry: 'ended', exit: 'none', takesProfit: true, left: 'some', entered: true, ...given };
}

/** Every combination of facts. */
function everything(): readonly ContingentFacts[] {
  const all: ContingentFacts[] = [];
  for (const state of states)
    for (const entry of ['none', 'live', 'ended'] as const)
      for (const exit of ['none', 'take-profit', 'stop'] as const)
        for (const left of sizes)
          for (const takesProfit of [true, false])
            for (const entered of [true, false]) all.push({ state, entry, exit, left, takesProfit, entered });
  return all;
}

describe('the table', () => {
  const rows: readonly (readonly [string, Partial<ContingentFacts>, ContingentStep])[] = [
    ['an entry that may trade is waited for', { entry: 'live' }, 'wait'],
    ['a reached target gives up the rest of the entry', { entry: 'live', state: 'target-reached' }, 'cancel-entry'],
    ['a reached stop gives up the rest of the entry', { entry: 'live', state: 'triggered' }, 'cancel-entry'],
    ['canceling cancels the entry', { entry: 'live', state: 'canceling' }, 'cancel-entry'],
    ['an entry that ended without a fill leaves nothing to do', { entered: false, left: 'none' }, 'never-entered'],
    ['a filled entry gets its take-profit', {}, 'place-take-profit'],
    ['without a take-profit the market is watched', { takesProfit: false }, 'wait'],
    ['a resting take-profit is left alone', { exit: 'take-profit' }, 'wait'],
    ['a reached stop cancels the take-profit first', { state: 'triggered', exit: 'take-profit' }, 'cancel-exit'],
    ['a reached stop with nothing live sends the stop', { state: 'triggered' }, 'place-stop'],
    ['a stop that is on its way is waited for', { state: 'triggered', exit: 'stop' }, 'wait'],
    ['canceling cancels the take-profit', { state: 'canceling', exit: 'take-profit' }, 'cancel-exit'],
    ['canceling cancels the stop', { state: 'canceling', exit: 'stop' }, 'cancel-exit'],
    ['nothing live and canceling: canceled', { state: 'canceling' }, 'canceled'],
    ['what was exited while canceling counts as exited', { state: 'canceling', left: 'none' }, 'exited'],
    ['nothing left: exited', { left: 'none' }, 'exited'],
    ['less than the smallest order left: nothing to exit', { left: 'dust' }, 'nothing-left'],
    ['base that other orders hold is waited for', { state: 'triggered', left: 'held' }, 'wait'],
    [
      'an order that is still live is waited for, whatever is left',
      { exit: 'stop', state: 'triggered', left: 'none' },
      'wait',
    ],
    ['without an entry the exits come at once', { entry: 'none' }, 'place-take-profit'],
  ];
  test.each(rows)('%s', (_, given, step) => {
    expect(nextStep(facts(given))).toBe(step);
  });
});

describe('whatever is so', () => {
  const places: readonly ContingentStep[] = ['place-take-profit', 'place-stop'];
  test('no exit is placed while the entry may trade', () => {
    const broken = everything().filter(each => each.entry === 'live' && places.includes(nextStep(each)));
    expect(broken).toEqual([]);
  });
  test('no exit is placed while another exit may trade', () => {
    const broken = everything().filter(each => each.exit !== 'none' && places.includes(nextStep(each)));
    expect(broken).toEqual([]);
  });
  test('nothing ends while an order of it may trade', () => {
    const steps: readonly ContingentStep[] = ['wait', 'cancel-entry', 'cancel-exit'];
    const live = everything().filter(({ entry, exit }) => entry === 'live' || exit !== 'none');
    expect(live.filter(each => !steps.includes(nextStep(each)))).toEqual([]);
  });
  test('after the end nothing is done', () => {
    const ended = everything().filter(({ state }) => state === 'ended');
    expect(new Set(ended.map(nextStep))).toEqual(new Set(['wait']));
  });
  test('a canceled one places nothing', () => {
    const canceling = everything().filter(({ state }) => state === 'canceling');
    expect(canceling.filter(each => places.includes(nextStep(each)))).toEqual([]);
  });
});
