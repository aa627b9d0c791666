import path from 'node:path';

/** How a person in the present folder names a file: relative below it, absolute elsewhere. */
export function fileFromHere(file: string): string {
  const relative = path.relative('', file);
  return relative.startsWith('..') ? path.resolve(file) : relative;
}
