import { balanceListWire, feeInfoWire } from '../../wire/account-wire.ts';
import type { LunoReader, Reading } from '../luno-reader.ts';

type Signal = AbortSignal | undefined;

/** `GET /api/1/balance`: all accounts. */
export function getBalances(
  reader: LunoReader,
  signal: Signal,
): Promise<Reading<ReturnType<typeof balanceListWire.parse>>> {
  const path = 'api/1/balance';
  // Polled with every heartbeat while nothing is pushed: with the rank of a look-up it would never let an order pass.
  return reader.read({ path, permission: 'Perm_R_Balance', params: [], priority: 'data', signal }, balanceListWire);
}

/** `GET /api/1/fee_info`: what trading one market costs. */
export function getFeeInfo(
  reader: LunoReader,
  pair: string,
  signal: Signal,
): Promise<Reading<ReturnType<typeof feeInfoWire.parse>>> {
  const params = [['pair', pair]] as const;
  return reader.read(
    { path: 'api/1/fee_info', permission: 'Perm_R_Orders', params, priority: 'data', signal },
    feeInfoWire,
  );
}
