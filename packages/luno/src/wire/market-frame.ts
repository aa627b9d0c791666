import type { z } from 'zod';
import { parseLosslessJson, unreadable } from './lossless-json.ts';
import { scanUpdate } from './scan-update.ts';
import {
  type MarketSnapshot,
  type MarketUpdate,
  marketSnapshotSchema,
  marketUpdateSchema,
  type StreamError,
  streamErrorSchema,
} from './stream-wire.ts';

/** A sign of life without content: an empty frame or an empty JSON text. */
export interface KeepAlive {
  /** Discriminant. */
  readonly kind: 'keep-alive';
}

/** Everything that a market stream may send. */
export type MarketFrame = KeepAlive | StreamError | MarketSnapshot | MarketUpdate;

const operation = 'market stream';

/** The one keep-alive there is. */
export const keepAlive: KeepAlive = { kind: 'keep-alive' };

/**
 * Reads one frame of a market stream.
 *
 * @throws `brokerage/unreadable` for anything that is not of the documented shapes, and nothing else.
 */
export function readMarketFrame(text: string): MarketFrame {
  return scanUpdate(text) ?? parseMarketFrame(text);
}

/** The long way: `JSON.parse` and a schema for any order of members, extra members and other spellings of the same values. */
export function parseMarketFrame(text: string): MarketFrame {
  if (text === '' || text === '""') return keepAlive;
  const json = parseLosslessJson(text, operation);
  if (isObject(json) && 'error_code' in json) return decode(streamErrorSchema, json, operation, text);
  if (isObject(json) && (isPresent(json, 'asks') || isPresent(json, 'bids')))
    return decode(marketSnapshotSchema, json, operation, text);
  return decode(marketUpdateSchema, json, operation, text);
}

/** A value as its schema reads it, or the one typed error. */
export function decode<S extends z.ZodType>(schema: S, json: unknown, reading: string, text: string): z.output<S> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw unreadable(`${issue?.path.join('.') || 'frame'}: ${issue?.message ?? 'unknown shape'}`, reading, text);
}

/** Whether a value read from JSON is an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPresent(json: Record<string, unknown>, member: string): boolean {
  return json[member] !== undefined && json[member] !== null;
}
