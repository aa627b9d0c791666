import { decodeRecord } from '@trader/core';
import { printable } from '../display/printable.ts';
import { describeEffect, describeRecord } from '../explain/describe-record.ts';
import { differingFields } from './first-difference.ts';
import type { ReplayDifference, ReplayReport } from './replay-report.ts';

/** A replay's outcome for people; the first line says it all. */
export function replayText(report: ReplayReport): string {
  const { changes, run, orders, startedMs, endedMs } = report;
  const span =
    startedMs === undefined || endedMs === undefined ? '' : `, ${timeText(startedMs)} to ${timeText(endedMs)}`;
  const lines = [
    ...outcomeLines(report),
    '',
    `run ${run.slice(0, run.length === 32 ? 8 : undefined)}${span}, ${orders === 1 ? '1 order' : `${orders} orders`}`,
    ...changes.map(change => `note: ${change}`),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function outcomeLines({ outcome, events, hash, difference, trapped, problem }: ReplayReport): readonly string[] {
  const counted = events === 1 ? '1 event' : `${events} events`;
  if (outcome === 'identical') return [`identical, ${counted}, hash ${hash}`];
  if (outcome === 'incomplete') {
    return [
      `incomplete: ${problem ?? ''}`,
      events === 0 ? 'nothing could be replayed' : `identical until there, ${counted}, hash ${hash}`,
    ];
  }
  if (outcome === 'trapped' && trapped !== undefined) {
    const { strategy, hook, call, place, instead } = trapped;
    return [
      `not repeatable: strategy ${strategy} called ${call} in ${hook}, after ${counted}`,
      `  ${place ?? 'place unknown'}`,
      `  its answer is another one in every run: ${instead}`,
    ];
  }
  return difference === undefined ? [outcome] : differenceLines(difference, counted);
}

function differenceLines(difference: ReplayDifference, counted: string): readonly string[] {
  const { kind, event, eventInWords, timeMs, recorded, replayed } = difference;
  const sides = [recorded, replayed].map(text => (text === undefined ? 'nothing' : inWords(kind, text)));
  return [
    `differs at event ${event}, after ${counted} alike`,
    '',
    `  event     ${eventInWords}, ${timeText(timeMs)}`,
    `  recorded  ${sides[0]}`,
    `  replayed  ${sides[1]}`,
    ...fieldLines(recorded, replayed),
  ];
}

function fieldLines(recorded: string | undefined, replayed: string | undefined): readonly string[] {
  if (recorded === undefined || replayed === undefined) return [];
  const left = JSON.parse(recorded) as { readonly type?: unknown };
  const right = JSON.parse(replayed) as { readonly type?: unknown };
  if (left.type !== right.type) return [];
  const fields = differingFields(left, right);
  const width = Math.max(...fields.map(([path]) => path.length));
  return ['', ...fields.map(([path, was, is]) => `  ${path.padEnd(width)}  ${was} → ${is}`)];
}

function inWords(kind: ReplayDifference['kind'], text: string): string {
  if (kind === 'record') return describeRecord(decodeRecord(text));
  return describeEffect(decodeRecord(text) as never);
}

function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('T', ' ').replace('Z', '');
}
