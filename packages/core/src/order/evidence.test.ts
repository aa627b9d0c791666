import { describe, expect, test } from 'vitest';
import { advanceOrder } from './advance-order.ts';
import {
  brokerageId,
  cumulative,
  dec,
  fillReport,
  order,
  quoteSized,
  report,
  terms,
  totals,
  tradeId,
} from './fixtures/an-order.ts';
import type { ManagedOrder } from './managed-order.ts';
import type { OrderReason } from './order.ts';
import type { EvidenceRules } from './order-facts.ts';
import type { OrderInput } from './order-input.ts';
import type { OrderTransition } from './order-transition.ts';

const both: EvidenceRules = { ...cumulative, fills: 'both' };
const approve: OrderInput = { input: 'approve' };
const accepted: OrderInput = {
  input: 'place-outcome',
  outcome: { outcome: 'accepted', brokerageOrderId: brokerageId('B-1') },
};

function streamed(overrides: Parameters<typeof report>[0]): OrderInput {
  return { input: 'report', source: 'stream', report: report(overrides) };
}

function lookedUp(overrides: Parameters<typeof report>[0]): OrderInput {
  return { input: 'report', source: 'look-up', report: report(overrides) };
}

function traded(...args: Parameters<typeof fillReport>): OrderInput {
  return { input: 'fill', fill: fillReport(...args) };
}

function timedOut(resolveByMs: number | undefined): OrderInput {
  return {
    input: 'place-outcome',
    outcome: { outcome: 'unknown', code: 'timed-out', message: 'no answer', resolveByMs },
  };
}

/** Shows an order one input after the other and returns the transitions. */
function show(shown: ManagedOrder, rules: EvidenceRules, ...inputs: readonly OrderInput[]): readonly OrderTransition[] {
  return inputs.map(input => {
    const transition = advanceOrder(shown, input, rules);
    shown.take(transition);
    return transition;
  });
}

/** An order that has been shown inputs. */
function after(rules: EvidenceRules, ...inputs: readonly OrderInput[]): ManagedOrder {
  const shown = order();
  show(shown, rules, ...inputs);
  return shown;
}

function feesOf(shown: Pick<ManagedOrder, 'fees'>): Record<string, string> {
  return Object.fromEntries(shown.fees.map(({ asset, amount }) => [asset, amount.toString()]));
}

describe('E1, accepted', () => {
  test('a fill that comes before the reply opens the order, and the late reply leaves it as it is', () => {
    const shown = after(tradeId, approve, traded('T-1', '0.4'));
    expect(shown.state).toBe('open');
    const [late] = show(shown, tradeId, accepted);
    expect(late).toMatchObject({ to: 'open', changed: false, alarm: undefined });
  });

  test('a fill of the whole size before the reply fills the order, and the late reply leaves it so', () => {
    const shown = after(tradeId, approve, timedOut(1_000), traded('T-1', 1), accepted);
    expect(shown).toMatchObject({ state: 'filled', inconsistent: false, reason: undefined });
  });

  test('a report by our id alone shows the order, and its id is learned from the next one', () => {
    const shown = after(cumulative, approve, streamed({ brokerageOrderId: undefined }));
    expect(shown).toMatchObject({ state: 'open', brokerageOrderId: undefined });
    show(shown, cumulative, streamed({}));
    expect(shown.brokerageOrderId).toBe('B-1');
  });

  test('a rejection that the brokerage reports before its reply says the same is one rejection', () => {
    const rejectedByReport = streamed({
      status: 'finished',
      finishedBy: 'rejected',
      cumulative: totals(0),
      reason: 'would take',
    });
    const refused: OrderInput = {
      input: 'place-outcome',
      outcome: { outcome: 'rejected', code: 'no', message: 'would take' },
    };
    for (const inputs of [
      [rejectedByReport, refused],
      [refused, rejectedByReport],
    ]) {
      expect(after(cumulative, approve, ...inputs)).toMatchObject({ state: 'rejected', inconsistent: false });
    }
  });

  test.each([
    { differs: 'side', told: { side: 'sell', quantity: dec(1), price: dec(100) } },
    { differs: 'quantity', told: { side: 'buy', quantity: dec(2), price: dec(100) } },
    { differs: 'price', told: { side: 'buy', quantity: dec(1), price: dec(101) } },
  ] as const)('an order of another $differs under our id is live and an alarm', ({ told }) => {
    const shown = after(cumulative, approve, timedOut(1_000));
    const [found] = show(shown, cumulative, lookedUp({ terms: { ...told, type: 'limit', timeInForce: undefined } }));
    expect(found).toMatchObject({
      to: 'open',
      inconsistent: true,
      alarm: { code: 'terms-conflict', contradiction: true },
    });
  });

  test('terms that are told in part are compared in part', () => {
    const told = {
      side: 'buy',
      type: 'limit',
      quantity: undefined,
      price: dec('100.0'),
      timeInForce: undefined,
    } as const;
    expect(after(cumulative, approve, streamed({ terms: told })).inconsistent).toBe(false);
  });
});

describe('E2, not accepted', () => {
  const absentAt = (brokerageTimeMs: number): OrderInput => ({ input: 'absent', brokerageTimeMs });

  test('absence after the expiry, the read lag and the clock resolution proves that it was never accepted', () => {
    const shown = after(cumulative, approve, timedOut(1_000), absentAt(1_210));
    expect(shown.state).toBe('unknown');
    show(shown, cumulative, absentAt(1_211));
    expect(shown).toMatchObject({ state: 'rejected', reason: { code: 'never-accepted' } });
  });

  test('the latest expiry of all requests counts, in whatever order they are told', () => {
    for (const expiries of [
      [1_000, 5_000],
      [5_000, 1_000],
      [5_000, undefined],
    ]) {
      const shown = after(cumulative, approve, ...expiries.map(timedOut), absentAt(1_211));
      expect(shown.state).toBe('unknown');
    }
  });

  test('an order whose place call has not come back is not proven absent, however late', () => {
    expect(after(cumulative, approve, absentAt(1e15)).state).toBe('submitted');
  });

  test('without a request expiry, or without its moment, absence proves nothing', () => {
    const without: EvidenceRules = { fills: 'cumulative', requestExpiry: undefined };
    expect(after(without, approve, timedOut(1_000), absentAt(1e15)).state).toBe('unknown');
    expect(after(cumulative, approve, timedOut(undefined), absentAt(1e15)).state).toBe('unknown');
  });

  test('the reason tells what was never sent from what was refused', () => {
    const notSent: OrderInput = {
      input: 'place-outcome',
      outcome: { outcome: 'not-sent', code: 'expired', message: 'waited too long' },
    };
    const refused: OrderInput = {
      input: 'place-outcome',
      outcome: { outcome: 'rejected', code: 'ErrFunds', message: 'too little' },
    };
    expect(after(cumulative, approve, notSent).reason).toEqual({
      code: 'never-sent',
      message: 'expired: waited too long',
    });
    expect(after(cumulative, approve, refused).reason).toEqual({
      code: 'brokerage-rejected',
      message: 'ErrFunds: too little',
    });
  });
});

describe('E4, ended', () => {
  test('finished without totals stays open until a look-up tells them', () => {
    const shown = after(cumulative, approve, accepted, streamed({ status: 'finished' }));
    expect(shown).toMatchObject({ state: 'open', brokerageFinished: true, wantsLookUp: true });
    show(shown, cumulative, streamed({ cumulative: totals('0.3') }));
    expect(shown).toMatchObject({ state: 'open', brokerageFinished: true, wantsLookUp: true });
    show(shown, cumulative, lookedUp({ status: 'finished', cumulative: totals('0.3') }));
    expect(shown).toMatchObject({ state: 'canceled', brokerageFinished: false, wantsLookUp: false });
  });

  test('single executions close it once they reach the total that it finished with, and the reason is remembered', () => {
    const shown = after(tradeId, approve, accepted, traded('T-1', '0.1'));
    show(
      shown,
      tradeId,
      streamed({ status: 'finished', finishedBy: 'expired', cumulative: totals('0.3'), reason: 'end of day' }),
    );
    expect(shown).toMatchObject({ state: 'open', brokerageFinished: true, missesFills: true });
    show(shown, tradeId, streamed({}), traded('T-2', '0.2'));
    expect(shown).toMatchObject({ state: 'expired', reason: { code: 'brokerage-expired', message: 'end of day' } });
  });

  test('an order that is called filled waits for its executions up to its size', () => {
    const shown = after(
      tradeId,
      approve,
      accepted,
      streamed({ status: 'finished', finishedBy: 'filled' }),
      traded('T-1', '0.9'),
    );
    expect(shown).toMatchObject({ state: 'open', brokerageFinished: true });
    show(shown, tradeId, traded('T-2', '0.1'));
    expect(shown.state).toBe('filled');
  });

  test('a finished report with older totals than ours does not end it', () => {
    const shown = after(cumulative, approve, accepted, streamed({ cumulative: totals('0.5') }));
    show(shown, cumulative, streamed({ status: 'finished', cumulative: totals('0.2') }));
    expect(shown).toMatchObject({ state: 'open', filled: dec('0.5'), brokerageFinished: true, missesFills: true });
  });

  test('called filled with a total below the size, it ended with a remainder, and the reason says so', () => {
    const shown = after(
      cumulative,
      approve,
      streamed({ status: 'finished', finishedBy: 'filled', cumulative: totals('0.9') }),
    );
    expect(shown).toMatchObject({ state: 'canceled', reason: { code: 'finished-short' } });
  });

  test('rejected after fills, it ended with a remainder', () => {
    const shown = after(
      cumulative,
      approve,
      streamed({ status: 'finished', finishedBy: 'rejected', cumulative: totals('0.9') }),
    );
    expect(shown).toMatchObject({ state: 'canceled', reason: { code: 'brokerage-rejected' } });
  });

  test('open reports that come late do not take back that it is finished', () => {
    const shown = after(cumulative, approve, streamed({ status: 'finished' }), streamed({ status: 'open' }));
    expect(shown.brokerageFinished).toBe(true);
  });

  test.each([
    { quote: '100', finishedBy: undefined, state: 'filled' },
    { quote: '99.99', finishedBy: undefined, state: 'canceled' },
    { quote: '99.99', finishedBy: 'filled', state: 'filled' },
    { quote: '40', finishedBy: 'canceled', state: 'canceled' },
    { quote: '0', finishedBy: 'rejected', state: 'rejected' },
  ] as const)(
    'sized in quote 100, finished at $quote and called $finishedBy, it is $state',
    ({ quote, finishedBy, state }) => {
      const shown = order(quoteSized());
      const base = quote === '0' ? '0' : '0.9';
      show(shown, cumulative, approve, accepted, streamed({ cumulative: totals('0.1', '10') }));
      expect(shown.state).toBe('open');
      const afresh = order(quoteSized());
      show(afresh, cumulative, approve, streamed({ status: 'finished', finishedBy, cumulative: totals(base, quote) }));
      expect(afresh).toMatchObject({ state, inconsistent: false });
    },
  );

  test('a purchase sized in quote that spent more is overfilled; a sale that raised more is not', () => {
    const buy = order(quoteSized());
    show(buy, cumulative, approve, streamed({ status: 'finished', cumulative: totals(1, '100.5') }));
    expect(buy).toMatchObject({ state: 'filled', inconsistent: true });
    const sell = order(quoteSized({ side: 'sell' }));
    show(sell, cumulative, approve, streamed({ status: 'finished', cumulative: totals(1, '100.5') }));
    expect(sell).toMatchObject({ state: 'filled', inconsistent: false });
  });
});

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

describe('E6, cancels', () => {
  const requestCancel: OrderInput = { input: 'request-cancel' };
  const cancelRefused: OrderInput = {
    input: 'cancel-outcome',
    outcome: { outcome: 'rejected', code: 'no', message: 'not pending' },
  };

  test('a cancel that the brokerage takes ends nothing; its report does', () => {
    const shown = after(cumulative, approve, accepted, requestCancel);
    shown.cancelSent();
    show(shown, cumulative, { input: 'cancel-outcome', outcome: { outcome: 'accepted' } });
    expect(shown).toMatchObject({ state: 'open', cancelRequested: true, cancelInFlight: false, wantsLookUp: false });
    show(shown, cumulative, streamed({ status: 'finished', cumulative: totals('0.2') }));
    expect(shown).toMatchObject({ state: 'canceled', filled: dec('0.2') });
  });

  test('a cancel that is refused because the order had filled asks for a look-up, and that finds it filled', () => {
    const shown = after(cumulative, approve, accepted, requestCancel, cancelRefused);
    expect(shown).toMatchObject({ state: 'open', wantsLookUp: true });
    show(shown, cumulative, streamed({}));
    expect(shown.wantsLookUp).toBe(true);
    show(shown, cumulative, lookedUp({ status: 'finished', cumulative: totals(1) }));
    expect(shown).toMatchObject({ state: 'filled', wantsLookUp: false, inconsistent: false });
  });

  test('a look-up that finds it open clears the doubt', () => {
    const shown = after(
      cumulative,
      approve,
      accepted,
      requestCancel,
      cancelRefused,
      lookedUp({ cumulative: totals(0) }),
    );
    expect(shown).toMatchObject({ state: 'open', wantsLookUp: false, cancelRequested: true });
  });
});

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

  test.each([
    { why: 'lower totals', state: 'canceled', totals: totals('0.2') },
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

describe('contradictions', () => {
  test('nothing of a second order under our id is applied to the first', () => {
    const shown = after(cumulative, approve, accepted);
    const [second] = show(
      shown,
      cumulative,
      streamed({ brokerageOrderId: brokerageId('B-2'), cumulative: totals('0.5') }),
    );
    expect(second).toMatchObject({
      increase: undefined,
      brokerageOrderId: 'B-1',
      alarm: { code: 'identity-conflict' },
    });
  });

  test('an order that was proven never accepted and fills after all has its money, and halts', () => {
    const shown = after(tradeId, approve, timedOut(1_000), { input: 'absent', brokerageTimeMs: 9_999 });
    const [late] = show(shown, tradeId, traded('T-1', '0.4'));
    expect(late).toMatchObject({ to: 'rejected', filled: dec('0.4'), inconsistent: true, wantsLookUp: true });
    const [looked] = show(shown, tradeId, lookedUp({ status: 'finished', cumulative: totals('0.4') }));
    expect(looked).toMatchObject({ to: 'rejected', wantsLookUp: false, inconsistent: true });
  });

  test('an execution for less than nothing is not applied', () => {
    const [transition] = show(after(tradeId, approve), tradeId, traded('T-1', '0.1', { quoteQuantity: dec(-1) }));
    expect(transition).toMatchObject({ increase: undefined, alarm: { code: 'unusable-fill' } });
  });

  test('the first reason stays with an order that ended, whatever contradicts it', () => {
    const denied: OrderReason = { code: 'capital', message: 'too little' };
    const shown = after(cumulative, { input: 'deny', reason: denied }, streamed({}));
    expect(shown.reason).toEqual(denied);
  });

  test('every message names the order', () => {
    const shown = order(terms());
    const [transition] = show(shown, cumulative, streamed({}));
    expect(transition?.alarm?.message).toContain('C-1');
  });
});
