import { describe, expect, test } from 'vitest';
import { createRandom } from '../market/random.ts';
import { createAccountIds, createOrderIds } from './ids.ts';

describe('order ids', () => {
  test('never repeat, and look like Luno’s', () => {
    const idOf = createOrderIds(1, 'luno');
    const ids = Array.from({ length: 20_000 }, (_, index) => idOf(index + 1));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every(id => /^BX[2-9A-HJKMNP-Z]{13}$/.test(id))).toBe(true);
  });

  test('are the same for the same seed and others for another', () => {
    expect(createOrderIds(4, 'luno')(7)).toBe(createOrderIds(4, 'luno')(7));
    expect(createOrderIds(4, 'luno')(7)).not.toBe(createOrderIds(5, 'luno')(7));
  });
});

describe('account ids', () => {
  test('have 19 digits that a double cannot hold', () => {
    const nextId = createAccountIds(createRandom(1), 'long');
    for (let count = 0; count < 100; count += 1) {
      const id = nextId();
      expect(id.toString()).toMatch(/^\d{19}$/);
      expect(id < 2n ** 63n).toBe(true);
      expect(BigInt(Number(id))).not.toBe(id);
    }
  });

  test.each(['long', 'small'] as const)('that are %s never repeat', style => {
    const nextId = createAccountIds(createRandom(1), style);
    const ids = Array.from({ length: 900 }, nextId);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
