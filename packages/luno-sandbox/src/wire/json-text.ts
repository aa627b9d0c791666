/** A number that is written as its own text: digits that a double would lose, or a decimal that Luno sends bare. */
export class JsonNumber {
  /** The text as it appears on the wire. */
  readonly text: string;

  /** @param text - A JSON number, such as `8203463422864003664` or `-0.02`. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What the sandbox sends: JSON with exact numbers. Members that are `undefined` are left out. */
export type Json = string | number | boolean | null | bigint | JsonNumber | readonly Json[] | JsonRecord;

/** A JSON object. */
export interface JsonRecord {
  readonly [name: string]: Json | undefined;
}

/** Writes JSON without losing a digit: a `bigint` and a {@link JsonNumber} become bare numbers of any length. */
export function writeJson(value: Json): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (value instanceof JsonNumber) return value.text;
  if (isList(value)) return `[${value.map(writeJson).join(',')}]`;
  const members: string[] = [];
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${writeJson(member)}`);
  }
  return `{${members.join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
