/** A promise that was found broken. */
export interface Violation {
  /** Short name of the invariant: `I5`, `L2`, … */
  readonly invariant: string;
  /** What was seen, in one sentence. */
  readonly message: string;
}

/**
 * Keeps the first broken promise. It is asked in the middle of what it watches, where an error would be caught and taken for a fault
 * of the part that was called; so it never throws.
 */
export class Referee {
  #violation: Violation | undefined;

  /** The first broken promise; `undefined` while all hold. */
  get violation(): Violation | undefined {
    return this.#violation;
  }

  /** Notes a broken promise unless the condition holds. */
  must(holds: boolean, invariant: string, message: () => string): void {
    if (!holds) this.#violation ??= { invariant, message: message() };
  }
}
