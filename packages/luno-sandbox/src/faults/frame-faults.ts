/**
 * What can happen to a frame on its way to one session.
 *
 * - `drop`: it never arrives
 * - `duplicate`: it arrives twice
 * - `stale`: the frame before it arrives once more, after it
 * - `reorder`: it arrives after the next one
 * - `garble`: only its first half arrives
 */
export type FrameFault = 'drop' | 'duplicate' | 'stale' | 'reorder' | 'garble';

/** Every frame fault. */
export const frameFaults: readonly FrameFault[] = ['drop', 'duplicate', 'stale', 'reorder', 'garble'];

/** The faults that wait for the next frames of one session. */
export interface FrameFaultQueue {
  /** Makes the fault happen to the next `count` frames that no earlier fault waits for. */
  add(fault: FrameFault, count: number, matches?: (frame: string) => boolean): void;
  /** What is really sent for this frame. */
  pass(frame: string): readonly string[];
}

const waitingMax = 10_000;

/** A queue of faults; frames pass unchanged while it is empty. */
export function createFrameFaults(): FrameFaultQueue {
  const waiting: { readonly fault: FrameFault; readonly matches: (frame: string) => boolean }[] = [];
  let previous: string | undefined;
  let held: string | undefined;
  const take = (frame: string): FrameFault | undefined => {
    const index = waiting.findIndex(entry => entry.matches(frame));
    return index < 0 ? undefined : waiting.splice(index, 1)[0]?.fault;
  };
  return {
    add(fault, count, matches = () => true) {
      for (let added = 0; added < count && waiting.length < waitingMax; added += 1) waiting.push({ fault, matches });
    },
    pass(frame) {
      const fault = take(frame);
      const before = previous;
      previous = frame;
      if (fault === 'reorder' && held === undefined) {
        held = frame;
        return [];
      }
      const late = held === undefined ? [] : [held];
      held = undefined;
      return [...sentFor(fault, frame, before), ...late];
    },
  };
}

function sentFor(fault: FrameFault | undefined, frame: string, before: string | undefined): readonly string[] {
  switch (fault) {
    case 'drop':
      return [];
    case 'duplicate':
      return [frame, frame];
    case 'stale':
      return before === undefined ? [frame] : [frame, before];
    case 'garble':
      return [frame.slice(0, Math.ceil(frame.length / 2))];
    default:
      return [frame];
  }
}
