import type { DrawnLine } from './drawn-line.ts';

/** Where text goes: `process.stdout`, a file, a test's buffer. */
export interface OutputStream {
  /** Takes text. */
  write(text: string): unknown;
  /** Whether it is a terminal. */
  readonly isTTY?: boolean;
  /** Width of the terminal in characters. */
  readonly columns?: number;
  /** Height of the terminal in lines. */
  readonly rows?: number;
}

/** A block of lines at the bottom of a terminal that is drawn again in place. */
export interface Screen {
  /** Width that lines may have. */
  readonly width: number;
  /** How many lines fit. */
  readonly height: number;
  /** Replaces the block. Lines are as wide as they look, and no wider than {@link Screen.width}. */
  draw(lines: readonly DrawnLine[]): void;
  /** Leaves the block where it is and goes on below it; idempotent. */
  leave(): void;
}

/** Width of a terminal that does not tell, in characters. */
export const defaultColumns = 80;
/** Height of a terminal that does not tell, in lines. */
export const defaultRows = 24;

const hideCursor = '\u001B[?25l';
const showCursor = '\u001B[?25h';
const eraseToEndOfLine = '\u001B[K';
const eraseBelow = '\u001B[J';
// Terminals that know it show the whole frame at once; the others ignore it.
const beginFrame = '\u001B[?2026h';
const endFrame = '\u001B[?2026l';

/** What puts a terminal back in order, whatever was drawn on it. */
export const restoreTerminal = showCursor;

/** Draws on a terminal by writing only the lines that changed, one write per frame, so that nothing flickers. */
export function createScreen(stream: OutputStream): Screen {
  let drawn: readonly DrawnLine[] = [];
  let drawnWidth = 0;
  let isActive = false;
  const columns = () => stream.columns ?? defaultColumns;
  return {
    get width() {
      return Math.max(columns() - 1, 20);
    },
    get height() {
      return Math.max((stream.rows ?? defaultRows) - 1, 5);
    },
    draw(lines) {
      const isSameWidth = drawnWidth === columns();
      const up = isSameWidth ? drawn.length : rowsAfterResize(drawn, columns());
      const kept = isSameWidth ? drawn : [];
      const body = lines.map((line, index) =>
        kept[index]?.text === line.text ? '\n' : `${line.text}${eraseToEndOfLine}\n`,
      );
      const start = `${isActive ? '' : hideCursor}${up > 0 ? `\u001B[${up}F` : ''}${isSameWidth ? '' : eraseBelow}`;
      const end = lines.length < drawn.length ? eraseBelow : '';
      stream.write(`${beginFrame}${start}${body.join('')}${end}${endFrame}`);
      drawn = lines;
      drawnWidth = columns();
      isActive = true;
    },
    leave() {
      if (isActive) stream.write(showCursor);
      isActive = false;
      drawn = [];
    },
  };
}

/** Terminals wrap what they showed when they become narrower: the block is then higher than it was. */
function rowsAfterResize(lines: readonly DrawnLine[], columns: number): number {
  return lines.reduce((rows, { width }) => rows + Math.max(Math.ceil(width / columns), 1), 0);
}
