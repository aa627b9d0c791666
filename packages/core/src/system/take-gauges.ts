import type { Engine } from '../engine/engine.ts';
import type { QueueDepths } from '../event/event-bus.ts';
import type { Gauge } from '../event/gauge.ts';
import { timersMax } from '../strategy/check-timers.ts';

/** Gauges of everything in a system that grows while it runs. */
export function takeGauges(queues: QueueDepths, engine: Engine | undefined): readonly Gauge[] {
  const runtimes = engine?.strategies.runtimes ?? [];
  return [
    { name: 'actions waiting', size: queues.actions, sizeMax: queues.actionsMax },
    { name: 'market data waiting', size: queues.market, sizeMax: queues.marketMax },
    ...runtimes.flatMap(({ id, orders, tradeLog, timers }) => [
      { name: `ended orders of ${id}`, size: orders.closedCount, sizeMax: orders.closedOrdersMax },
      { name: `fills of ${id}`, size: tradeLog.length, sizeMax: tradeLog.entriesMax },
      { name: `timers of ${id}`, size: timers.size, sizeMax: timersMax },
    ]),
    ...(engine === undefined
      ? []
      : [{ name: 'orders of others', size: engine.foreign.size, sizeMax: engine.foreign.sizeMax }]),
  ];
}
