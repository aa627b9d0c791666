import { describe, expect, test } from 'vitest';
import { brokerageId, cumulative, dec, order, quoteSized, terms, totals, tradeId } from './fixtures/an-order.ts';
import { accepted, after, approve, lookedUp, show, streamed, timedOut, traded } from './fixtures/show-order.ts';
import type { OrderReason } from './order.ts';
import type { EvidenceRules } from './order-facts.ts';
import type { OrderInput } from './order-input.ts';

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

  test('absence proves nothing while the request may have left so lately that an accepted order would not show yet', () => {
    const waited = (waitedMs: number): OrderInput => ({ input: 'absent', brokerageTimeMs: 60_000, waitedMs });
    const shown = after(cumulative, approve, timedOut(1_000), waited(709));
    expect(shown.state).toBe('unknown');
    show(shown, cumulative, waited(710));
    expect(shown.state).toBe('rejected');
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

  test('an order that was shown since is not proven absent by the expiry that it once had', () => {
    const shown = after(cumulative, approve, timedOut(1_000), streamed({}), absentAt(1e15));
    expect(shown).toMatchObject({ state: 'open', inconsistent: false });
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
