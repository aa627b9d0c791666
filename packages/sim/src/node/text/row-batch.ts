/** The cells of a row by position or by name: text from CSV, values from JSON. */
export type RawRow = Readonly<Record<number | string, unknown>>;

/** Some rows of a file, and where they stand. */
export interface RowBatch {
  /** The rows. */
  readonly rows: readonly RawRow[];
  /** Line of each row, from 1. */
  readonly lines: readonly number[];
}

/** How rows are written down. */
export type TextFormat = 'csv' | 'json' | 'jsonl';
