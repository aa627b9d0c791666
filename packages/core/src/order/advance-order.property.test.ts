import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CumulativeFill, OrderReport } from '../brokerage/brokerage-event.ts';
import { type AssetAmount, AssetLedger } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import { advanceOrder } from './advance-order.ts';
import { brokerageId, cumulative, fillReport, order, report, tradeId } from './fixtures/an-order.ts';
import type { ManagedOrder } from './managed-order.ts';
import { type OrderState, terminalOrderStates } from './order.ts';
import type { EvidenceRules } from './order-facts.ts';
import type { OrderInput } from './order-input.ts';
import type { OrderTransition } from './order-transition.ts';

const both: EvidenceRules = { ...cumulative, fills: 'both' };
const size = 1;

/** One execution of an honest brokerage: hundredths of the size, at a price, with a fee in base or in quote. */
interface Execution {
  readonly hundredths: number;
  readonly price: number;
  readonly fee: number;
  readonly feeAsset: 'XBT' | 'ZAR';
}

/** The life of one order at an honest brokerage. */
interface Life {
  readonly executions: readonly Execution[];
  readonly finishedBy: 'canceled' | 'expired' | undefined;
}

const execution = fc.record<Execution>({
  hundredths: fc.integer({ min: 1, max: 40 }),
  price: fc.integer({ min: 1, max: 200 }),
  fee: fc.integer({ min: -50, max: 50 }),
  feeAsset: fc.constantFrom('XBT', 'ZAR'),
});

const life: fc.Arbitrary<Life> = fc
  .record({
    drawn: fc.array(execution, { maxLength: 6 }),
    finishedBy: fc.constantFrom('canceled', 'expired', undefined),
  })
  .map(({ drawn, finishedBy }) => ({ executions: fitted(drawn), finishedBy }));

/** Executions up to the size of the order. */
function fitted(drawn: readonly Execution[]): readonly Execution[] {
  const fitting: Execution[] = [];
  let left = size * 100;
  for (const each of drawn) {
    if (left === 0) break;
    const hundredths = Math.min(each.hundredths, left);
    left -= hundredths;
    fitting.push({ ...each, hundredths });
  }
  return fitting;
}

function baseOf({ hundredths }: Execution): Decimal {
  return Decimal.fromUnits(hundredths, 2);
}

function quoteOf(each: Execution): Decimal {
  return baseOf(each).times(each.price);
}

function feeOf({ fee, feeAsset }: Execution): AssetAmount {
  return { asset: feeAsset, amount: Decimal.fromUnits(fee, 4) };
}

function totalsOf(executions: readonly Execution[]): CumulativeFill {
  const fees = AssetLedger.from(executions.map(feeOf));
  return {
    base: Decimal.sum(executions.map(baseOf)),
    quote: Decimal.sum(executions.map(quoteOf)),
    fees: fees.toAmounts(),
  };
}

function fromReport(overrides: Partial<OrderReport>): OrderInput {
  return { input: 'report', source: 'stream', report: report(overrides) };
}

/** Everything that the brokerage says in the order's life: after each execution the totals and the execution, at last the end. */
function evidenceOf({ executions, finishedBy }: Life): {
  readonly statements: readonly OrderInput[];
  readonly final: OrderInput;
} {
  const statements: OrderInput[] = [
    { input: 'place-outcome', outcome: { outcome: 'accepted', brokerageOrderId: brokerageId('B-1') } },
    {
      input: 'place-outcome',
      outcome: { outcome: 'unknown', code: 'timed-out', message: 'no answer', resolveByMs: 1 },
    },
    { input: 'look-up-failed' },
    fromReport({ status: 'pending' }),
    fromReport({ status: 'open', cumulative: totalsOf([]) }),
    fromReport({ status: 'finished' }),
  ];
  executions.forEach((each, index) => {
    const known = totalsOf(executions.slice(0, index + 1));
    const feesLate = { ...known, fees: undefined };
    statements.push(fromReport({ cumulative: known }), fromReport({ cumulative: feesLate }));
    const fill = { quoteQuantity: quoteOf(each), fees: [feeOf(each)] };
    statements.push({ input: 'fill', fill: fillReport(`T-${index}`, baseOf(each), fill) });
  });
  return { statements, final: fromReport({ status: 'finished', finishedBy, cumulative: totalsOf(executions) }) };
}

function endOf({ executions, finishedBy }: Life): OrderState {
  if (totalsOf(executions).base.equals(size)) return 'filled';
  return finishedBy ?? 'canceled';
}

/** A submitted order after evidence, with every transition. */
function live(
  evidence: readonly OrderInput[],
  rules: EvidenceRules,
): { shown: ManagedOrder; transitions: OrderTransition[] } {
  const shown = order();
  const transitions = [{ input: 'approve' } as const, ...evidence].map(input => {
    const transition = advanceOrder(shown, input, rules);
    shown.take(transition);
    return transition;
  });
  return { shown, transitions };
}

/** Evidence of a life in any order, with repetitions, and nothing of it missing. */
const shuffledLife = life.chain(drawn => {
  const { statements, final } = evidenceOf(drawn);
  const all = [...statements, final];
  return fc
    .array(fc.constantFrom(...all), { maxLength: 10 })
    .chain(repeated => fc.shuffledSubarray([...all, ...repeated], { minLength: all.length + repeated.length }))
    .map(evidence => ({ drawn, evidence }));
});

describe.each([
  { name: 'totals', rules: cumulative },
  { name: 'totals with executions beside them', rules: both },
  { name: 'single executions', rules: tradeId },
])('where $name carry the money', ({ rules }) => {
  test('evidence in any order, repeated at will, leads to the same end, the same money and no alarm', () => {
    fc.assert(
      fc.property(shuffledLife, ({ drawn, evidence }) => {
        const { shown, transitions } = live(evidence, rules);
        const truth = totalsOf(drawn.executions);
        expect(shown.state).toBe(endOf(drawn));
        expect(shown.filled).toEqual(truth.base);
        expect(shown.filledQuote).toEqual(truth.quote);
        expect(shown.fees).toEqual(truth.fees?.filter(({ amount }) => !amount.isZero()));
        expect(transitions.find(({ alarm }) => alarm !== undefined)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  test('the increases add up to the totals', () => {
    fc.assert(
      fc.property(shuffledLife, ({ evidence }) => {
        const { shown, transitions } = live(evidence, rules);
        const increases = transitions.flatMap(({ increase }) => increase ?? []);
        expect(Decimal.sum(increases.map(({ base }) => base))).toEqual(shown.filled);
        expect(Decimal.sum(increases.map(({ quote }) => quote))).toEqual(shown.filledQuote);
        const fees = AssetLedger.from(increases.flatMap(each => each.fees)).toAmounts();
        expect(fees.filter(({ amount }) => !amount.isZero())).toEqual(shown.fees);
      }),
    );
  });

  test('whatever comes, in whatever order: fills never shrink, what has ended stays so, inconsistency is not forgotten', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 25 }), inputs => {
        const shown = order();
        for (const input of inputs) {
          const before = shown.toJSON();
          const transition = advanceOrder(shown, input, rules);
          shown.take(transition);
          expect(shown.filled.greaterThanOrEqual(before.filled)).toBe(true);
          if (terminalOrderStates.has(before.state)) expect(shown.state).toBe(before.state);
          if (before.inconsistent && input.input !== 'settle') expect(shown.inconsistent).toBe(true);
          if (shown.filled.greaterThan(size))
            expect(transition.inconsistent || input.input === 'settle' || before.filled.greaterThan(size)).toBe(true);
          if (!transition.changed) expect(shown.toJSON()).toEqual(before);
          expect(transition.from).toBe(before.state);
          expect(shown.brokerageFinished && terminalOrderStates.has(shown.state)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('only evidence ends an order: local inputs leave every order that was sent alive', () => {
    const local: readonly OrderInput[] = [
      { input: 'approve' },
      { input: 'deny', reason: { code: 'halted', message: 'no' } },
      { input: 'look-up-failed' },
      { input: 'request-cancel' },
      { input: 'absent', brokerageTimeMs: undefined },
      {
        input: 'place-outcome',
        outcome: { outcome: 'unknown', code: 'timed-out', message: 'no answer', resolveByMs: 1_000 },
      },
      { input: 'cancel-outcome', outcome: { outcome: 'accepted' } },
      { input: 'cancel-outcome', outcome: { outcome: 'unknown', code: 'timed-out', message: 'no answer' } },
      fromReport({ status: 'finished' }),
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...local), { maxLength: 20 }), inputs => {
        expect(terminalOrderStates.has(live(inputs, rules).shown.state)).toBe(false);
      }),
    );
  });
});

const anyTotals = fc
  .record({
    base: fc.integer({ min: -5, max: 150 }),
    quote: fc.integer({ min: -5, max: 150 }),
    fee: fc.option(fc.integer({ min: -3, max: 3 })),
  })
  .map<CumulativeFill>(({ base, quote, fee }) => ({
    base: Decimal.fromUnits(base, 2),
    quote: Decimal.from(quote),
    fees: fee === null ? undefined : [{ asset: 'ZAR', amount: Decimal.from(fee) }],
  }));

const anyReport = fc
  .record({
    id: fc.constantFrom('B-1', 'B-2', undefined),
    status: fc.constantFrom('pending' as const, 'open' as const, 'finished' as const),
    finishedBy: fc.constantFrom(
      'filled' as const,
      'canceled' as const,
      'expired' as const,
      'rejected' as const,
      undefined,
    ),
    told: fc.option(anyTotals, { nil: undefined }),
  })
  .map(({ id, status, finishedBy, told }) =>
    report({ brokerageOrderId: id === undefined ? undefined : brokerageId(id), status, finishedBy, cumulative: told }),
  );

const anyFill = fc
  .record({ id: fc.integer({ min: 1, max: 6 }), hundredths: fc.integer({ min: -5, max: 60 }) })
  .map(({ id, hundredths }) => fillReport(`T-${id}`, Decimal.fromUnits(hundredths, 2)));

const reason = { code: 'code', message: 'message' };

/** Anything at all, contradictions included. */
const anyInput: fc.Arbitrary<OrderInput> = fc.oneof(
  fc.constantFrom<OrderInput>(
    { input: 'approve' },
    { input: 'deny', reason },
    { input: 'look-up-failed' },
    { input: 'request-cancel' },
    { input: 'absent', brokerageTimeMs: 5_000 },
    { input: 'place-outcome', outcome: { outcome: 'accepted', brokerageOrderId: brokerageId('B-1') } },
    { input: 'place-outcome', outcome: { outcome: 'accepted', brokerageOrderId: brokerageId('B-2') } },
    { input: 'place-outcome', outcome: { outcome: 'rejected', ...reason } },
    { input: 'place-outcome', outcome: { outcome: 'not-sent', ...reason } },
    { input: 'place-outcome', outcome: { outcome: 'unknown', ...reason, resolveByMs: 1_000 } },
    { input: 'cancel-outcome', outcome: { outcome: 'accepted' } },
    { input: 'cancel-outcome', outcome: { outcome: 'rejected', ...reason } },
  ),
  fc.record({
    input: fc.constant('report' as const),
    report: anyReport,
    source: fc.constantFrom('stream', 'look-up', 'list'),
  }),
  fc.record({ input: fc.constant('fill' as const), fill: anyFill }),
  fc
    .record({
      state: fc.constantFrom('filled', 'canceled', 'expired', 'rejected'),
      told: fc.option(anyTotals, { nil: undefined }),
    })
    .map<OrderInput>(({ state, told }) => ({ input: 'settle', state, by: 'ann', note: 'note', totals: told })),
);
