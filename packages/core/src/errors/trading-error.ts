import type { ErrorCode, ErrorContexts } from './error-contexts.ts';

const brand = Symbol.for('@trader/core/TradingError');

/**
 * The one error class of the SDK: a code from a closed list, a context typed by that code, and a message that says what to do.
 *
 * Tell errors apart with {@link isTradingError}, never with `instanceof`: two copies of the package may be loaded.
 */
export class TradingError<C extends ErrorCode = ErrorCode> extends Error {
  /** Always `TradingError`. */
  override readonly name = 'TradingError';
  /** Which error this is. */
  readonly code: C;
  /** What a program needs to react to this code. */
  readonly context: ErrorContexts[C];

  /**
   * @param code - Which error this is.
   * @param message - One sentence for a person: what is wrong, where, and what to do.
   * @param context - The facts that belong to the code.
   * @param options - `cause`: the error underneath, when there is one.
   */
  constructor(code: C, message: string, context: ErrorContexts[C], options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.context = context;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Whether a value is a {@link TradingError} (of the given code, when one is given), also across copies of the package. */
export function isTradingError<C extends ErrorCode = ErrorCode>(value: unknown, code?: C): value is TradingError<C> {
  if (typeof value !== 'object' || value === null || !(brand in value)) return false;
  return code === undefined || ('code' in value && value.code === code);
}
