import type { Clock, SystemSnapshot } from '@trader/core';
import type { RunEvent } from '../run/run-event.ts';
import type { Display } from './display.ts';
import { amountsText, priceText } from './number-text.ts';
import { printable } from './printable.ts';
import type { OutputStream } from './screen.ts';
import { summaryText } from './summary-text.ts';

/** Time between two lines that only tell how things are, in milliseconds. */
const statusIntervalMs = 10_000;

/** What plain lines are made of. */
export interface PlainLinesOptions {
  /** Where lines go. */
  readonly stream: OutputStream;
  /** Stamps the lines and paces the status lines. */
  readonly clock: Clock;
}

/** Shows a run as one line per event, and one line every ten seconds with prices and results. */
export function createPlainLines({ stream, clock }: PlainLinesOptions): Display {
  let cancelTimer: (() => void) | undefined;
  const write = (text: string) => stream.write(`${new Date(clock.nowMs()).toISOString()} ${printable(text)}\n`);
  const close = () => {
    cancelTimer?.();
    cancelTimer = undefined;
  };
  return {
    begin(snapshot) {
      const { brokerage, runId } = snapshot();
      write(`run      ${runId} on ${brokerage}`);
      const tell = () => {
        cancelTimer = clock.setTimer(statusIntervalMs, tell);
        for (const line of statusLines(snapshot())) write(line);
      };
      cancelTimer = clock.setTimer(statusIntervalMs, tell);
    },
    show(event) {
      write(eventText(event));
    },
    end(summary) {
      close();
      stream.write(`\n${summaryText(summary, false)}`);
    },
    close,
  };
}

function eventText({ type, level, strategy, text }: RunEvent): string {
  const mark = { detail: '', info: '', warning: 'WARNING ', error: 'ERROR ' }[level];
  return `${type.padEnd(8)} ${mark}${strategy === undefined ? '' : `${strategy} `}${text}`;
}

function statusLines({ instruments, strategies }: SystemSnapshot): readonly string[] {
  return [
    ...instruments.map(({ symbol, bid, ask, last }) => {
      return `${'prices'.padEnd(8)} ${symbol} bid ${priceText(bid)} ask ${priceText(ask)} last ${priceText(last)}`;
    }),
    ...strategies.map(({ id, standing, contingentOrders, fills, realisedPnl, unrealisedPnl, fees }) => {
      const results = `realised ${amountsText(realisedPnl)}, unrealised ${amountsText(unrealisedPnl)}, fees ${amountsText(fees)}`;
      const exits = contingentOrders.length === 0 ? '' : `exits ${contingentOrders.length}, `;
      return `${'status'.padEnd(8)} ${id} ${standing.length} open, ${exits}${fills} fills, ${results}`;
    }),
  ];
}
