import type { Brokerage, CallOptions, ClientOrderId, Instrument } from '@trader/core';
import { exitCodes } from '../run/exit-codes.ts';
import { type Diagnosis, fail, ok, warn } from './diagnosis.ts';

/** An offset below this is nobody's fault: answers travel, and some brokerages tell whole seconds only. */
const offsetMaxMs = 1_500;

/**
 * How far this machine's clock is from the brokerage's. The question is a look-up of an order that does not exist: the
 * answer carries the brokerage's time.
 */
export async function* examineClock(
  { trading, capabilities }: Brokerage,
  instruments: readonly Instrument[],
  ask: () => CallOptions,
): AsyncGenerator<Diagnosis, void> {
  const instrumentId = instruments[0]?.id;
  if (trading === undefined || instrumentId === undefined) return;
  const clientOrderId = 'trader-doctor-asks-the-time' as ClientOrderId;
  const sentMs = Date.now();
  const found = await trading.find({ clientOrderId, brokerageOrderId: undefined, instrumentId }, ask());
  const receivedMs = Date.now();
  if (found.outcome !== 'absent' || found.brokerageTimeMs === undefined) {
    yield warn('clock', 'the brokerage does not tell its time', 'Keep the clock of this machine synchronised');
    return;
  }
  const offsetMs = Math.round((sentMs + receivedMs) / 2 - found.brokerageTimeMs);
  const uncertainMs = (receivedMs - sentMs) / 2 + (capabilities.requestExpiry?.clockResolutionMs ?? 0);
  const facts = `this machine is ${Math.abs(offsetMs)} ms ${offsetMs < 0 ? 'behind' : 'ahead of'} the brokerage`;
  const beyondMs = Math.abs(offsetMs) - uncertainMs;
  const lifeMs = capabilities.requestExpiry?.timeToLiveMs;
  const remedy = 'Synchronise the clock of this machine (NTP)';
  if (lifeMs !== undefined && beyondMs > lifeMs) {
    yield fail('clock', `${facts}; orders are refused beyond ${lifeMs} ms`, remedy, exitCodes.failed);
  } else if (beyondMs > offsetMaxMs) yield warn('clock', facts, remedy);
  else yield ok('clock', facts);
}
