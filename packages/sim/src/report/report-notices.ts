import type { BacktestReport } from './backtest-report.ts';
import { minuteText, numberText } from './number-words.ts';

/** Alarms that are told at most; the report for machines has all. */
const alarmsShown = 5;
/** Runs shorter than this are extrapolated wildly by figures per year. */
const shortRunMs = 30 * 86_400_000;

/**
 * What somebody must know before believing any figure, most important first: a halt, strategies that failed, alarms, that nothing was traded, that
 * the run is short. Each thing is told once.
 *
 * @param report - The report.
 */
export function reportNotices(report: BacktestReport): readonly string[] {
  const { halted, strategies, fills, startMs, endMs } = report;
  // A failed strategy is told below, and by an alarm.
  const alarms = report.alarms.filter(({ code }) => code !== 'strategy-paused');
  return [
    ...(halted === null ? [] : [`Trading was halted: ${halted.message}`]),
    ...strategies.flatMap(({ paused }) =>
      paused === null ? [] : [`${whenPaused(paused, report)}${withoutStack(paused)}; paused from then on.`],
    ),
    ...alarms.slice(0, alarmsShown).map(({ timeMs, message }) => `${minuteText(timeMs)}: ${withoutStack(message)}`),
    ...(alarms.length > alarmsShown ? [`… and ${alarms.length - alarmsShown} more alarms; the JSON has them.`] : []),
    ...(fills.length === 0 ? ['Nothing was traded.'] : []),
    ...refusals(report),
    ...(endMs - startMs < shortRunMs
      ? [
          'The run is shorter than 30 days: figures per year (CAGR, volatility, Sharpe, Sortino, Calmar) are extrapolated and say little.',
        ]
      : []),
  ];
}

/** How many orders were refused, and the commonest reason with the first order that had it. */
function refusals({ orders }: BacktestReport): readonly string[] {
  const refused = orders.filter(({ state }) => state === 'denied' || state === 'rejected');
  const counts = new Map<string, number>();
  for (const { reason } of refused) counts.set(reason?.code ?? '', (counts.get(reason?.code ?? '') ?? 0) + 1);
  const [commonest] = [...counts].sort(([, first], [, second]) => second - first);
  if (commonest === undefined) return [];
  const [code, count] = commonest;
  const first = refused.find(({ reason }) => (reason?.code ?? '') === code);
  const share = counts.size === 1 ? '' : `, ${numberText(count, 0)} of them by the rule told here`;
  const why =
    first?.reason === null || first === undefined
      ? ''
      : `, first at ${minuteText(first.timeMs)}: ${first.reason.message}`;
  return [`${numberText(refused.length, 0)} of ${numberText(orders.length, 0)} orders were refused${share}${why}`];
}

function whenPaused(paused: string, { alarms }: BacktestReport): string {
  const alarm = alarms.find(({ message }) => message === paused);
  return alarm === undefined ? '' : `${minuteText(alarm.timeMs)}: `;
}

/** A stack fills a screen: its first place stays, the JSON has all of it. Errors of this project say themselves what is wrong where. */
function withoutStack(message: string): string {
  let places = message.includes(' TradingError: ') ? 1 : 0;
  return message
    .replaceAll(/\s+at (?:[^\s()]+ )*\((?:[^()]*:\d+:\d+)\)/g, place => (places++ === 0 ? place : ''))
    .replaceAll(/\s+/g, ' ');
}
