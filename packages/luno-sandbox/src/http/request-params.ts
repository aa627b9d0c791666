import { Decimal } from '@trader/core';
import { LunoRefusal, type RefusalCode } from '../wire/luno-refusal.ts';

/**
 * The parameters of one request: query string and form body merged, as Luno's own clients send either.
 *
 * Empty text and zero count as “not given” for optional parameters: the official Go client sends every field even when unset.
 */
export class RequestParams {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  /** @param sources - Query first, form body second; a name in a later source replaces the earlier one. */
  constructor(...sources: readonly URLSearchParams[]) {
    const values = new Map<string, readonly string[]>();
    for (const source of sources) {
      for (const name of new Set(source.keys())) values.set(name, source.getAll(name));
    }
    this.#values = values;
  }

  /** The text of a parameter, or `undefined` when it is missing or empty. */
  text(name: string): string | undefined {
    const text = this.#values.get(name)?.at(-1);
    return text === '' ? undefined : text;
  }

  /** Every value of a repeated parameter, without empty ones. */
  list(name: string): readonly string[] {
    return (this.#values.get(name) ?? []).filter(text => text !== '');
  }

  /** The text of a parameter that must be there. */
  requiredText(name: string, code: RefusalCode = 'ErrInvalidArguments'): string {
    const text = this.text(name);
    if (text === undefined) throw new LunoRefusal(code, `${name} is missing`);
    return text;
  }

  /** An integer, or `undefined` when it is missing, empty or zero. */
  integer(name: string, code: RefusalCode = 'ErrInvalidArguments'): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!/^-?\d{1,16}$/.test(text) || !Number.isSafeInteger(value)) {
      throw new LunoRefusal(code, `${name} was "${text}", not an integer`);
    }
    return value === 0 ? undefined : value;
  }

  /** An account id of up to 19 digits, or `undefined` when it is missing, empty or zero. */
  accountId(name: string): bigint | undefined {
    const text = this.text(name);
    if (text === undefined || text === '0') return undefined;
    if (!/^\d{1,19}$/.test(text)) throw new LunoRefusal('ErrInvalidAccountID', `${name} was "${text}"`);
    return BigInt(text);
  }

  /** A decimal, or `undefined` when it is missing, empty or zero. Exponents, signs and stray characters are refused. */
  decimal(name: string, code: RefusalCode): Decimal | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!/^\d{1,24}(\.\d{1,24})?$/.test(text))
      throw new LunoRefusal(code, `${name} was "${text}", not a plain decimal`);
    const value = Decimal.parse(text);
    return value.isZero() ? undefined : value;
  }

  /** `true` or `false`; false when it is missing or empty. */
  flag(name: string): boolean {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined || text === 'false' || text === '0') return false;
    if (text === 'true' || text === '1') return true;
    throw new LunoRefusal('ErrInvalidArguments', `${name} was "${text}", not true or false`);
  }

  /** Every parameter by name, the last value of a repeated one: for matching faults and for logs. */
  entries(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#values].map(([name, texts]) => [name, texts.at(-1) ?? '']));
  }
}
