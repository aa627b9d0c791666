import { describe, expect, test } from 'vitest';
import { cumulative, dec, order, totals, tradeId } from './fixtures/an-order.ts';
import { after, approve, both, feesOf, show, streamed, traded } from './fixtures/show-order.ts';

describe('E5, fills', () => {
  test('totals bring the increase over what is known, and older or equal ones bring nothing', () => {
    const shown = order();
    const cumulatives = [totals('0.3'), totals('0.1'), totals('0.3'), totals('0.7', '71')];
    const increases = show(shown, cumulative, approve, ...cumulatives.map(told => streamed({ cumulative: told }))).map(
      ({ increase }) => increase && `${increase.base.toString()} for ${increase.quote.toString()}`,
    );
    expect(increases).toEqual([undefined, '0.3 for 30', undefined, undefined, '0.4 for 41']);
    expect(shown).toMatchObject({ filled: dec('0.7'), filledQuote: dec(71) });
  });

  test('an execution counts once, over whatever channel it comes', () => {
    const shown = after(
      tradeId,
      approve,
      traded('T-1', '0.3'),
      traded('T-2', '0.2'),
      traded('T-1', '0.3'),
      traded('T-2', '0.2'),
    );
    expect(shown.filled).toEqual(dec('0.5'));
  });

  test('where totals carry the money, an execution names the increase that it is, and adds nothing', () => {
    const shown = order();
    const trade = { liquidity: 'maker', brokerageTimeMs: 77 } as const;
    const [, first] = show(shown, both, approve, traded('T-1', '0.3', trade));
    expect(first).toMatchObject({ to: 'open', increase: undefined, missesFills: true });
    const [second] = show(shown, both, streamed({ cumulative: totals('0.3') }));
    expect(second?.increase).toMatchObject({
      base: dec('0.3'),
      tradeId: 'T-1',
      liquidity: 'maker',
      brokerageTimeMs: 77,
    });
    expect(second?.missesFills).toBe(false);
    const [third, fourth] = show(shown, both, streamed({ cumulative: totals('0.5') }), traded('T-2', '0.2'));
    expect(third?.increase).toMatchObject({ base: dec('0.2'), tradeId: undefined });
    expect(fourth).toMatchObject({ increase: undefined, changed: false, missesFills: false });
  });

  test('an execution names one increase only, and what it announced is missing until the totals bring it', () => {
    const shown = after(both, approve, traded('T-1', '0.2'), traded('T-2', '0.2'));
    const [first, second, third] = show(
      shown,
      both,
      streamed({ cumulative: totals('0.2') }),
      streamed({ cumulative: totals('0.4') }),
      streamed({ cumulative: totals('0.6') }),
    );
    expect(first).toMatchObject({ missesFills: true, increase: { tradeId: 'T-2' } });
    expect(second).toMatchObject({ missesFills: false, increase: { tradeId: undefined } });
    expect(third).toMatchObject({ missesFills: false, increase: { tradeId: undefined } });
  });

  test('where executions carry the money, what the totals announced is missing until executions bring it', () => {
    const shown = after(tradeId, approve, streamed({ cumulative: totals('0.5') }), traded('T-1', '0.2'), streamed({}));
    expect(shown).toMatchObject({ filled: dec('0.2'), missesFills: true, wantsLookUp: false });
    show(shown, tradeId, traded('T-2', '0.3'));
    expect(shown.missesFills).toBe(false);
  });

  test('a smaller fee at the same total is an older one', () => {
    const fee = (amount: string) => [{ asset: 'ZAR', amount: dec(amount) }];
    const told = (amount: string) => streamed({ cumulative: totals('0.5', 50, fee(amount)) });
    const shown = after(cumulative, approve, told('0'), told('0.1'), told('0'));
    expect(feesOf(shown)).toEqual({ ZAR: '0.1' });
  });

  test('fees follow the total that they were told with', () => {
    const shown = order();
    const fee = (asset: string, amount: string) => [{ asset, amount: dec(amount) }];
    const told = (base: string, fees: ReturnType<typeof fee> | undefined) =>
      streamed({ cumulative: totals(base, undefined, fees) });
    show(shown, cumulative, approve, told('0.2', fee('XBT', '0.002')), told('0.4', undefined));
    expect(feesOf(shown)).toEqual({ XBT: '0.002' });
    show(shown, cumulative, told('0.3', fee('XBT', '0.003')), told('0.2', fee('XBT', '0.002')));
    expect(feesOf(shown)).toEqual({ XBT: '0.003' });
    show(shown, cumulative, told('0.4', fee('ZAR', '-1')));
    expect(feesOf(shown)).toEqual({ ZAR: '-1' });
  });

  test('a fee that is counted late arrives as a fill without quantity, also for an order that has ended, and is no contradiction', () => {
    const shown = after(cumulative, approve, streamed({ cumulative: totals(1) }));
    expect(shown.state).toBe('filled');
    const [late] = show(
      shown,
      cumulative,
      streamed({ cumulative: totals(1, 100, [{ asset: 'ZAR', amount: dec('0.1') }]) }),
    );
    expect(late).toMatchObject({ to: 'filled', alarm: undefined, inconsistent: false });
    expect(late?.increase).toMatchObject({ base: dec(0), quote: dec(0), fees: [{ asset: 'ZAR', amount: dec('0.1') }] });
    const [again] = show(
      shown,
      cumulative,
      streamed({ cumulative: totals(1, 100, [{ asset: 'ZAR', amount: dec('0.1') }]) }),
    );
    expect(again?.increase).toBeUndefined();
  });

  test.each([
    { first: totals('0.5', 50), second: totals('0.4', 60) },
    { first: totals('0.5', 50), second: totals('0.6', 40) },
  ])('totals that cannot follow each other are not applied: an alarm', ({ first, second }) => {
    const shown = after(cumulative, approve, streamed({ cumulative: first }));
    const [transition] = show(shown, cumulative, streamed({ cumulative: second }));
    expect(transition).toMatchObject({ increase: undefined, alarm: { code: 'totals-conflict' }, wantsLookUp: true });
  });

  test('a higher quote total at the same base total is applied as a correction', () => {
    const shown = after(cumulative, approve, streamed({ cumulative: totals('0.5', 50) }));
    const [transition] = show(shown, cumulative, streamed({ cumulative: totals('0.5', '50.01') }));
    expect(transition?.increase).toMatchObject({ base: dec(0), quote: dec('0.01') });
  });
});
