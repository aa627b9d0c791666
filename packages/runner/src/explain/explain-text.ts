import { printable } from '../display/printable.ts';
import { describeTerms } from './describe-record.ts';
import type { Explanation } from './explanation.ts';
import type { StoryStep } from './story-steps.ts';

/** Columns of the time and of the time since the request, with the gaps after them. */
const timeWidth = 14;
const sinceWidth = 10;

/** An explanation for people, as wide as told. */
export function explainText(explanation: Explanation, width: number): string {
  const { order, steps, unknown, notes } = explanation;
  const first = steps.find(({ kind }) => kind === 'request')?.timeMs ?? steps[0]?.timeMs ?? 0;
  const textWidth = Math.max(width - timeWidth - sinceWidth, 24);
  const lines = [
    ...headLines(explanation),
    '',
    ...steps.flatMap((step, index) => stepLines(step, steps[index - 1], first, textWidth)),
    '',
    ...summaryLines(explanation),
    ...[...notes, ...unknown.map(sentence => `not known: ${sentence}`)].flatMap(line => wrap(line, width, '  ')),
  ];
  const title = order.clientOrderId ?? order.brokerageOrderId ?? '';
  return `${[`order ${title}`, ...lines].map(line => printable(line).trimEnd()).join('\n')}\n`;
}

function headLines({ order, runId, startedMs }: Explanation): readonly string[] {
  const { terms, strategy, state, brokerageOrderId, clientOrderId } = order;
  const what = terms === undefined ? 'not ours' : `${strategy ?? ''}: ${describeTerms(terms)}`;
  const day = startedMs === undefined ? '' : new Date(startedMs).toISOString().slice(0, 10);
  const names = [
    clientOrderId === undefined || brokerageOrderId === undefined ? '' : `brokerage id ${brokerageOrderId}`,
    runId === undefined ? '' : `run ${runId.slice(0, 8)}`,
    day === '' ? '' : `${day}, times in UTC`,
  ];
  return [what, `now ${state}`, names.filter(name => name !== '').join(' · ')];
}

function stepLines(
  { timeMs, text, details }: StoryStep,
  before: StoryStep | undefined,
  firstMs: number,
  textWidth: number,
): readonly string[] {
  const isSame = before?.timeMs === timeMs;
  const time = isSame ? '' : new Date(timeMs).toISOString().slice(11, 23);
  const since = isSame || timeMs === firstMs ? '' : sinceText(timeMs - firstMs);
  const head = `${time.padEnd(timeWidth)}${since.padStart(sinceWidth - 2)}  `;
  const blank = ' '.repeat(timeWidth + sinceWidth);
  const [first = '', ...rest] = wrap(text, textWidth, '  ');
  const more = details.flatMap(detail => wrap(`  ${detail}`, textWidth, '    '));
  return [`${head}${first}`, ...[...rest, ...more].map(line => `${blank}${line}`)];
}

function summaryLines({ latencies }: Explanation): readonly string[] {
  const { dataAgeMs, answerMs, firstFillMs, endMs, cancelAnswerMs } = latencies;
  const parts = [
    dataAgeMs === undefined ? '' : `data ${durationText(dataAgeMs)} old`,
    answerMs === undefined ? '' : `answer after ${durationText(answerMs)}`,
    firstFillMs === undefined ? '' : `first fill after ${durationText(firstFillMs)}`,
    cancelAnswerMs === undefined ? '' : `cancel answered after ${durationText(cancelAnswerMs)}`,
    endMs === undefined ? '' : `ended after ${durationText(endMs)}`,
  ].filter(part => part !== '');
  return parts.length === 0 ? [] : [parts.join(' · ')];
}

function sinceText(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${durationText(Math.abs(ms))}`;
}

/** `34 ms`, `12.3 s`, `5 min`, `3.2 h`. */
function durationText(ms: number): string {
  if (Math.abs(ms) < 10_000) return `${ms} ms`;
  if (ms < 120_000) return `${(ms / 1_000).toFixed(1)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

/** Lines of a text that are no longer than a width where words allow it; all but the first begin with `indent`. */
function wrap(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = /^ */.exec(text)?.[0] ?? '';
  let isEmpty = true;
  for (const word of text.trimStart().split(/(?<=\S)(?= )/)) {
    if (!isEmpty && line.length + word.length > width) {
      lines.push(line);
      line = indent + word.trimStart();
    } else line += word;
    isEmpty = false;
  }
  return [...lines, line];
}
