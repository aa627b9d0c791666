import { describe, expect, test } from 'vitest';
import { cumulative, dec, order, quoteSized, totals } from './fixtures/an-order.ts';
import { after, approve, show, streamed, timedOut } from './fixtures/show-order.ts';

describe('E7, a person', () => {
  test('settles an unknown order, and the reason says who and why', () => {
    const shown = after(cumulative, approve, timedOut(undefined));
    show(shown, cumulative, { input: 'settle', state: 'rejected', by: 'ann', note: 'not in the order list' });
    expect(shown.reason).toEqual({ code: 'settled', message: 'ann settled it as rejected: not in the order list' });
  });

  test('brings the totals along, fees included', () => {
    const shown = after(cumulative, approve, streamed({ cumulative: totals('0.3') }));
    const final = totals('0.5', 51, [{ asset: 'XBT', amount: dec('0.001') }]);
    const [settled] = show(shown, cumulative, {
      input: 'settle',
      state: 'canceled',
      by: 'ann',
      note: 'statement',
      totals: final,
    });
    expect(settled?.increase).toMatchObject({ base: dec('0.2'), quote: dec(21), fees: final.fees });
    expect(shown).toMatchObject({ state: 'canceled', filled: dec('0.5'), filledQuote: dec(51) });
  });

  test('clears up an order that ended inconsistent, without changing how it ended', () => {
    const shown = after(
      cumulative,
      approve,
      streamed({ status: 'finished', cumulative: totals('0.3') }),
      streamed({ cumulative: totals('0.4') }),
    );
    expect(shown).toMatchObject({ state: 'canceled', inconsistent: true, filled: dec('0.4') });
    show(shown, cumulative, { input: 'settle', state: 'canceled', by: 'ann', note: 'statement' });
    expect(shown).toMatchObject({ state: 'canceled', inconsistent: false });
  });

  test('is contradicted by a brokerage that shows the order live', () => {
    const shown = after(cumulative, approve, timedOut(undefined));
    show(shown, cumulative, { input: 'settle', state: 'canceled', by: 'ann', note: 'gone' });
    const [transition] = show(shown, cumulative, streamed({ status: 'open' }));
    expect(transition).toMatchObject({ to: 'canceled', inconsistent: true, alarm: { code: 'outcome-conflict' } });
  });

  test('is not believed when a buy for an amount of quote is to have paid more', () => {
    const placed = order(quoteSized());
    show(placed, cumulative, approve, timedOut(undefined));
    const settlement = { input: 'settle', state: 'filled', by: 'ann', note: 'typo' } as const;
    const [refused] = show(placed, cumulative, { ...settlement, totals: totals(1, 500) });
    expect(refused).toMatchObject({ to: 'unknown', alarm: { code: 'settlement-refused' } });
    const [settled] = show(placed, cumulative, { ...settlement, totals: totals(1, 100) });
    expect(settled).toMatchObject({ to: 'filled', alarm: undefined });
  });

  test.each([
    { why: 'lower totals', state: 'canceled', totals: totals('0.2') },
    { why: 'totals beyond the size', state: 'filled', totals: totals('1.1') },
    { why: 'base without quote', state: 'canceled', totals: totals('0.5', totals('0.3').quote.toString()) },
    { why: 'filled below the size', state: 'filled', totals: totals('0.5') },
    { why: 'canceled at the full size', state: 'canceled', totals: totals(1) },
    { why: 'rejected with fills', state: 'rejected', totals: undefined },
  ] as const)('is not believed against the facts: $why', ({ state, totals: given }) => {
    const shown = after(cumulative, approve, streamed({ cumulative: totals('0.3') }));
    const [refused] = show(shown, cumulative, { input: 'settle', state, by: 'ann', note: 'guess', totals: given });
    expect(refused).toMatchObject({
      to: 'open',
      changed: false,
      alarm: { code: 'settlement-refused', contradiction: false },
    });
  });
});
