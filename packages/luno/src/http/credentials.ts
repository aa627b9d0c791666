import { Secret } from './secret.ts';

/** An API key: both halves are kept out of sight, since a key id already names an account. */
export interface Credentials {
  /** The key's id, Luno's user name for it. */
  readonly keyId: Secret;
  /** The key's secret. */
  readonly keySecret: Secret;
}

/** Takes a key's two halves out of sight. */
export function toCredentials(keyId: string, keySecret: string): Credentials {
  return { keyId: new Secret(keyId), keySecret: new Secret(keySecret) };
}

/** The value of the `Authorization` header for a key. */
export function basicAuthorization(credentials: Credentials): Secret {
  return new Secret(`Basic ${base64(`${credentials.keyId.reveal()}:${credentials.keySecret.reveal()}`)}`);
}

/** Every spelling under which a key could travel: plain, base64 (alone and as a pair), URL-encoded, hexadecimal. */
export function spellings(credentials: Credentials): readonly string[] {
  const keyId = credentials.keyId.reveal();
  const keySecret = credentials.keySecret.reveal();
  const texts = [keySecret, keyId, `${keyId}:${keySecret}`];
  const all = texts.flatMap(text => [
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    ...[base64(text), Buffer.from(text).toString('base64url')].map(code => code.replace(/=+$/, '')),
    encodeURIComponent(base64(text)),
    Buffer.from(text).toString('hex'),
  ]);
  // Longest first: replacing a part first would leave the rest of the whole behind.
  return [...new Set(all)].toSorted((a, b) => b.length - a.length);
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
