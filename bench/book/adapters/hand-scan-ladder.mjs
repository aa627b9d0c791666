// A scanner that walks the one known order of members, hardly checks and has nothing to fall back on, over a price ladder: how fast
// text to book can be when nothing may go wrong.
import { hashStart, hashStep } from '../../harness/random.mjs';
import { LadderBook, loadBook } from '../hand-books.mjs';

let position = 0;

function readInteger(text) {
  let value = 0;
  let code = text.charCodeAt(position);
  while (code >= 48 && code <= 57) {
    value = value * 10 + code - 48;
    position += 1;
    code = text.charCodeAt(position);
  }
  return value;
}

function readVolume(text) {
  let value = 0;
  let decimals = -1;
  for (;;) {
    const code = text.charCodeAt(position);
    position += 1;
    if (code === 34) break;
    if (code === 46) decimals = 0;
    else {
      value = value * 10 + code - 48;
      if (decimals >= 0) decimals += 1;
    }
  }
  for (decimals = Math.max(decimals, 0); decimals < 8; decimals += 1) value *= 10;
  return value;
}

function readText(text) {
  const end = text.indexOf('"', position);
  const value = text.slice(position, end);
  position = end + 1;
  return value;
}

/** Moves past the quote that ends the present text. */
function skipText(text) {
  position = text.indexOf('"', position) + 1;
}

function applyTrades(book, text) {
  position += 1;
  while (text.charCodeAt(position) === 123) {
    position += 12;
    readInteger(text);
    position += 9;
    const volume = readVolume(text);
    position += 12;
    skipText(text);
    position += 19;
    book.trade(readText(text), volume);
    position = text.indexOf('}', position) + 1;
    if (text.charCodeAt(position) === 44) position += 1;
  }
  position += 1;
}

function applyCreate(book, text) {
  position += 13;
  const id = readText(text);
  position += 9;
  const side = text.charCodeAt(position) === 65 ? 1 : 0;
  position += 14;
  const price = readInteger(text);
  skipText(text);
  position += 11;
  book.create(id, side, price, readVolume(text));
  position += 1;
}

/** Applies one message and returns its sequence, or -1 for another shape. */
function apply(book, text) {
  if (text.charCodeAt(2) !== 115 || text.charCodeAt(12) !== 34) return -1;
  position = 13;
  const sequence = readInteger(text);
  position += 1;
  if (text.charCodeAt(position + 2) !== 116) return -1;
  position += 17;
  if (text.charCodeAt(position) === 91) applyTrades(book, text);
  else position += 4;
  if (text.charCodeAt(position + 2) !== 99) return -1;
  position += 17;
  if (text.charCodeAt(position) === 123) applyCreate(book, text);
  else position += 4;
  if (text.charCodeAt(position + 2) !== 100) return -1;
  position += 17;
  if (text.charCodeAt(position) === 123) {
    position += 13;
    book.remove(readText(text));
  }
  return sequence;
}

export default {
  repeats: 4,
  prepare: input => ({ book: loadBook(new LadderBook(), JSON.parse(input.snapshot)), messages: input.messages }),
  run({ book, messages }) {
    let hash = hashStart;
    let last = 1000;
    for (let index = 0; index < messages.length; index += 1) {
      const sequence = apply(book, messages[index]);
      if (sequence !== last + 1) throw new Error(`sequence or shape at ${index}: ${sequence}`);
      last = sequence;
      hash = hashStep(hashStep(hash, book.best(0)), book.best(1));
      if (index % 100 === 99) hash = book.hashTop(hash);
    }
    return { hash: hash >>> 0, orders: book.size };
  },
};
