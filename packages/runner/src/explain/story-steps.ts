import type {
  ActionCause,
  Decimal,
  JournalEntry,
  OrderReviewedRecord,
  OrderSubmittedRecord,
  TraderEvent,
  TraderRecord,
} from '@trader/core';
import { amountText } from './amount-text.ts';
import { type Wish, wishText } from './command-watch.ts';
import { describeEvent, describeRecord, describeTerms, feesText } from './describe-record.ts';
import type { OrderStory } from './order-story.ts';
import { riskLines } from './risk-lines.ts';

/** One step in the life of an order. */
export interface StoryStep {
  /** Engine time, in milliseconds since the epoch. */
  readonly timeMs: number;
  /** Its entry in the journal; the cause shares the entry of what it caused. */
  readonly sequence: number;
  /** What kind of step. */
  readonly kind: 'cause' | 'request' | 'risk' | 'intent' | 'answer' | 'report' | 'state' | 'fill' | 'other';
  /** What happened, for a person. */
  readonly text: string;
  /** More about it, one line each. */
  readonly details: readonly string[];
}

/** The steps of an order's life, in order. */
export function storySteps(story: OrderStory): readonly StoryStep[] {
  return story.entries.flatMap(entry => stepsOf(entry, story, assetsOf(story)));
}

/** The assets of the order's market, for amounts; empty where the journal does not tell. */
interface Assets {
  readonly base: string;
  readonly quote: string;
}

function assetsOf({ entries }: OrderStory): Assets {
  for (const { record } of entries) {
    if (record.type === 'order-requested' || record.type === 'order-adopted') return record.hold;
  }
  return { base: '', quote: '' };
}

function stepsOf({ timeMs, sequence, record }: JournalEntry, story: OrderStory, assets: Assets): readonly StoryStep[] {
  const step = (kind: StoryStep['kind'], text: string, details: readonly string[] = []): StoryStep => {
    return { timeMs, sequence, kind, text, details };
  };
  switch (record.type) {
    case 'order-requested': {
      const asks = step('request', `asks: ${describeTerms(record.terms)}`, tagLines(record.terms.tag));
      return [...causeSteps(record.cause, story, story.wishes.get(sequence), step), asks];
    }
    case 'order-reviewed':
      return [step('risk', `risk denies: ${record.rule} (${record.code})`, deniedLines(record))];
    case 'order-submitted':
      return [
        step(
          'risk',
          passedText(record),
          riskLines(record.risk, story.terms?.side === 'sell' ? assets.base : assets.quote, assets),
        ),
        step('intent', intentText(record)),
      ];
    case 'order-changed': {
      const isWish = record.cause !== undefined;
      // What only counts up is told by the fills.
      if (record.from === record.to && !isWish) return [];
      return [...causeSteps(record.cause, story, story.wishes.get(sequence), step), step('state', changeText(record))];
    }
    case 'fill': {
      const { fill, positionAfter, realisedPnl } = record;
      const money = `${amountText(fill.quantity)} at ${amountText(fill.price)} = ${withAsset(fill.quoteQuantity, assets.quote)}`;
      const fees = fill.fees.length === 0 ? [] : [`fee ${feesText(fill.fees)}`];
      const pnl = realisedPnl.isZero() ? [] : [`realised ${withAsset(realisedPnl, assets.quote)}`];
      return [
        step('fill', `fill ${money}`, [...fees, ...pnl, `position after it ${withAsset(positionAfter, assets.base)}`]),
      ];
    }
    case 'fact':
      return [step(isAnswer(record.event) ? 'answer' : 'report', describeEvent(record.event))];
    default:
      return [step('other', describeRecord(record))];
  }
}

type MakeStep = (kind: StoryStep['kind'], text: string, details?: readonly string[]) => StoryStep;

function causeSteps(
  cause: ActionCause | undefined,
  story: OrderStory,
  wish: Wish | undefined,
  step: MakeStep,
): readonly StoryStep[] {
  if (cause === undefined) return [];
  const { event, hook } = cause;
  const who = hook === undefined ? withoutHook(event, story, wish) : `${story.terms?.strategy ?? 'strategy'}.${hook}`;
  return [step('cause', `${event} → ${who}`, subjectLines(cause))];
}

/** Whose doing it was when no hook asked. */
function withoutHook(event: ActionCause['event'], { entries }: OrderStory, wish: Wish | undefined): string {
  if (wish !== undefined) return wishText(wish);
  if (entries.some(({ record }) => record.type === 'contingent-order-leg' && record.leg !== 'entry'))
    return 'the engine, for a contingent order';
  // Its command is not in the journal any more.
  return event === 'command' ? 'the system itself, or a person' : 'the system itself';
}

function subjectLines({ subject, hook }: ActionCause): readonly string[] {
  if (subject === undefined) return [];
  if (!('type' in subject)) {
    if ('clientOrderId' in subject) return [`about order ${subject.clientOrderId}`];
    return [`${hook === 'onTimer' ? 'timer' : 'signal'} "${subject.name}"`];
  }
  const { timeMs } = subject as { readonly timeMs?: number };
  const stamp = timeMs === undefined ? '' : `, brokerage time ${new Date(timeMs).toISOString().slice(11, 23)}`;
  return [`${describeEvent(subject as TraderEvent)}${stamp}`];
}

function tagLines(tag: string | undefined): readonly string[] {
  return tag === undefined ? [] : [`tag ${tag}`];
}

function deniedLines({ limit, value }: OrderReviewedRecord): readonly string[] {
  if (limit === undefined && value === undefined) return [];
  return [`value ${amountText(value)}, limit ${amountText(limit)}`];
}

function passedText({ risk }: OrderSubmittedRecord): string {
  if (risk === undefined) return 'risk passes';
  const count = Object.keys(risk.rules).length;
  return `risk passes ${count} ${count === 1 ? 'rule' : 'rules'}`;
}

function intentText({ resolveByMs }: OrderSubmittedRecord): string {
  const until =
    resolveByMs === undefined ? '' : `; can be accepted until ${new Date(resolveByMs).toISOString().slice(11, 23)}`;
  return `intent in the journal, request handed out${until}`;
}

function changeText(record: Extract<TraderRecord, { type: 'order-changed' }>): string {
  const { from, to, reason } = record;
  const why = reason === undefined || from === to ? '' : ` (${reason.code}): ${reason.message}`;
  if (from !== to) return `${to}${why}`;
  return 'cancel asked for';
}

function withAsset(amount: Decimal, asset: string): string {
  return `${amountText(amount)} ${asset}`.trimEnd();
}

function isAnswer({ type }: TraderEvent): boolean {
  return type === 'place-outcome' || type === 'cancel-outcome' || type === 'look-up-outcome';
}
