/** Replaces every secret in a text with `[redacted]`. */
export type Redact = (text: string) => string;

/** What stands where a secret stood. */
export const redactedText = '[redacted]';

/** Shorter values are left alone: hiding every `1` would hide everything. */
const secretLengthMin = 4;
/** With more secrets than this, pairs are not looked for. */
const pairedSecretsMax = 20;

/**
 * Hides secrets by value, in every spelling in which a key travels: plain, URL-encoded, JSON-escaped, hexadecimal, base64
 * and base64url, alone and as `id:secret`.
 */
export function createRedactor(secrets: readonly string[]): Redact {
  const values = secrets.filter(secret => secret.length >= secretLengthMin);
  const spelled = [...new Set([...values, ...pairs(values)].flatMap(spellings))];
  if (spelled.length === 0) return text => text;
  // Longest first: replacing a part first would leave the rest of the whole behind.
  const alternatives = spelled.sort((a, b) => b.length - a.length).map(escapePattern);
  const pattern = new RegExp(alternatives.join('|'), 'g');
  return text => text.replace(pattern, redactedText);
}

function pairs(values: readonly string[]): readonly string[] {
  if (values.length > pairedSecretsMax) return [];
  return values.flatMap(left => values.filter(right => right !== left).map(right => `${left}:${right}`));
}

function spellings(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8');
  const codes = [bytes.toString('base64'), bytes.toString('base64url')].map(code => code.replace(/=+$/, ''));
  const hexadecimal = bytes.toString('hex');
  return [
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    ...codes,
    hexadecimal,
    hexadecimal.toUpperCase(),
  ];
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
