import { invalidRow } from '../../market-data/market-data-error.ts';
import { readNumber } from './read-number.ts';
import { detectTimeFormat } from './read-time.ts';
import type { RawRow } from './row-batch.ts';

/** Which column of the file holds a field: its name in the header (or in the objects), or its position, from 0. */
export type ColumnChoice = string | number;

/** A field that rows may have. */
export interface FieldNeed {
  /** What we call it. */
  readonly field: string;
  /** What files call it, in lower case without spaces, dots, dashes and underscores. */
  readonly names: readonly string[];
  /** Whether a file without it is refused. */
  readonly required: boolean;
}

/** Where each field stands in the rows. */
export interface ColumnPlan {
  /** By our name: key of the cell, and what messages call the column. */
  readonly columns: ReadonlyMap<string, { readonly key: string | number; readonly label: string }>;
  /** Whether the first row is a header. */
  readonly hasHeader: boolean;
}

/** What decides where the fields stand. */
export interface ColumnSearch {
  /** What messages call the file. */
  readonly source: string;
  /** Line of the first row. */
  readonly line: number | undefined;
  /** The fields. */
  readonly needs: readonly FieldNeed[];
  /** What the user said. */
  readonly choices: Readonly<Record<string, ColumnChoice | false | undefined>>;
  /** Positions of the fields in rows that have no names, by number of cells. */
  readonly layouts: Readonly<Record<number, readonly (string | undefined)[]>>;
  /** Whether a header is there; `auto` looks whether the first row has anything that is neither number nor time. */
  readonly header: boolean | 'auto';
}

/** Finds every field's column by what the user said, the names of the header, or the usual order. @throws naming what is there. */
export function findColumns(first: RawRow, search: ColumnSearch): ColumnPlan {
  if (!Array.isArray(first)) {
    const columns = byName(Object.keys(first), search, { holder: 'the row', keyOf: name => name });
    return { columns, hasHeader: false };
  }
  const hasHeader = search.header === 'auto' ? looksLikeHeader(first) : search.header;
  if (!hasHeader) return { columns: byPosition(first.length, search), hasHeader };
  const names = first.map(cell => String(cell).trim());
  const keyOf = (name: string, choice: ColumnChoice | undefined): number => {
    if (typeof choice === 'number') return choice;
    if (names.indexOf(name) !== names.lastIndexOf(name)) throw twiceNamed(search, name, names);
    return names.indexOf(name);
  };
  return { columns: byName(names, search, { holder: 'the header', keyOf }), hasHeader };
}

function looksLikeHeader(row: readonly unknown[]): boolean {
  return row.every(
    cell => typeof cell === 'string' && Number.isNaN(readNumber(cell)) && detectTimeFormat(cell) === undefined,
  );
}

type Columns = Map<string, { readonly key: string | number; readonly label: string }>;

interface Named {
  /** What has the names, in words. */
  readonly holder: string;
  readonly keyOf: (name: string, choice: ColumnChoice | undefined) => string | number;
}

function byName(names: readonly string[], search: ColumnSearch, { holder, keyOf }: Named): Columns {
  const columns: Columns = new Map();
  const missing: string[] = [];
  for (const { field, names: usual, required } of search.needs) {
    const choice = search.choices[field];
    if (choice === false) continue;
    const found =
      typeof choice === 'number'
        ? names[choice]
        : choice === undefined
          ? usual.map(word => names.find(name => plain(name) === word)).find(name => name !== undefined)
          : (names.find(name => name === choice) ?? names.find(name => plain(name) === plain(choice)));
    if (found !== undefined) columns.set(field, { key: keyOf(found, choice), label: found });
    else if (choice !== undefined) throw noColumn(search, [field], choice, { holder, there: namesText(names) });
    else if (required) missing.push(field);
  }
  if (missing.length > 0) throw noColumn(search, missing, undefined, { holder, there: namesText(names) });
  return columns;
}

function byPosition(width: number, search: ColumnSearch): Columns {
  const columns: Columns = new Map();
  const layout = search.layouts[width] ?? [];
  const isChosen = Object.values(search.choices).some(choice => typeof choice === 'number');
  for (const { field, required } of search.needs) {
    const choice = search.choices[field];
    if (choice === false) continue;
    const place = choice ?? (isChosen ? -1 : layout.indexOf(field));
    if (typeof place === 'number' && place >= 0 && place < width)
      columns.set(field, { key: place, label: `${field} (#${place})` });
    else if (required || choice !== undefined)
      throw noColumn(search, [field], choice, {
        holder: 'the row',
        there: `there are no names and ${width} cells, from 0`,
      });
  }
  return columns;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s._-]/g, '');
}

function twiceNamed({ source, line }: ColumnSearch, name: string, names: readonly string[]): Error {
  const places = names.flatMap((each, place) => (each === name ? [place] : [])).join(' and ');
  const reason = `names columns ${places}, counted from 0; rename one, or give the column's number under columns`;
  return invalidRow({ source, line }, { column: name, value: name, reason });
}

/** Names that a message tells; a file may have hundreds. */
const namesShown = 10;
const nameLengthMax = 40;

function namesText(names: readonly string[]): string {
  const shown = names
    .slice(0, namesShown)
    .map(name => (name.length > nameLengthMax ? `${name.slice(0, nameLengthMax)}…` : name));
  const more = names.length - shown.length;
  return `there are ${shown.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
}

/** No cell is wrong where a column is missing, so the message shows none. */
function noColumn(
  { source, line }: ColumnSearch,
  fields: readonly string[],
  choice: ColumnChoice | undefined,
  { holder, there }: { readonly holder: string; readonly there: string },
): Error {
  const [field = ''] = fields;
  const which = choice === undefined ? 'no column' : `no column ${choice}`;
  const reason = `${holder} has ${which} for ${fields.join(', ')}: ${there}; name it under columns (columns: { ${field}: … }, or --column ${field}=…)`;
  return invalidRow({ source, line }, { column: undefined, value: '', reason });
}
