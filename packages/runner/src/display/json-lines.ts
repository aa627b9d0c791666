import type { Clock } from '@trader/core';
import type { Display } from './display.ts';
import type { OutputStream } from './screen.ts';

/** Shows a run as one JSON object per line; the last one is the summary, `{"type":"summary",…}`. */
export function createJsonLines({ stream, clock }: { readonly stream: OutputStream; readonly clock: Clock }): Display {
  const write = (value: Readonly<Record<string, unknown>>) => stream.write(`${JSON.stringify(value)}\n`);
  return {
    begin(snapshot) {
      const { runId, brokerage } = snapshot();
      write({ type: 'run', timeMs: clock.nowMs(), runId, brokerage });
    },
    show({ type, level, strategy, text, facts }) {
      write({ type, timeMs: clock.nowMs(), level, strategy, text, ...facts });
    },
    end(summary) {
      write({ type: 'summary', ...summary });
    },
    close: () => undefined,
  };
}
