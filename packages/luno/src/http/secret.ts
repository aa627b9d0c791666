import { inspect } from 'node:util';

const shown = '[redacted]';

/** A text that no log, error, template or inspection shows; only {@link Secret.reveal} gives it away. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself, for the one place that sends it. */
  reveal(): string {
    return this.#text;
  }

  /** Never the text. */
  toString(): string {
    return shown;
  }

  /** Never the text. */
  toJSON(): string {
    return shown;
  }

  /** Never the text. */
  [inspect.custom](): string {
    return shown;
  }
}
