import { type Journal, TradingSystem } from '@trader/core';
import type { Machine } from './machine.ts';
import { SimulatedBrokerage } from './simulated-brokerage.ts';
import { SimulatedProcess } from './simulated-process.ts';

/** A journal that another process holds. */
const heldJournal: Journal = {
  append: () => {
    throw new Error('the journal is held by another process');
  },
  commit: () => undefined,
  read: () => {
    throw new Error('the journal is held by another process');
  },
  close: () => undefined,
};

/** Starts the system a second time while it runs: the journal is locked, so it must give up and have done nothing at all. */
export function startSecondInstance({ world, name, run, marketplace }: Machine): void {
  if (run === undefined) return;
  const { referee } = world;
  const process = new SimulatedProcess(world, name, world.streams.run.hex(32), () => undefined);
  const brokerage = new SimulatedBrokerage(process, marketplace, { sentIds: new Set() });
  const system = new TradingSystem({
    ...run.options,
    brokerage,
    journal: heldJournal,
    clock: process,
    runId: process.runId,
  });
  const end = (): void => {
    referee.must(system.state === 'failed', 'X3', () => `a second instance is ${system.state}`);
    referee.must(process.pendingTimers === 0, 'L4', () => 'a second instance left timers');
    referee.must(!brokerage.isConnected, 'L4', () => 'a second instance stayed connected');
    process.retire();
    brokerage.drop();
  };
  system.start().then(() => referee.must(false, 'X3', () => 'a second instance started'), end);
}
