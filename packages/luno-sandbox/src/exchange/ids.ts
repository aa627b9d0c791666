import { createRandom, type Random } from '../market/random.ts';

/** The alphabet of Luno's order ids: no 0, 1, I, L or O. */
const orderIdAlphabet = [...'23456789ABCDEFGHJKMNPQRSTUVWXYZ'];

/** How order ids look: `luno`: `BX` and 13 characters; `opaque`: other length and alphabet, for clients that must not care. */
export type OrderIdStyle = 'luno' | 'opaque';

/** Names orders by their count: a pure function, no name twice within 28 million. */
export function createOrderIds(seed: number, style: OrderIdStyle): (count: number) => string {
  return count => {
    const random = createRandom(Math.imul(seed ^ 0x5bd1e995, 2_654_435_761) ^ count);
    if (style === 'opaque') return `o-${count}-${random.integer(1_000_000)}`;
    let text = 'BX';
    for (let place = 0; place < 8; place += 1) text += random.pick(orderIdAlphabet);
    let rest = count;
    for (let place = 0; place < 5; place += 1) {
      text += orderIdAlphabet[rest % orderIdAlphabet.length];
      rest = Math.floor(rest / orderIdAlphabet.length);
    }
    return text;
  };
}

/** How account ids look: `long`: 19 digits, beyond what a double can hold; `small`: 7 digits. */
export type AccountIdStyle = 'long' | 'small';

/** Makes account ids that never repeat within one sandbox. */
export function createAccountIds(random: Random, style: AccountIdStyle): () => bigint {
  let count = 0;
  return () => {
    count += 1;
    if (style === 'small') return 2_000_000n + BigInt(count * 1_000 + random.integer(1_000));
    // Odd and above 2^60, where doubles are 256 apart: every such id loses digits in `JSON.parse`.
    const high = 2_000_000_000n + BigInt(random.integer(700_000_000));
    return high * 1_000_000_000n + BigInt(random.integer(400_000)) * 2_000n + BigInt(count) * 2n + 1n;
  };
}
