// The same recording converted to columns once: read from disk, checked by its checksums, applied to the book.
import { recordColumns, replay } from '../recordings.mjs';

export default { repeats: 6, isAsync: true, prepare: recordColumns, run: replay };
