import type { ClientOrderIdRules } from '../brokerage/capabilities.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { ClientOrderId } from './order.ts';

/** Orders that one run can name: 2^40, far more than any run places. */
export const sequenceMax = 2 ** 40 - 1;

/** Fewer orders than this are placed by nearly every run. */
const usualSequenceMax = 2 ** 24;

const lengthMin = 20;
const runBits = 128;
const sequenceBits = 40;

// Each is in ascending character order, so that ids of one run sort by sequence. The first whose characters are all allowed is used.
const alphabets = [
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  '0123456789abcdefghijklmnopqrstuvwxyz',
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '0123456789abcdef',
  '0123456789ABCDEF',
  '0123456789',
];

/**
 * The client order ids of one run at one brokerage: the run, then the sequence number, both in fixed width, in the widest alphabet that
 * the brokerage takes.
 *
 * The sequence always fits in full. Of the run's 128 bits as much is kept as the length allows; at the shortest length of 20 that is
 * 77 bits with digits and both cases, 62 bits with digits and one case, 40 bits in hexadecimal and 23 bits with digits alone. Two of
 * n runs share that part with a chance of about n² / 2^(bits + 1): for a million runs 3 in 10^12, 1 in 10 million, 1 in 2 and
 * certainty. A duplicate is refused by the brokerage and shows as a terms conflict; ask for 32 characters or more where digits alone
 * are allowed.
 */
export class ClientOrderIds {
  readonly #alphabet: string;
  readonly #run: string;
  readonly #sequenceWidth: number;
  // The last two digits of every number below the square of the base, as they are needed.
  readonly #tails: (string | undefined)[] = [];
  #headNumber = -1;
  #head = '';

  /**
   * @param runId - 128 random bits, 32 hexadecimal digits.
   * @param rules - What the brokerage takes.
   * @throws `system/invalid-options` for a run id or rules that cannot be used.
   */
  constructor(runId: string, rules: ClientOrderIdRules) {
    this.#alphabet = pickAlphabet(rules);
    const base = this.#alphabet.length;
    this.#sequenceWidth = widthOf(sequenceBits, base);
    const runWidth = Math.min(rules.lengthMax - this.#sequenceWidth, widthOf(runBits, base));
    this.#run = encode(parseRun(runId), this.#alphabet, runWidth);
  }

  /**
   * The id of one order.
   *
   * @param sequence - Number of the order within the run, from 0 to {@link sequenceMax}.
   */
  render(sequence: number): ClientOrderId {
    if (!Number.isSafeInteger(sequence) || sequence < 0 || sequence > sequenceMax) {
      throw new RangeError(`sequence was ${sequence}; use an integer from 0 to ${sequenceMax}`);
    }
    // Nearly all ids of a run share everything but their last two digits with the id before.
    const base = this.#alphabet.length;
    const low = sequence % (base * base);
    const high = (sequence - low) / (base * base);
    if (high !== this.#headNumber) {
      this.#headNumber = high;
      this.#head = this.#run + encode(BigInt(high), this.#alphabet, this.#sequenceWidth - 2);
    }
    return (this.#head + (this.#tails[low] ?? this.#tail(low))) as ClientOrderId;
  }

  #tail(low: number): string {
    const base = this.#alphabet.length;
    const last = low % base;
    const text = this.#alphabet.charAt((low - last) / base) + this.#alphabet.charAt(last);
    this.#tails[low] = text;
    return text;
  }

  /** The sequence number in an id of this run; `undefined` for ids of anyone else. */
  sequenceOf(id: string): number | undefined {
    if (id.length !== this.#run.length + this.#sequenceWidth || !id.startsWith(this.#run)) return undefined;
    let sequence = 0;
    for (let index = this.#run.length; index < id.length; index += 1) {
      const digit = this.#alphabet.indexOf(id.charAt(index));
      if (digit < 0) return undefined;
      sequence = sequence * this.#alphabet.length + digit;
    }
    return sequence <= sequenceMax ? sequence : undefined;
  }

  /**
   * The run in an id that has the shape of ours, whichever run made it; `undefined` for others. The first digits of a sequence are zeros in every run that
   * places fewer than 2^24 orders: an id that something else made looks so once in 2^16 at most, given the same length and characters.
   */
  runOf(id: string): string | undefined {
    if (id.length !== this.#run.length + this.#sequenceWidth) return undefined;
    for (const character of id) if (!this.#alphabet.includes(character)) return undefined;
    const run = id.slice(0, this.#run.length);
    const sequence = id.slice(this.#run.length);
    return sequence < encode(BigInt(usualSequenceMax), this.#alphabet, this.#sequenceWidth) ? run : undefined;
  }

  /** The part that all ids of this run begin with. */
  get run(): string {
    return this.#run;
  }

  /** Whether this run made the id. */
  isOurs(id: string): boolean {
    return this.sequenceOf(id) !== undefined;
  }
}

/** The id of one order of a run: {@link ClientOrderIds} for a single id. */
export function renderClientOrderId(runId: string, sequence: number, rules: ClientOrderIdRules): ClientOrderId {
  return new ClientOrderIds(runId, rules).render(sequence);
}

function pickAlphabet(rules: ClientOrderIdRules): string {
  const { lengthMax, characters } = rules;
  if (!Number.isSafeInteger(lengthMax) || lengthMax < lengthMin) {
    throw invalidRules('clientOrderId.lengthMax', String(lengthMax), `use an integer of at least ${lengthMin}`);
  }
  const allowed = allowedPattern(characters);
  const alphabet = alphabets.find(candidate => allowed.test(candidate));
  if (alphabet === undefined)
    throw invalidRules('clientOrderId.characters', characters, 'it has to allow at least 0-9');
  return alphabet;
}

function allowedPattern(characters: string): RegExp {
  try {
    return new RegExp(`^[${characters}]+$`);
  } catch {
    throw invalidRules(
      'clientOrderId.characters',
      characters,
      'write the inside of a character class, such as 0-9A-Za-z_-',
    );
  }
}

function parseRun(runId: string): bigint {
  if (/^[0-9a-f]{32}$/i.test(runId)) return BigInt(`0x${runId}`);
  throw invalidRules('runId', runId, 'use 128 random bits as 32 hexadecimal digits');
}

/** Digits that hold every number of so many bits. */
function widthOf(bits: number, base: number): number {
  return Math.ceil(bits / Math.log2(base));
}

/** The last digits of a number, as many as asked for. */
function encode(number: bigint, alphabet: string, width: number): string {
  const base = BigInt(alphabet.length);
  let text = '';
  let rest = number;
  for (let index = 0; index < width; index += 1) {
    text = alphabet.charAt(Number(rest % base)) + text;
    rest /= base;
  }
  return text;
}

function invalidRules(field: string, value: string, remedy: string): TradingError<'system/invalid-options'> {
  return new TradingError('system/invalid-options', `${field} was "${value}"; ${remedy}`, {
    field,
    value,
    reason: remedy,
  });
}
