import { defaultColumns, defaultRows, type OutputStream } from '../display/screen.ts';
import type { Redact } from './redactor.ts';

/** The same stream, with secrets hidden in everything that is written to it. */
export function redactedStream(stream: OutputStream, redact: Redact): OutputStream {
  return {
    write: text => stream.write(redact(text)),
    get isTTY() {
      return stream.isTTY ?? false;
    },
    get columns() {
      return stream.columns ?? defaultColumns;
    },
    get rows() {
      return stream.rows ?? defaultRows;
    },
  };
}
