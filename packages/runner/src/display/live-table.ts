import type { Clock, SystemSnapshot } from '@trader/core';
import type { RunEvent } from '../run/run-event.ts';
import type { RunSummary } from '../run/run-summary.ts';
import type { Display } from './display.ts';
import { type FrameContent, renderFrame, type TimedEvent } from './render-frame.ts';
import { createScreen, type OutputStream } from './screen.ts';
import { summaryText } from './summary-text.ts';

/** Shortest time between two frames, in milliseconds: at most four a second. */
const frameIntervalMs = 250;
/** Events remembered for the frame. */
const recentMax = 50;

/** Rows that the table keeps for standing orders once they were needed. */
const orderRowsKeptMax = 8;

/** What a live table is made of. */
export interface LiveTableOptions {
  /** The terminal. */
  readonly stream: OutputStream;
  /** Whether colours are used. */
  readonly colour: boolean;
  /** Paces the frames. */
  readonly clock: Clock;
  /** How long the run will last, in milliseconds, when that is known. */
  readonly forMs: number | undefined;
}

/** Shows a run as a table that is drawn again in place, and its summary below when it is over. */
export function createLiveTable({ stream, colour, clock, forMs }: LiveTableOptions): Display {
  const screen = createScreen(stream);
  const links = new Map<string, string>();
  const recent: TimedEvent[] = [];
  let takeSnapshot: (() => SystemSnapshot) | undefined;
  let startedMs = clock.nowMs();
  let cancelTimer: (() => void) | undefined;
  let orderRowsMin = 1;

  const draw = () => {
    if (takeSnapshot === undefined) return;
    const elapsedMs = clock.nowMs() - startedMs;
    const remainingMs = forMs === undefined ? undefined : Math.max(forMs - elapsedMs, 0);
    const snapshot = takeSnapshot();
    orderRowsMin = Math.max(orderRowsMin, Math.min(countStanding(snapshot), orderRowsKeptMax));
    const content: FrameContent = { snapshot, elapsedMs, remainingMs, links, recent, orderRowsMin };
    screen.draw(renderFrame(content, { width: screen.width, height: screen.height, colour }));
  };
  const tick = () => {
    draw();
    cancelTimer = clock.setTimer(frameIntervalMs, tick);
  };
  const close = () => {
    cancelTimer?.();
    cancelTimer = undefined;
    screen.leave();
    takeSnapshot = undefined;
  };

  return {
    begin(snapshot) {
      takeSnapshot = snapshot;
      startedMs = clock.nowMs();
      tick();
    },
    show(event) {
      if (event.type === 'link') links.set(linkName(event), String(event.facts['state']));
      // What is left of the time is counted from here.
      if (event.type === 'state' && event.facts['to'] === 'running') startedMs = clock.nowMs();
      if (event.level === 'detail') return;
      recent.push({ timeMs: clock.nowMs(), event });
      if (recent.length > recentMax) recent.shift();
    },
    end(summary: RunSummary) {
      draw();
      close();
      stream.write(`\n${summaryText(summary, colour)}`);
    },
    close,
  };
}

function countStanding({ strategies }: SystemSnapshot): number {
  return strategies.reduce((count, { standing }) => count + standing.length, 0);
}

/** `private`, or `XBTZAR@luno market` for a stream of one instrument. */
function linkName({ facts: { stream, instrumentId } }: RunEvent): string {
  return [instrumentId, stream].filter(part => typeof part === 'string').join(' ');
}
