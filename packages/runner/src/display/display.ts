import type { SystemSnapshot } from '@trader/core';
import type { RunEvent } from '../run/run-event.ts';
import type { RunSummary } from '../run/run-summary.ts';

/** Shows a run: as a live table, as lines for people, or as lines for machines. */
export interface Display {
  /** Begins to show a run; `snapshot` may be asked as often as wanted. */
  begin(snapshot: () => SystemSnapshot): void;
  /** Something happened. */
  show(event: RunEvent): void;
  /** The run is over. */
  end(summary: RunSummary): void;
  /** Leaves the terminal in order and stops all timers; idempotent. */
  close(): void;
}
