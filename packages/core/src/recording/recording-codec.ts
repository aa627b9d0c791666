import type { Effect } from '../engine/effect.ts';
import type { TraderEvent } from '../event/trader-event.ts';
import type { ConsumedEvent, RecordingHead } from './recording.ts';
import { decodeTagged, encodeTagged, untagged } from './tagged-json.ts';

/** One event as it was read from a recording. */
export interface RecordedEvent {
  /** Its number in the run, from 1. */
  readonly sequence: number;
  /** The stamp that it was processed with, in milliseconds since the epoch. */
  readonly stampMs: number;
  /** The event. */
  readonly event: TraderEvent;
  /** The jobs that it gave, each as {@link encodeEffect} writes it. */
  readonly effects: readonly string[];
  /** Sequences of the first and the last journal entry that it gave; `undefined` when it gave none. */
  readonly journal: readonly [first: number, last: number] | undefined;
}

/** What a run began with, as one line of text. */
export function encodeRecordingHead(head: RecordingHead): string {
  return encodeTagged(head);
}

/** What a run began with, out of its line. */
export function decodeRecordingHead(text: string): RecordingHead {
  return decodeTagged(text) as RecordingHead;
}

/** One consumed event as one line of text; `sequence` counts the events of a run from 1. */
export function encodeConsumed(sequence: number, { event, stampMs, effects, entries }: ConsumedEvent): string {
  const text = isPlain(event) ? JSON.stringify(event) : encodeTagged(event);
  const head = `{"sequence":${sequence},"stampMs":${stampMs},"event":${text}`;
  if (effects.length === 0 && entries.length === 0) return `${head}}`;
  const jobs = effects.length === 0 ? '' : `,"effects":[${effects.map(encodeEffect).join(',')}]`;
  const first = entries[0]?.sequence;
  const range = first === undefined ? '' : `,"journal":[${first},${first + entries.length - 1}]`;
  return `${head}${jobs}${range}}`;
}

/**
 * One consumed event out of its line.
 *
 * @throws SyntaxError or TypeError when the text is no such line.
 */
export function decodeConsumed(text: string): RecordedEvent {
  const line = JSON.parse(text) as {
    sequence: number;
    stampMs: number;
    event: unknown;
    effects?: readonly unknown[];
    journal?: readonly [number, number];
  };
  const { sequence, stampMs, journal, effects = [] } = line;
  if (typeof sequence !== 'number' || typeof stampMs !== 'number') throw new TypeError('it is no recorded event');
  const event = untagged(line.event) as TraderEvent;
  return { sequence, stampMs, event, effects: effects.map(effect => JSON.stringify(effect)), journal };
}

/** A job as one line of text: the same job gives the same text. The rules of the instrument are left out. */
export function encodeEffect(effect: Effect): string {
  if (effect.type !== 'place') return JSON.stringify(effect);
  const { type, order, expiresAtMs, resolveByMs } = effect;
  return encodeTagged({ type, terms: order.terms, expiresAtMs, resolveByMs });
}

/** Whether an event holds nothing but what JSON gives back as it was. */
function isPlain({ type }: TraderEvent): boolean {
  switch (type) {
    case 'tick':
    case 'trade':
    case 'book':
    case 'bar':
    case 'heartbeat':
    case 'check-order-status':
    case 'timer':
    case 'link':
    case 'gap':
    case 'clock':
    case 'lifecycle':
    case 'warm-up':
      return true;
    default:
      return false;
  }
}
