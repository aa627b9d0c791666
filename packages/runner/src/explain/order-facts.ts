import type { JournalEntry, TraderRecord } from '@trader/core';
import type { OrderStory } from './order-story.ts';

/** How long the parts of an order's life took, in milliseconds; `undefined` for what did not happen or is not known. */
export interface OrderLatencies {
  /** Age of the market data that the hook was shown, by the brokerage's clock against ours: may be a little below 0. */
  readonly dataAgeMs: number | undefined;
  /** From the request to the answer of the brokerage. */
  readonly answerMs: number | undefined;
  /** From the request to the first fill. */
  readonly firstFillMs: number | undefined;
  /** From the request to the end. */
  readonly endMs: number | undefined;
  /** From the wish to cancel to its answer. */
  readonly cancelAnswerMs: number | undefined;
}

const endStates: ReadonlySet<string> = new Set(['denied', 'filled', 'canceled', 'expired', 'rejected']);

/** How long the parts of an order's life took. */
export function orderLatencies({ entries }: OrderStory): OrderLatencies {
  const requested = entries.find(({ record }) => record.type === 'order-requested');
  const wished = entries.find(({ record }) => record.type === 'order-changed' && record.cancelRequested);
  const since = (from: JournalEntry | undefined, is: (record: TraderRecord) => boolean): number | undefined => {
    const found = from && entries.find(({ sequence, record }) => sequence > from.sequence && is(record));
    return from === undefined || found === undefined ? undefined : found.timeMs - from.timeMs;
  };
  const answers = (type: string) => (record: TraderRecord) => record.type === 'fact' && record.event.type === type;
  return {
    dataAgeMs: dataAge(requested),
    answerMs: since(requested, answers('place-outcome')),
    firstFillMs: since(requested, ({ type }) => type === 'fill'),
    endMs: since(requested, record => record.type === 'order-changed' && endStates.has(record.to)),
    cancelAnswerMs: since(wished, answers('cancel-outcome')),
  };
}

function dataAge(requested: JournalEntry | undefined): number | undefined {
  if (requested?.record.type !== 'order-requested') return undefined;
  const subject = requested.record.cause?.subject;
  const isMarketData = subject !== undefined && 'type' in subject && subject.type !== 'gap';
  return isMarketData ? requested.timeMs - subject.timeMs : undefined;
}

/** Where the order is now, as the journal's last word about it. */
export function lastState({ entries }: OrderStory): string {
  const states = entries.flatMap(({ record }) => (record.type === 'order-changed' ? [record] : []));
  const last = states.at(-1);
  if (last !== undefined) return last.cancelRequested && last.to === 'open' ? 'open, cancel asked for' : last.to;
  const reports = entries.flatMap(({ record }) =>
    record.type === 'fact' && record.event.type === 'order-report' ? [record.event] : [],
  );
  const report = reports.at(-1);
  return report === undefined ? 'unknown to us' : (report.finishedBy ?? report.status);
}

/** What cannot be told, one sentence each. */
export function unknownFacts(story: OrderStory): readonly string[] {
  const { terms, entries, isCompacted, clientOrderId } = story;
  const find = <Type extends TraderRecord['type']>(type: Type) =>
    entries
      .map(({ record }) => record)
      .find((record): record is Extract<TraderRecord, { type: Type }> => record.type === type);
  const unknown: string[] = [];
  if (clientOrderId === undefined) {
    unknown.push('who placed it and why: it did not come from this journal (by hand, or by another program)');
  }
  const requested = find('order-requested');
  if (requested !== undefined && requested.cause === undefined) {
    unknown.push('which event and hook asked for it: its version did not journal that');
  }
  if (terms === undefined && clientOrderId !== undefined) {
    unknown.push(`what it was: its request is not in the journal${isCompacted ? ', which was compacted' : ''}`);
  }
  const submitted = find('order-submitted');
  if (submitted === undefined) return unknown;
  if (submitted.risk === undefined) unknown.push('what risk looked at: its version did not journal that');
  const isAnswered = entries.some(({ record }) => record.type === 'fact' && record.event.type === 'place-outcome');
  if (!isAnswered) unknown.push('what the brokerage answered: no answer to its request is in the journal');
  if (lastState(story) === 'unknown') unknown.push('what became of it: it stays unknown until there is evidence');
  return unknown;
}
