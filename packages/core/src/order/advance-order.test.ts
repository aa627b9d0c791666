import { describe, expect, test } from 'vitest';
import { advanceOrder } from './advance-order.ts';
import { brokerageId, cumulative, dec, fillReport, order, report, totals, tradeId } from './fixtures/an-order.ts';
import type { ManagedOrder } from './managed-order.ts';
import type { OrderState } from './order.ts';
import type { OrderInput, OrderInputKind } from './order-input.ts';
import type { OrderTransition } from './order-transition.ts';

// An order of each state, as it gets there: buy 1 at 100. What traded has 0.4 filled, except where all of it was.
const shown = { acknowledged: true, brokerageOrderId: brokerageId('B-1'), trading: true } as const;
const partly = {
  ...shown,
  filled: dec('0.4'),
  filledQuote: dec('40'),
  reportedBase: dec('0.4'),
  feesToldAt: dec('0.4'),
};
const wholly = { ...shown, filled: dec('1'), filledQuote: dec('100'), reportedBase: dec('1'), feesToldAt: dec('1') };
const facts: Record<OrderState, Partial<ManagedOrder>> = {
  requested: {},
  denied: { reason: { code: 'capital', message: 'too little' } },
  submitted: {},
  unknown: { reason: { code: 'timed-out', message: 'no answer' }, resolveByMs: 1_000 },
  open: partly,
  filled: wholly,
  canceled: { ...partly, finalBase: dec('0.4') },
  expired: { ...partly, finalBase: dec('0.4'), finishedBy: 'expired' },
  rejected: { reason: { code: 'brokerage-rejected', message: 'no funds' } },
};
const states = Object.keys(facts) as OrderState[];

function orderIn(state: OrderState): ManagedOrder {
  return Object.assign(order(), { state }, facts[state]);
}

const failed = { code: 'some-code', message: 'some reason' };
const settleBase = { input: 'settle', by: 'ann', note: 'saw it' } as const;
const inputs = {
  approve: { input: 'approve' },
  deny: { input: 'deny', reason: { code: 'capital', message: 'too little' } },
  accepted: { input: 'place-outcome', outcome: { outcome: 'accepted', brokerageOrderId: brokerageId('B-1') } },
  'accepted as another': {
    input: 'place-outcome',
    outcome: { outcome: 'accepted', brokerageOrderId: brokerageId('B-2') },
  },
  rejected: { input: 'place-outcome', outcome: { outcome: 'rejected', ...failed } },
  'not sent': { input: 'place-outcome', outcome: { outcome: 'not-sent', ...failed } },
  'outcome unknown': { input: 'place-outcome', outcome: { outcome: 'unknown', ...failed, resolveByMs: 900 } },
  'report pending': { input: 'report', source: 'stream', report: report({ status: 'pending' }) },
  'report open': { input: 'report', source: 'stream', report: report() },
  'report open, listed': { input: 'report', source: 'list', report: report() },
  'report of another': { input: 'report', source: 'stream', report: report({ brokerageOrderId: brokerageId('B-2') }) },
  'totals 0.2': { input: 'report', source: 'stream', report: report({ cumulative: totals('0.2') }) },
  'totals 0.4': { input: 'report', source: 'stream', report: report({ cumulative: totals('0.4') }) },
  'totals 0.5': { input: 'report', source: 'look-up', report: report({ cumulative: totals('0.5') }) },
  'totals 1': { input: 'report', source: 'stream', report: report({ cumulative: totals(1) }) },
  'totals 1.5': { input: 'report', source: 'stream', report: report({ cumulative: totals('1.5') }) },
  finished: { input: 'report', source: 'stream', report: report({ status: 'finished' }) },
  'finished, filled': {
    input: 'report',
    source: 'stream',
    report: report({ status: 'finished', finishedBy: 'filled' }),
  },
  'finished at 0': {
    input: 'report',
    source: 'stream',
    report: report({ status: 'finished', finishedBy: 'canceled', cumulative: totals(0) }),
  },
  'finished at 0.4': {
    input: 'report',
    source: 'look-up',
    report: report({ status: 'finished', cumulative: totals('0.4') }),
  },
  'finished at 0.7': {
    input: 'report',
    source: 'stream',
    report: report({ status: 'finished', cumulative: totals('0.7') }),
  },
  'finished at 1': { input: 'report', source: 'stream', report: report({ status: 'finished', cumulative: totals(1) }) },
  'expired at 0.4': {
    input: 'report',
    source: 'stream',
    report: report({ status: 'finished', finishedBy: 'expired', cumulative: totals('0.4') }),
  },
  'rejected at 0': {
    input: 'report',
    source: 'stream',
    report: report({ status: 'finished', finishedBy: 'rejected', cumulative: totals(0) }),
  },
  'trade of 0.1': { input: 'fill', fill: fillReport('T-1', '0.1') },
  'trade of 0.6': { input: 'fill', fill: fillReport('T-1', '0.6') },
  'trade of 1.5': { input: 'fill', fill: fillReport('T-1', '1.5') },
  'trade of nothing': { input: 'fill', fill: fillReport('T-1', 0) },
  'trade of another side': { input: 'fill', fill: fillReport('T-1', '0.1', { side: 'sell' }) },
  'absent, proven': { input: 'absent', brokerageTimeMs: 1_211 },
  'absent, too early': { input: 'absent', brokerageTimeMs: 1_210 },
  'absent, no time': { input: 'absent', brokerageTimeMs: undefined },
  'look-up failed': { input: 'look-up-failed' },
  'request cancel': { input: 'request-cancel' },
  'cancel accepted': { input: 'cancel-outcome', outcome: { outcome: 'accepted' } },
  'cancel rejected': { input: 'cancel-outcome', outcome: { outcome: 'rejected', ...failed } },
  'cancel not sent': { input: 'cancel-outcome', outcome: { outcome: 'not-sent', ...failed } },
  'cancel unknown': { input: 'cancel-outcome', outcome: { outcome: 'unknown', ...failed } },
  'settle canceled': { ...settleBase, state: 'canceled' },
  'settle expired': { ...settleBase, state: 'expired' },
  'settle rejected': { ...settleBase, state: 'rejected' },
  'settle filled': { ...settleBase, state: 'filled' },
  'settle canceled at 0.7': { ...settleBase, state: 'canceled', totals: totals('0.7') },
  'settle filled at 1': { ...settleBase, state: 'filled', totals: totals(1) },
} satisfies Record<string, OrderInput>;
type InputName = keyof typeof inputs;
const inputNames = Object.keys(inputs) as InputName[];

/**
 * What a transition does, as one line: the state after, `+` the base that it applies, flags that it raises (`finished`: they say done,
 * fills missing; `cancel`: asked for; `missing`: fills known to exist; `look-up`: evidence needed now), `!` its alarm. `=`: nothing.
 */
function describeTransition(from: ManagedOrder, next: OrderTransition): string {
  const parts: string[] = [next.to];
  if (next.increase !== undefined) parts.push(`+${next.increase.base.toString()}`);
  if (next.brokerageFinished) parts.push('finished');
  if (next.cancelRequested) parts.push('cancel');
  if (next.missesFills) parts.push('missing');
  if (next.wantsLookUp) parts.push('look-up');
  if (next.alarm !== undefined) parts.push(`!${next.alarm.code}`);
  const text = parts.join(' ');
  const nothing = text === from.state && !next.changed && next.inconsistent === from.inconsistent;
  return nothing ? '=' : text;
}

type Row = Record<OrderState, string>;

/** A row for orders that ended after the brokerage had shown them. */
function ended(text: (state: OrderState) => string): Pick<Row, 'filled' | 'canceled' | 'expired'> {
  return { filled: text('filled'), canceled: text('canceled'), expired: text('expired') };
}

const unsentAlarm = '!unexpected-evidence';
const refusedAlarm = '!outcome-conflict';
const nowhere: Row = {
  requested: '=',
  denied: '=',
  submitted: '=',
  unknown: '=',
  open: '=',
  ...ended(() => '='),
  rejected: '=',
};
/** The brokerage shows the order and tells no money. */
const seen: Row = {
  ...nowhere,
  requested: `open ${unsentAlarm}`,
  denied: `denied look-up ${unsentAlarm}`,
  submitted: 'open',
  unknown: 'open',
  rejected: `rejected look-up ${refusedAlarm}`,
};
const anotherIdentity: Row = {
  ...seen,
  open: 'open !identity-conflict',
  ...ended(state => `${state} !identity-conflict`),
};
const settlementRefused: Row = {
  requested: 'requested !settlement-refused',
  denied: 'denied !settlement-refused',
  submitted: 'submitted !settlement-refused',
  unknown: 'unknown !settlement-refused',
  open: 'open !settlement-refused',
  ...ended(state => `${state} !settlement-refused`),
  rejected: 'rejected !settlement-refused',
};
const cancelFailed: Row = {
  ...nowhere,
  submitted: 'submitted look-up',
  unknown: 'unknown look-up',
  open: 'open look-up',
};

/** The brokerage shows the order with a base total, open or finished; what every state makes of it where totals carry the money. */
function seenWith(base: string, live: string, open: string, late: Partial<Row>): Row {
  return {
    ...seen,
    requested: `${live.replace('@', `+${base}`)} ${unsentAlarm}`,
    denied: `denied +${base} look-up ${unsentAlarm}`,
    submitted: live.replace('@', `+${base}`),
    unknown: live.replace('@', `+${base}`),
    open,
    rejected: `rejected +${base} look-up ${refusedAlarm}`,
    ...late,
  };
}

const whereTotalsCount: Record<InputName, Row> = {
  approve: { ...nowhere, requested: 'submitted' },
  deny: { ...nowhere, requested: 'denied' },
  accepted: seen,
  'accepted as another': anotherIdentity,
  rejected: {
    requested: `rejected ${unsentAlarm}`,
    denied: `denied ${unsentAlarm}`,
    submitted: 'rejected',
    unknown: 'rejected',
    open: `open look-up ${refusedAlarm}`,
    ...ended(state => `${state} ${refusedAlarm}`),
    rejected: '=',
  },
  'not sent': {
    requested: 'rejected',
    denied: '=',
    submitted: 'rejected',
    unknown: 'rejected',
    open: `open look-up ${refusedAlarm}`,
    ...ended(state => `${state} ${refusedAlarm}`),
    rejected: '=',
  },
  'outcome unknown': {
    ...nowhere,
    requested: `unknown ${unsentAlarm}`,
    denied: `denied look-up ${unsentAlarm}`,
    submitted: 'unknown',
  },
  'report pending': seen,
  'report open': seen,
  'report open, listed': seen,
  'report of another': anotherIdentity,
  'totals 0.2': seenWith('0.2', 'open @', '=', {}),
  'totals 0.4': seenWith('0.4', 'open @', '=', {}),
  'totals 0.5': seenWith('0.5', 'open @', 'open +0.1', {
    canceled: 'canceled +0.1 !fill-after-end',
    expired: 'expired +0.1 !fill-after-end',
  }),
  'totals 1': seenWith('1', 'filled @', 'filled +0.6', {
    canceled: 'canceled +0.6 !fill-after-end',
    expired: 'expired +0.6 !fill-after-end',
  }),
  'totals 1.5': {
    ...seenWith('1.5', 'filled @ !overfilled', 'filled +1.1 !overfilled', {
      filled: 'filled +0.5 !fill-after-end',
      canceled: 'canceled +1.1 !fill-after-end',
      expired: 'expired +1.1 !fill-after-end',
    }),
    requested: `filled +1.5 ${unsentAlarm}`,
  },
  finished: {
    ...seen,
    requested: `open finished missing look-up ${unsentAlarm}`,
    submitted: 'open finished missing look-up',
    unknown: 'open finished missing look-up',
    open: 'open finished missing look-up',
  },
  'finished, filled': {
    ...seen,
    requested: `open finished missing look-up ${unsentAlarm}`,
    submitted: 'open finished missing look-up',
    unknown: 'open finished missing look-up',
    open: 'open finished missing look-up',
  },
  'finished at 0': {
    ...seen,
    requested: `canceled ${unsentAlarm}`,
    submitted: 'canceled',
    unknown: 'canceled',
    open: 'open finished missing',
  },
  'finished at 0.4': seenWith('0.4', 'canceled @', 'canceled', {}),
  'finished at 0.7': seenWith('0.7', 'canceled @', 'canceled +0.3', {
    canceled: 'canceled +0.3 !fill-after-end',
    expired: 'expired +0.3 !fill-after-end',
  }),
  'finished at 1': seenWith('1', 'filled @', 'filled +0.6', {
    canceled: 'canceled +0.6 !fill-after-end',
    expired: 'expired +0.6 !fill-after-end',
  }),
  'expired at 0.4': seenWith('0.4', 'expired @', 'expired', {}),
  'rejected at 0': {
    ...seen,
    requested: `rejected ${unsentAlarm}`,
    submitted: 'rejected',
    unknown: 'rejected',
    open: 'open finished missing',
    rejected: 'rejected',
  },
  'trade of 0.1': {
    ...seen,
    requested: `open missing ${unsentAlarm}`,
    submitted: 'open missing',
    unknown: 'open missing',
  },
  'trade of 0.6': {
    ...seen,
    requested: `open missing ${unsentAlarm}`,
    submitted: 'open missing',
    unknown: 'open missing',
    open: 'open missing',
    canceled: 'canceled look-up !fill-after-end',
    expired: 'expired look-up !fill-after-end',
  },
  'trade of 1.5': {
    ...seen,
    requested: `open missing ${unsentAlarm}`,
    submitted: 'open missing',
    unknown: 'open missing',
    open: 'open missing',
    ...ended(state => `${state} look-up !fill-after-end`),
  },
  'trade of nothing': {
    requested: 'requested !unusable-fill',
    denied: 'denied !unusable-fill',
    submitted: 'submitted !unusable-fill',
    unknown: 'unknown !unusable-fill',
    open: 'open !unusable-fill',
    ...ended(state => `${state} !unusable-fill`),
    rejected: 'rejected !unusable-fill',
  },
  'trade of another side': {
    requested: 'requested !terms-conflict',
    denied: 'denied !terms-conflict',
    submitted: 'submitted !terms-conflict',
    unknown: 'unknown !terms-conflict',
    open: 'open !terms-conflict',
    ...ended(state => `${state} !terms-conflict`),
    rejected: 'rejected !terms-conflict',
  },
  'absent, proven': { ...nowhere, unknown: 'rejected', open: 'open !absent-while-open' },
  'absent, too early': { ...nowhere, open: 'open !absent-while-open' },
  'absent, no time': { ...nowhere, open: 'open !absent-while-open' },
  'look-up failed': nowhere,
  'request cancel': {
    ...nowhere,
    requested: 'requested cancel',
    submitted: 'submitted cancel',
    unknown: 'unknown cancel',
    open: 'open cancel',
  },
  'cancel accepted': nowhere,
  'cancel rejected': cancelFailed,
  'cancel not sent': nowhere,
  'cancel unknown': cancelFailed,
  'settle canceled': { ...settlementRefused, submitted: 'canceled', unknown: 'canceled', open: 'canceled' },
  'settle expired': { ...settlementRefused, submitted: 'expired', unknown: 'expired', open: 'expired' },
  'settle rejected': { ...settlementRefused, submitted: 'rejected', unknown: 'rejected' },
  'settle filled': settlementRefused,
  'settle canceled at 0.7': {
    ...settlementRefused,
    submitted: 'canceled +0.7',
    unknown: 'canceled +0.7',
    open: 'canceled +0.3',
  },
  'settle filled at 1': {
    ...settlementRefused,
    submitted: 'filled +1',
    unknown: 'filled +1',
    open: 'filled +0.6',
  },
};

const finishedEarly: Row = {
  ...seen,
  requested: `open finished missing ${unsentAlarm}`,
  submitted: 'open finished missing',
  unknown: 'open finished missing',
  open: 'open finished missing',
};
const reportedAhead: Row = {
  ...seen,
  requested: `open missing ${unsentAlarm}`,
  submitted: 'open missing',
  unknown: 'open missing',
};

/** Where single executions carry the money only these rows differ: totals tell what is missing, executions bring it. */
const whereTradesCount: Record<InputName, Row> = {
  ...whereTotalsCount,
  'totals 0.2': reportedAhead,
  'totals 0.4': reportedAhead,
  'totals 0.5': { ...reportedAhead, open: 'open missing' },
  'totals 1': { ...reportedAhead, open: 'open missing' },
  'totals 1.5': { ...reportedAhead, open: 'open missing' },
  'finished, filled': finishedEarly,
  'finished at 0.4': { ...finishedEarly, open: 'canceled' },
  'finished at 0.7': finishedEarly,
  'finished at 1': finishedEarly,
  'expired at 0.4': { ...finishedEarly, open: 'expired' },
  'trade of 0.1': seenWith('0.1', 'open @', 'open +0.1', {
    ...ended(state => `${state} +0.1 !fill-after-end`),
  }),
  'trade of 0.6': seenWith('0.6', 'open @', 'filled +0.6', {
    ...ended(state => `${state} +0.6 !fill-after-end`),
  }),
  'trade of 1.5': {
    ...seenWith('1.5', 'filled @ !overfilled', 'filled +1.5 !overfilled', {
      ...ended(state => `${state} +1.5 !fill-after-end`),
    }),
    requested: `filled +1.5 ${unsentAlarm}`,
  },
};

describe.each([
  { name: 'totals carry the money', rules: cumulative, table: whereTotalsCount },
  { name: 'single executions carry the money', rules: tradeId, table: whereTradesCount },
])('where $name', ({ rules, table }) => {
  const cells = inputNames.flatMap(name => states.map(state => ({ name, state, expected: table[name]?.[state] })));

  test.each(cells)('$state + $name → $expected', ({ name, state, expected }) => {
    const before = orderIn(state);
    const transition = advanceOrder(before, inputs[name], rules);
    expect(describeTransition(before, transition)).toBe(expected);
  });

  test('the table has a cell for every state and every kind of input', () => {
    const kinds = new Set(inputNames.map(name => inputs[name].input));
    const allKinds: Record<OrderInputKind, true> = {
      approve: true,
      deny: true,
      'place-outcome': true,
      report: true,
      fill: true,
      absent: true,
      'look-up-failed': true,
      'request-cancel': true,
      'cancel-outcome': true,
      settle: true,
    };
    expect(kinds).toEqual(new Set(Object.keys(allKinds)));
    for (const name of inputNames) expect(Object.keys(table[name]).sort()).toEqual([...states].sort());
  });

  test('no input moves an order out of a terminal state', () => {
    for (const state of ['denied', 'filled', 'canceled', 'expired', 'rejected'] as const) {
      for (const name of inputNames) expect(advanceOrder(orderIn(state), inputs[name], rules).to).toBe(state);
    }
  });

  test('an input changes nothing of the order that it is shown', () => {
    for (const state of states) {
      for (const name of inputNames) {
        const shownOrder = orderIn(state);
        advanceOrder(shownOrder, inputs[name], rules);
        expect(shownOrder.toJSON()).toEqual(orderIn(state).toJSON());
      }
    }
  });

  test('every alarm that contradicts marks the order inconsistent, and no other does', () => {
    for (const state of states) {
      for (const name of inputNames) {
        const { alarm, inconsistent } = advanceOrder(orderIn(state), inputs[name], rules);
        expect(inconsistent).toBe(alarm?.contradiction === true);
      }
    }
  });
});
