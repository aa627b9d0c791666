import { describe, expect, test } from 'vitest';
import { renderClientOrderId } from './client-order-id.ts';
import { OwnRuns } from './own-runs.ts';

const rules = { lengthMax: 64, characters: '0-9A-Za-z' };
const runId = (number: number): string => number.toString(16).padStart(32, '0');
const idOf = (number: number): string => renderClientOrderId(runId(number), 3, rules);

describe('the runs of a journal', () => {
  test('know their orders, and tell those of another instance by the run in their ids', () => {
    const runs = new OwnRuns(runId(1), rules);
    runs.add(runId(2));
    expect(runs.strangerIn(idOf(1))).toBeUndefined();
    expect(runs.strangerIn(idOf(2))).toBeUndefined();
    expect(runs.strangerIn(idOf(3))).toBe(idOf(3).slice(0, 22));
  });

  test('say nothing about orders that something else placed', () => {
    const runs = new OwnRuns(runId(1), rules);
    for (const id of [undefined, '', 'by-hand-7', 'x-0123456789', 'a'.repeat(29)]) {
      expect(runs.strangerIn(id)).toBeUndefined();
    }
  });

  test('are remembered up to a hundred, the present one last', () => {
    const runs = new OwnRuns(runId(999), rules);
    for (let number = 0; number < 250; number += 1) runs.add(runId(number));
    runs.add(runId(999));
    expect(runs.ids).toHaveLength(100);
    expect(runs.ids.at(-1)).toBe(runId(999));
    expect(runs.strangerIn(idOf(249))).toBeUndefined();
    expect(runs.strangerIn(idOf(1))).toBeDefined();
  });
});
