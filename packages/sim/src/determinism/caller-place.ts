interface StackMaker {
  captureStackTrace?(target: object, above: (...args: never[]) => unknown): void;
}

/**
 * Where a function was called: `file:line:column` of the first caller outside of packages, through source maps where the runtime
 * has them; `undefined` where it tells no places.
 *
 * @param callee - The function; its own frame and those below are left out.
 */
export function callerPlace(callee: (...args: never[]) => unknown): string | undefined {
  const holder: { stack?: string } = {};
  (Error as StackMaker).captureStackTrace?.(holder, callee);
  const places = (holder.stack ?? '').split('\n').flatMap(line => placeIn(line) ?? []);
  return places.find(place => !place.includes('/node_modules/')) ?? places[0];
}

function placeIn(line: string): string | undefined {
  const [, file, position] = /(?:\(|at (?:async )?)([^()\s]*[^()]*?)(:\d+:\d+)\)?$/.exec(line) ?? [];
  if (file === undefined || position === undefined || file.startsWith('node:')) return undefined;
  return `${plainPath(file)}${position}`;
}

function plainPath(file: string): string {
  const path = file.replace(/\?.*$/, '').replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
