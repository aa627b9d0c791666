import picocolors from 'picocolors';
import { resumeHint } from '../run/halt-words.ts';
import type { ExitLeft, OrderLeft, RunSummary, StrategySummary } from '../run/run-summary.ts';
import { durationText, moneyText, quantityText, amountsText as toAmountsText } from './number-text.ts';
import { printable } from './printable.ts';

const endings = { signal: 'stopped when asked', time: 'its time was up', failure: 'it could not go on' } as const;

/**
 * A run's summary for people: what each strategy did, and what is left behind. Lines are as long as they must be: an id that a
 * person has to look up is never cut.
 */
export function summaryText(summary: RunSummary, colour: boolean): string {
  const colours = picocolors.createColors(colour);
  const duration = summary.startedTimeMs === undefined ? 0 : summary.endedTimeMs - summary.startedTimeMs;
  const lines = [
    colours.bold(
      `SUMMARY  ${durationText(duration)} of ${summary.mode === 'paper' ? 'PAPER trading' : 'trading'}; ${endings[summary.endedBy]}`,
    ),
    ...summary.strategies.flatMap(strategy => [
      '',
      colours.bold(printable(`${strategy.id} (${strategy.status})`)),
      ...strategyFacts(strategy).map(([name, value]) => printable(`  ${name.padEnd(11)} ${value}`)),
    ]),
    '',
    ...leftBehind(summary).map(({ text, isTrouble }) => {
      const paint = isTrouble ? colours.yellow : colours.dim;
      return paint(printable(text));
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function strategyFacts(strategy: StrategySummary): readonly (readonly [string, string])[] {
  const orders = Object.entries(strategy.orders).map(([state, count]) => `${count} ${state}`);
  const positions = Object.entries(strategy.position).map(([symbol, { quantity, averagePrice }]) => {
    return averagePrice === undefined
      ? `${symbol} flat`
      : `${quantityText(quantity)} ${symbol} at ${moneyText(averagePrice)}`;
  });
  const capital = Object.entries(strategy.capital).map(([asset, { total, held }]) => {
    const used = held === '0' ? '' : ` (${quantityText(held)} held)`;
    return `${quantityText(total)} ${asset}${used}`;
  });
  return [
    ['orders', orders.length === 0 ? 'none' : `${orders.join(', ')}${onRequest(strategy.cancels)}`],
    [
      'fills',
      strategy.partialFills === 0 ? `${strategy.fills}` : `${strategy.fills}, ${strategy.partialFills} of them partial`,
    ],
    ['realised', beforeFees(strategy.realisedPnl)],
    ['unrealised', amountsText(strategy.unrealisedPnl)],
    ['fees', amountsText(strategy.fees, quantityText)],
    ['position', positions.length === 0 ? 'none' : positions.join(', ')],
    ['capital', capital.length === 0 ? 'none' : capital.join(', ')],
  ];
}

function onRequest(cancels: number): string {
  return cancels === 0 ? '' : ` (${cancels} canceled on request)`;
}

function leftBehind(summary: RunSummary): readonly { readonly text: string; readonly isTrouble: boolean }[] {
  const lines = [
    ...problemsBeside(summary).map(problem => `problem: ${problem}`),
    ...haltLines(summary),
    ...summary.unknown.map(order => `unknown: ${orderText(order)}; look it up at the brokerage before trading again`),
    ...summary.open.map(order => `still open: ${orderText(order)}`),
    ...summary.exits.map(exit => `nobody watches this exit until the next run: ${exitText(exit)}`),
    ...(summary.complete ? [] : ['the stop did not finish in time; look at the account before trading again']),
  ].map(text => ({ text, isTrouble: true }));
  return lines.length === 0 ? [{ text: 'Nothing is left open and nothing is unknown.', isTrouble: false }] : lines;
}

/** The problems; one that only says why new risk is halted is told by the line about the halt. */
function problemsBeside({ problems, halted }: RunSummary): readonly string[] {
  return halted === undefined ? problems : problems.filter(problem => !problem.includes(halted));
}

function haltLines({ halted, haltCode }: RunSummary): readonly string[] {
  if (halted === undefined) return [];
  return [`halted${haltCode === undefined ? '' : ` (${haltCode})`}: ${halted} (${resumeHint})`];
}

function orderText({
  strategy,
  side,
  quantity,
  filled,
  symbol,
  price,
  clientOrderId,
  brokerageOrderId,
}: OrderLeft): string {
  const at = price === undefined ? '' : ` @ ${price}`;
  const id = brokerageOrderId ?? clientOrderId;
  return `${strategy} ${side} ${quantity ?? '?'} ${symbol}${at}, ${filled} filled, id ${id}`;
}

function exitText({ strategy, side, left, symbol, takeProfitPrice, stopLevel }: ExitLeft): string {
  const stop = stopLevel === undefined ? '' : `, stop ${stopLevel}`;
  const target = takeProfitPrice === undefined ? '' : `, target ${takeProfitPrice}`;
  return `${strategy} ${side} ${left} ${symbol}${stop}${target}`;
}

function amountsText(amounts: Readonly<Record<string, string>>, toText?: (text: string) => string): string {
  return Object.keys(amounts).length === 0 ? 'none' : toAmountsText(amounts, toText);
}

function beforeFees(amounts: Readonly<Record<string, string>>): string {
  return Object.keys(amounts).length === 0 ? 'none' : `${toAmountsText(amounts)}, before fees`;
}
