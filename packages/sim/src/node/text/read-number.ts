/** A cell as a number: `NaN` for what is not one. Text is decimal; `0x10`, `Infinity` and the empty text are no numbers. */
export function readNumber(cell: unknown): number {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string') return Number.NaN;
  const value = +cell;
  if (value === 0 && cell.trim() === '') return Number.NaN;
  // Only `0x`, `0b` and `0o` have a letter other than `e` in second place after a zero and still are numbers.
  if (cell.length > 2 && cell.charCodeAt(0) === 0x30 && cell.charCodeAt(1) > 0x39 && !/^0e/i.test(cell))
    return Number.NaN;
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY ? Number.NaN : value;
}

/** A cell as people see it. */
export function cellText(cell: unknown): string {
  if (cell === undefined) return '';
  return typeof cell === 'string' ? cell : (JSON.stringify(cell) ?? typeof cell);
}
