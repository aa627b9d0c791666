import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import type { EnvironmentVariables } from '../config/environment.ts';

/** What an adapter's option is called that tells whose account it is. */
const accountOption = /^(api.?key(.?id)?|key.?id|account(.?id)?)$/i;

/** What tells accounts apart. */
export interface AccountOptions {
  /** The adapter, as the configuration names it. */
  readonly adapter: string;
  /** Its options, secrets resolved. */
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * What stands for an account where its brokerage names none: a hash over adapter, key id and addresses, so that one key on two servers is
 * two accounts and the key itself cannot be read from it. `undefined` where no option names a key: nothing tells accounts apart there.
 */
export function accountKeyOf({ adapter, options }: AccountOptions): string | undefined {
  const texts = Object.entries(options).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const keys = texts.filter(([name]) => accountOption.test(name));
  if (keys.length === 0) return undefined;
  const addresses = texts.filter(([, value]) => URL.canParse(value) && value.includes('://'));
  const identity = JSON.stringify([adapter, ...[...keys, ...addresses].sort()]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}

/** Name of the file that stands for an account; `undefined` where nothing tells accounts apart. */
export function accountLockName(account: AccountOptions): string | undefined {
  const key = accountKeyOf(account);
  return key === undefined ? undefined : `${path.parse(account.adapter).name}-${key}.lock`;
}

/** Where locks are, whichever project they are taken from: the folder where the machine keeps the state of programs. */
export function defaultLockDir(env: EnvironmentVariables): string {
  const { XDG_STATE_HOME = '', LOCALAPPDATA = '' } = env;
  const given = process.platform === 'win32' ? LOCALAPPDATA : XDG_STATE_HOME;
  const state = path.isAbsolute(given) ? given : path.join(os.homedir(), '.local', 'state');
  return path.join(state, 'trader', 'locks');
}
