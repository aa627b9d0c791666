import path from 'node:path';

/** Where the event loop stands, as far as its stack tells. */
export interface StallPlace {
  /** The outermost function of the project that is running: `SpinStrategy.onTick`; `undefined` when none of the project's is. */
  readonly hook: string | undefined;
  /** The innermost place, in the project when one is: `strategies/spin_strategy.ts:12:5`; `undefined` when the stack is empty. */
  readonly place: string | undefined;
}

interface Frame {
  readonly name: string | undefined;
  readonly place: string;
}

/** What a stack trace tells a person: the strategy's hook and the line, where a file of the project is on it. */
export function findStall(stack: string, projectDir: string): StallPlace {
  const frames = stack.split('\n').flatMap(line => readFrame(line, projectDir) ?? []);
  const own = frames.filter(({ place }) => !place.startsWith('..') && !place.includes('node_modules'));
  return { hook: own.at(-1)?.name, place: (own[0] ?? frames[0])?.place };
}

/** One sentence for a person about a standstill. */
export function stallText({ hook, place }: StallPlace, seconds: number): string {
  const where = place === undefined ? '' : hook === undefined ? ` at ${place}` : ` in ${hook} at ${place}`;
  return `The event loop has stood still for ${seconds} s${where}: meanwhile nothing is sent, canceled or heard of`;
}

function readFrame(line: string, projectDir: string): Frame | undefined {
  const found = /^\s+at (?:(?:async )?(.+?) \()?(?:file:\/\/)?([^()]+:\d+:\d+)\)?$/.exec(line);
  const place = found?.[2];
  if (place === undefined || place.startsWith('node:') || place.startsWith('evalmachine')) return undefined;
  return { name: found?.[1], place: path.relative(projectDir, place) };
}
