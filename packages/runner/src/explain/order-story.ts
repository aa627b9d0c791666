import type { JournalEntry, OrderTerms, RunStartedRecord, TraderEvent, TraderRecord } from '@trader/core';
import { toEntry } from '../journal/entry-row.ts';
import type { JournalReader } from '../journal/journal-reader.ts';
import { CommandWatch, type Wish } from './command-watch.ts';
import type { OrderMatch } from './find-order.ts';

/** Everything that a journal has about one order. */
export interface OrderStory extends OrderMatch {
  /** What it is; `undefined` for orders that are not ours. */
  readonly terms: OrderTerms | undefined;
  /** The run that asked for it, or first heard of it. */
  readonly run: RunStartedRecord | undefined;
  /** Every entry about it, in order; lists of open orders are only counted. */
  readonly entries: readonly JournalEntry[];
  /** Whose command led to what no hook asked for, by the sequence of the entry. */
  readonly wishes: ReadonlyMap<number, Wish>;
  /** How many times it was among the account's open orders when these were read as a whole. */
  readonly timesListed: number;
  /** Whether the journal's beginning was left out when it was compacted. */
  readonly isCompacted: boolean;
  /** Engine time of the newest entry of the journal, in milliseconds since the epoch. */
  readonly lastMs: number;
}

/** Reads the journal once and keeps what concerns one order. */
export function readStory(reader: JournalReader, match: OrderMatch): OrderStory {
  const ids = [match.clientOrderId, match.brokerageOrderId].filter(id => id !== undefined);
  const entries: JournalEntry[] = [];
  const commands = new CommandWatch();
  const wishes = new Map<number, Wish>();
  let run: RunStartedRecord | undefined;
  let runOfOrder: RunStartedRecord | undefined;
  let timesListed = 0;
  let isCompacted = false;
  let lastMs = 0;
  for (const row of reader.read(1)) {
    lastMs = row.timeMs;
    commands.see(row);
    if (row.type === 'run-started') run = toEntry(row).record as RunStartedRecord;
    if (row.type === 'snapshot') isCompacted = true;
    if (row.type === 'run-started' || row.type === 'snapshot' || !ids.some(id => row.text.includes(id))) continue;
    const entry = toEntry(row);
    if (!concerns(entry.record, match)) continue;
    if (isList(entry.record)) timesListed += 1;
    else entries.push(entry);
    const wish = wishBehind(entry.record, commands);
    if (wish !== undefined) wishes.set(entry.sequence, wish);
    runOfOrder ??= run;
  }
  const story = [...contingentEntries(reader, entries), ...entries];
  const terms = termsOf(entries);
  return { ...match, terms, run: runOfOrder, entries: story, wishes, timesListed, isCompacted, lastMs };
}

function wishBehind(record: TraderRecord, commands: CommandWatch): Wish | undefined {
  if (record.type !== 'order-requested' && record.type !== 'order-changed') return undefined;
  const { cause } = record;
  if (cause === undefined || cause.hook !== undefined) return undefined;
  return commands.behind(cause, record.type === 'order-changed' ? record.strategy : record.terms.strategy);
}

/** What led to an exit: that it was asked for, and that its target or stop was reached. Nothing for other orders. */
function contingentEntries(reader: JournalReader, entries: readonly JournalEntry[]): readonly JournalEntry[] {
  const leg = entries.find(({ record }) => record.type === 'contingent-order-leg');
  if (leg?.record.type !== 'contingent-order-leg' || leg.record.leg === 'entry') return [];
  const { contingentOrderId } = leg.record;
  const found: JournalEntry[] = [];
  for (const row of reader.read(1)) {
    if (row.sequence >= leg.sequence) break;
    if (!row.type.startsWith('contingent-order-') || !row.text.includes(contingentOrderId)) continue;
    const entry = toEntry(row);
    const { record } = entry;
    // Levels of a trailing stop move often: where it stood when it was reached is told then.
    const isTold =
      record.type === 'contingent-order-requested' ||
      (record.type === 'contingent-order-changed' && record.state !== 'working');
    if (isTold) found.push(entry);
  }
  return found;
}

function termsOf(entries: readonly JournalEntry[]): OrderTerms | undefined {
  for (const { record } of entries) {
    if (record.type === 'order-requested' || record.type === 'order-adopted') return record.terms;
  }
  return undefined;
}

function isList(record: TraderRecord): boolean {
  return record.type === 'fact' && record.event.type === 'account-snapshot';
}

/** Whether a record whose text has the id speaks of the order, and does not only name it as the cause of another. */
function concerns(record: TraderRecord, { clientOrderId, brokerageOrderId }: OrderMatch): boolean {
  const isIt = (ids: { readonly clientOrderId?: unknown; readonly brokerageOrderId?: unknown }): boolean =>
    (clientOrderId !== undefined && ids.clientOrderId === clientOrderId) ||
    (brokerageOrderId !== undefined && ids.brokerageOrderId === brokerageOrderId);
  switch (record.type) {
    case 'order-requested':
    case 'order-adopted':
      return isIt(record.terms);
    case 'order-reviewed':
    case 'order-submitted':
    case 'order-changed':
      return isIt(record);
    case 'fill':
      return isIt(record.fill);
    case 'fact':
      return eventIds(record.event).some(isIt);
    case 'strategy-saved':
      return false;
    default:
      return true;
  }
}

function eventIds(
  event: TraderEvent,
): readonly { readonly clientOrderId?: unknown; readonly brokerageOrderId?: unknown }[] {
  switch (event.type) {
    case 'order-report':
    case 'fill-report':
    case 'place-outcome':
    case 'cancel-outcome':
    case 'look-up-outcome':
      return [event];
    case 'account-snapshot':
      return event.openOrders;
    case 'command':
      return [event.command as { readonly clientOrderId?: unknown }];
    default:
      return [];
  }
}
