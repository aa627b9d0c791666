/** Codes of failures that come before any byte of a request leaves: name look-up, TLS identity, undici's own connect time-out. */
const neverConnectedCodes: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const neverConnectedCalls: ReadonlySet<string> = new Set(['connect', 'getaddrinfo']);

/**
 * Whether an error of `fetch` proves that no connection came about, so that nothing was sent. Every failed attempt (IPv6 and
 * IPv4, say) must prove it; anything else, a reset included, proves nothing.
 */
export function provesNeverConnected(error: unknown): boolean {
  const failures = systemFailures(error);
  return failures.length > 0 && failures.every(isBeforeConnection);
}

/** What a failed `fetch` says, in a few words: the system's code when there is one. */
export function describeFailure(error: unknown): string {
  const [failure] = systemFailures(error);
  const { code, message } = (failure ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === 'string') return code;
  return typeof message === 'string' && message !== '' ? message : 'no reason given';
}

function isBeforeConnection(failure: unknown): boolean {
  const { code, syscall } = failure as { code?: unknown; syscall?: unknown };
  if (typeof syscall === 'string' && neverConnectedCalls.has(syscall)) return true;
  return typeof code === 'string' && neverConnectedCodes.has(code);
}

/** The innermost errors: `fetch` wraps the cause, and several addresses give an aggregate. */
function systemFailures(error: unknown, depth = 0): readonly unknown[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const { cause, errors } = error as { cause?: unknown; errors?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return errors.flatMap(each => systemFailures(each, depth + 1));
  if (typeof cause === 'object' && cause !== null) return systemFailures(cause, depth + 1);
  return [error];
}
