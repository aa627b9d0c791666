import { timingSafeEqual } from 'node:crypto';

/** Luno's permission bits for an API key. */
export const permissions = {
  /** Read balances. */
  readBalance: 1,
  /** Read ledger rows. */
  readTransactions: 2,
  /** Send coins: the sandbox has no endpoint for it. */
  send: 4,
  /** Read orders, trades and fees. */
  readOrders: 32,
  /** Place and cancel orders. */
  writeOrders: 64,
} as const;

/** The bits of a key that trades: balances, ledger, reading and writing orders. */
export const tradingPermissions: number =
  permissions.readBalance | permissions.readTransactions | permissions.readOrders | permissions.writeOrders;

/** A key to one user's accounts. */
export interface ApiKey {
  /** Public part; the user name of HTTP Basic. */
  readonly id: string;
  /** Secret part; the password of HTTP Basic. */
  readonly secret: string;
  /** Luno's permission bits. */
  readonly permissions: number;
  /** Whose accounts it opens. */
  readonly user: string;
}

/** The keys of a sandbox. */
export interface ApiKeys {
  /** The key with this id and secret; `undefined` when there is none or it was revoked. */
  find(id: string, secret: string): ApiKey | undefined;
  /** Every key that is not revoked. */
  list(): readonly ApiKey[];
  /** Makes a key invalid from now on. Whether it was valid. */
  revoke(id: string): boolean;
}

/** Holds keys and compares secrets in constant time. */
export function createApiKeys(keys: readonly ApiKey[]): ApiKeys {
  const byId = new Map(keys.map(key => [key.id, key]));
  return {
    find(id, secret) {
      const key = byId.get(id);
      return key !== undefined && sameText(key.secret, secret) ? key : undefined;
    },
    list: () => [...byId.values()],
    revoke: id => byId.delete(id),
  };
}

/** Whether a key has all of these bits. */
export function allows(key: ApiKey, bits: number): boolean {
  return (key.permissions & bits) === bits;
}

/** Id and secret of an `Authorization: Basic …` header; `undefined` when it is absent or malformed. */
export function readBasicCredentials(header: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
