import { describe, expect, test } from 'vitest';
import { findStall, stallText } from './stall-text.ts';

const stack = `Error
    at eval (eval at onTick (file:///home/me/project/strategies/spin_strategy.ts:5:12), <anonymous>:1:8)
    at helper (file:///home/me/project/strategies/helper.ts:9:3)
    at SpinStrategy.onTick (/home/me/project/strategies/spin_strategy.ts:5:12)
    at StrategyRuntime.call (file:///home/me/project/node_modules/@trader/core/dist/index.js:1:2)
    at listOnTimeout (node:internal/timers:581:17)`;

describe('a standstill', () => {
  test('is named by the hook and the innermost line of the project', () => {
    const found = findStall(stack, '/home/me/project');
    expect(found).toEqual({ hook: 'SpinStrategy.onTick', place: 'strategies/helper.ts:9:3' });
    expect(stallText(found, 10)).toBe(
      'The event loop has stood still for 10 s in SpinStrategy.onTick at strategies/helper.ts:9:3: meanwhile nothing is sent, canceled or heard of',
    );
  });

  test('outside the project is named by its innermost line', () => {
    const found = findStall('Error\n    at spin (/srv/lib/x.js:1:2)\n    at /srv/lib/y.js:3:4', '/home/me/project');
    expect(found).toEqual({ hook: undefined, place: '../../../srv/lib/x.js:1:2' });
    expect(stallText(found, 10)).toContain(' s at ../../../srv/lib/x.js:1:2: ');
  });

  test('without a stack is told without a place', () => {
    expect(stallText(findStall('Error', '/home'), 10)).toContain('stood still for 10 s: ');
  });
});
