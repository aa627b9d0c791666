import { clip, type DrawnLine, lengthOf, type Paint } from './drawn-line.ts';
import { printable } from './printable.ts';

/** One column of a table. */
export interface Column {
  /** Its heading. */
  readonly title: string;
  /** Numbers go right. Default left. */
  readonly align?: 'left' | 'right';
  /** Columns with a higher number go first when the width does not suffice; those without stay. */
  readonly dropOrder?: number;
  /** Kept also when every cell is shorter, so that columns stay where they are while values change. */
  readonly widthMin?: number;
  /** Gives up width when the rest does not fit. */
  readonly shrinks?: boolean;
}

/** A cell: text, and its colour when it has one. */
export type Cell = string | { readonly text: string; readonly paint: Paint };

const gap = '  ';
const shrunkWidthMin = 4;

/**
 * Lines of a table that fits a width: headings and rows, columns as wide as their widest cell. When they do not fit,
 * columns are dropped in their order, then those that shrink are cut.
 */
export function textTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
  paintTitle: Paint = same => same,
): readonly DrawnLine[] {
  const titles = columns.map(({ title }) => ({ text: title, paint: paintTitle }));
  const cells = [titles, ...rows].map(row => row.map(toPainted));
  const widths = columns.map(({ widthMin = 0 }, index) =>
    Math.max(widthMin, ...cells.map(row => lengthOf(row[index]?.text ?? ''))),
  );
  const shown = fit(columns, widths, width);
  return cells.map(row => drawRow(row, columns, widths, shown));
}

interface PaintedCell {
  readonly text: string;
  readonly paint: Paint;
}

function toPainted(cell: Cell): PaintedCell {
  return typeof cell === 'string'
    ? { text: printable(cell), paint: same => same }
    : { text: printable(cell.text), paint: cell.paint };
}

/** Which columns are shown; shrinks `widths` in place where that is needed. */
function fit(columns: readonly Column[], widths: number[], width: number): readonly number[] {
  let shown = columns.map((_, index) => index);
  const total = () => shown.reduce((sum, index) => sum + (widths[index] ?? 0), gap.length * (shown.length - 1));
  while (total() > width) {
    const orders = shown.map(index => columns[index]?.dropOrder ?? 0);
    const highest = Math.max(...orders);
    if (highest === 0) break;
    shown = shown.filter((_, position) => orders[position] !== highest);
  }
  for (const index of shown) {
    const excess = total() - width;
    if (excess <= 0 || columns[index]?.shrinks !== true) continue;
    widths[index] = Math.max((widths[index] ?? 0) - excess, shrunkWidthMin);
  }
  // Narrower than anybody works: what is on the right goes.
  while (total() > width && shown.length > 1) shown = shown.slice(0, -1);
  return shown;
}

function drawRow(
  row: readonly PaintedCell[],
  columns: readonly Column[],
  widths: readonly number[],
  shown: readonly number[],
): DrawnLine {
  const last = shown.at(-1);
  const drawn = shown.map(index => {
    const width = widths[index] ?? 0;
    const { text, paint } = row[index] ?? toPainted('');
    const cut = clip(text, width);
    const space = ' '.repeat(width - lengthOf(cut));
    const isRight = columns[index]?.align === 'right';
    const after = index === last || isRight ? '' : space;
    return {
      text: `${isRight ? space : ''}${paint(cut)}${after}`,
      width: lengthOf(cut) + (isRight ? space.length : after.length),
    };
  });
  return {
    text: drawn.map(each => each.text).join(gap),
    width: drawn.reduce((sum, each) => sum + each.width, gap.length * Math.max(drawn.length - 1, 0)),
  };
}
