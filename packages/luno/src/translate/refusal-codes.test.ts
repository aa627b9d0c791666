import { expect, test } from 'vitest';
import { cancelRefusals, refusalRemedies, toKebabCode } from './refusal-codes.ts';

test.each([
  ['ErrInsufficientBalance', 'insufficient-balance'],
  ['ErrDuplicateClientOrderID', 'duplicate-client-order-id'],
  ['ErrInvalidClientOrderId', 'invalid-client-order-id'],
  ['ErrApiKeyRevoked', 'api-key-revoked'],
  ['ErrCannotStopUnknownOrNonPendingOrder', 'cannot-stop-unknown-or-non-pending-order'],
  ['ErrERC20AssignNonDefault', 'erc20-assign-non-default'],
  ['odd code!', 'odd-code-'],
])('%s is spelled %s', (lunoCode, code) => {
  expect(toKebabCode(lunoCode)).toBe(code);
});

test.each([
  'ErrInternal',
  'ErrDeadlineExceeded',
  'ErrOrderCanceled',
  'ErrTooManyRequests',
  'ErrUnderMaintenance',
  'ErrDuplicateClientOrderID',
  'ErrUpdateRequired',
])('%s never counts as a refusal', code => {
  expect(refusalRemedies.has(code)).toBe(false);
  expect(cancelRefusals.has(code)).toBe(false);
});
