import { Instrument, type InstrumentFields } from '../instrument/instrument.ts';
import { Decimal } from '../money/decimal.ts';

// Names that no event, effect or option has: what JSON cannot hold stands under one of them.
const decimalKey = '$decimal';
const instrumentKey = '$instrument';
const mapKey = '$map';

const instrumentBrand = Symbol.for('@trader/core/Instrument');

/** Text of a value made of plain data, decimals, instruments and maps; {@link decodeTagged} gives it back. */
export function encodeTagged(value: unknown): string {
  return JSON.stringify(tagged(value));
}

/** The value of a text, to the last digit. Functions and `undefined` fields are not part of it. */
export function decodeTagged(text: string): unknown {
  return untagged(JSON.parse(text));
}

/** The value with its tags resolved; changes it in place. */
export function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    const inner = holder[key];
    if (typeof inner === 'object' && inner !== null) holder[key] = untagged(inner);
  }
  if (typeof holder[decimalKey] === 'string') return Decimal.parse(holder[decimalKey]);
  if (instrumentKey in holder) return new Instrument(holder[instrumentKey] as InstrumentFields);
  return mapKey in holder ? new Map(holder[mapKey] as [unknown, unknown][]) : value;
}

function tagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Decimal.isDecimal(value)) return { [decimalKey]: value.toString() };
  if (Array.isArray(value)) return value.map(tagged);
  if (value instanceof Map) return { [mapKey]: [...value].map(tagged) };
  // Its public fields are what it can be made from again.
  if (instrumentBrand in value) return { [instrumentKey]: taggedFields(value) };
  return taggedFields(value);
}

function taggedFields(value: object): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) fields[key] = tagged(inner);
  return fields;
}
