import { z } from 'zod';

/** Luno's error body. Its published schema says `code` and `message`; the wire says this. */
const errorWire = z.object({ error: z.string().nullish(), error_code: z.string().min(1).max(200) });

/** Luno's own words of refusal. */
export interface LunoError {
  /** Stable name such as `ErrInsufficientBalance`: the only part to branch on. */
  readonly code: string;
  /** Text for people; may be localised. */
  readonly text: string;
}

/** The error in a body, whatever the HTTP status; `undefined` when the body is no error of Luno's. */
export function lunoErrorOf(json: unknown): LunoError | undefined {
  const parsed = errorWire.safeParse(json);
  if (!parsed.success) return undefined;
  return { code: parsed.data.error_code, text: parsed.data.error ?? '' };
}
