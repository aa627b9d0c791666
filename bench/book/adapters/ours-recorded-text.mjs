// A recording as text on disk: read, decoded, turned into rows, applied to the book.
import { recordText, replay } from '../recordings.mjs';

export default { repeats: 3, isAsync: true, prepare: recordText, run: replay };
