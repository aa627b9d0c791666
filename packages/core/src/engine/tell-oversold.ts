import type { PositionManager } from '../account/position-manager.ts';
import { Decimal } from '../money/decimal.ts';
import type { Fill } from '../order/fill.ts';
import type { Turn } from './turn.ts';

/** Raises the alarm about a sale after which a strategy owns less than nothing: only its fee was not covered, or more was sold than owned. */
export function tellOversold({ capital, strategy }: PositionManager, fill: Fill, base: string, turn: Turn): void {
  const fee = Decimal.sum(fill.fees.filter(({ asset }) => asset === base).map(({ amount }) => amount));
  const owned = capital.get(base);
  if (!owned.plus(fee).isNegative()) {
    const message = `the fee of ${fee.toString()} ${base} on order ${fill.clientOrderId} came on top of what strategy "${strategy}" sold, and it owned no more: it owes ${owned.negated().toString()} ${base}, which its next purchase pays; leave the fee unsold where fees may come in base`;
    turn.alarm('warning', 'fee-not-covered', message, strategy);
    return;
  }
  const message = `strategy "${strategy}" sold more ${base} than it owned (order ${fill.clientOrderId}); the fill counts, check who else trades on this account`;
  turn.alarm('warning', 'oversold', message, strategy);
}
