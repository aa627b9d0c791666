import { hashStep } from '../harness/random.mjs';
import { hashVolume } from './workload.mjs';

/** Hash of the best ten levels of both sides of a ccxt book, whose rows are single orders. */
export function hashCcxtTop(book, start) {
  let hash = start;
  for (const side of [book.bids, book.asks]) {
    let count = 0;
    let price = -1;
    let volume = 0;
    for (let index = 0; index < side.length && count < 10; index += 1) {
      const [rowPrice, rowVolume] = side[index];
      if (rowPrice === price) {
        volume += rowVolume;
        continue;
      }
      if (price >= 0) {
        hash = hashVolume(hashStep(hash, price), Math.round(volume * 1e8));
        count += 1;
      }
      price = rowPrice;
      volume = rowVolume;
    }
    if (price >= 0 && count < 10) hash = hashVolume(hashStep(hash, price), Math.round(volume * 1e8));
  }
  return hash;
}
