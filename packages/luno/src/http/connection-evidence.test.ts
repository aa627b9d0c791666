import { describe, expect, test } from 'vitest';
import { describeFailure, provesNeverConnected } from './connection-evidence.ts';

function failure(cause: object): TypeError {
  return new TypeError('fetch failed', { cause });
}

function systemError(code: string, syscall?: string): Error {
  return Object.assign(new Error(`${syscall ?? ''} ${code}`), { code }, syscall === undefined ? {} : { syscall });
}

describe('a failed fetch', () => {
  test.each([
    { name: 'a refused connection', cause: systemError('ECONNREFUSED', 'connect') },
    { name: 'an unknown host', cause: systemError('ENOTFOUND', 'getaddrinfo') },
    { name: 'a name server that does not answer', cause: systemError('EAI_AGAIN', 'getaddrinfo') },
    { name: 'no route while connecting', cause: systemError('EHOSTUNREACH', 'connect') },
    { name: 'undici’s connect time-out', cause: systemError('UND_ERR_CONNECT_TIMEOUT') },
    { name: 'a certificate for another host', cause: systemError('ERR_TLS_CERT_ALTNAME_INVALID') },
    {
      name: 'every address refusing',
      cause: new AggregateError([systemError('ECONNREFUSED', 'connect'), systemError('ENETUNREACH', 'connect')]),
    },
  ])('proves that nothing was sent: $name', ({ cause }) => {
    expect(provesNeverConnected(failure(cause))).toBe(true);
  });

  test.each([
    { name: 'a reset', cause: systemError('ECONNRESET', 'read') },
    { name: 'a broken pipe', cause: systemError('EPIPE', 'write') },
    { name: 'a time-out while reading', cause: systemError('ETIMEDOUT', 'read') },
    { name: 'no route while reading', cause: systemError('EHOSTUNREACH', 'read') },
    { name: 'the other side closing', cause: systemError('UND_ERR_SOCKET') },
    { name: 'no cause', cause: {} },
    {
      name: 'one address refusing and one connected',
      cause: new AggregateError([systemError('ECONNREFUSED', 'connect'), systemError('ECONNRESET', 'read')]),
    },
    { name: 'an empty aggregate', cause: new AggregateError([]) },
  ])('proves nothing: $name', ({ cause }) => {
    expect(provesNeverConnected(failure(cause))).toBe(false);
  });

  test('proves nothing when it is no error at all', () => {
    expect([undefined, null, 'x', 7].map(provesNeverConnected)).toEqual([false, false, false, false]);
  });

  test('is described by the system’s code, else by its message', () => {
    expect(describeFailure(failure(systemError('ECONNRESET', 'read')))).toBe('ECONNRESET');
    expect(describeFailure(failure(new Error('odd')))).toBe('odd');
    expect(describeFailure(undefined)).toBe('no reason given');
  });
});
