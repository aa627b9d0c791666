import type { RawData } from 'ws';

/** Id and secret of a stream's first frame; empty where they are missing. */
export interface StreamCredentials {
  /** `api_key_id`. */
  readonly id: string;
  /** `api_key_secret`. */
  readonly secret: string;
}

/** Reads the first frame; `undefined` when it is not a JSON object. */
export function readCredentialsFrame(data: RawData): StreamCredentials | undefined {
  let value: unknown;
  try {
    value = JSON.parse(textOf(data));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { api_key_id: id, api_key_secret: secret } = value as Record<string, unknown>;
  return { id: typeof id === 'string' ? id : '', secret: typeof secret === 'string' ? secret : '' };
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString('utf8');
}
