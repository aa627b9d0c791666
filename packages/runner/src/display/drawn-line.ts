import { printable } from './printable.ts';

/** A line and what it looks like: colours take no width. */
export interface DrawnLine {
  /** What is written, colours included. */
  readonly text: string;
  /** How many characters it takes on the screen. */
  readonly width: number;
}

/** Colours a text, or does not. */
export type Paint = (text: string) => string;

/** A line that fits a width, safe to show, coloured after it was cut. */
export function drawnLine(text: string, width: number, paint: Paint = same => same): DrawnLine {
  const cut = clip(printable(text), width);
  return { text: paint(cut), width: lengthOf(cut) };
}

/** A text cut to a width, with `…` where something is missing. */
export function clip(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width ? text : `${characters.slice(0, Math.max(width - 1, 0)).join('')}…`;
}

/** How many characters a text has. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** A text in lines of a width, broken between words; a longer word has a line of its own. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of printable(text).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && lengthOf(last) + 1 + lengthOf(word) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
