import { describe, expect, test } from 'vitest';
import { advanceOrder } from './advance-order.ts';
import { cumulative, tradeId } from './fixtures/an-order.ts';
import { type InputName, inputNames, inputs, orderIn, states } from './fixtures/order-inputs.ts';
import type { ManagedOrder } from './managed-order.ts';
import type { OrderState } from './order.ts';
import type { OrderInputKind } from './order-input.ts';
import type { OrderTransition } from './order-transition.ts';

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
