import { PositionManager } from '../account/position-manager.ts';
import { Decimal } from '../money/decimal.ts';
import type { Fill } from '../order/fill.ts';
import type { ManagedOrder } from '../order/managed-order.ts';
import type { StrategyId } from '../order/order.ts';

/**
 * What strategies traded that are not configured any more. They have no capital here: what they owned is unallocated. Their fills still
 * explain the account, and a strategy that is configured again finds its positions.
 */
export class RetiredLedgers {
  readonly #managers = new Map<StrategyId, PositionManager>();

  /** The ledger of every strategy that is not configured and has traded. */
  get all(): readonly PositionManager[] {
    return [...this.#managers.values()];
  }

  /** The ledger of one strategy that is not configured; made when it is first asked for. */
  manager(strategy: StrategyId): PositionManager {
    let manager = this.#managers.get(strategy);
    if (manager === undefined) {
      manager = new PositionManager({ strategy });
      this.#managers.set(strategy, manager);
    }
    return manager;
  }

  /** Books a fill of an order whose strategy is not configured. */
  book(order: ManagedOrder, fill: Fill): void {
    const { base, quote } = order.hold;
    this.manager(order.strategy).apply(fill, { id: order.instrumentId, base, quote });
  }

  /** What their fills changed in the account. */
  effectOn(asset: string): Decimal {
    let total = Decimal.zero;
    for (const { capital } of this.#managers.values()) total = total.plus(capital.get(asset));
    return total;
  }
}
