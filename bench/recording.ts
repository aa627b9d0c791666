// What recording costs the main thread per market event, through the whole system (queues, loop, engine, one idle strategy):
//   node --conditions=@trader/source --import tsx bench/recording.ts
// CPU time of the main thread alone where Linux tells it, so that other work on the machine and Node's own threads do not count.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setImmediate as turn } from 'node:timers/promises';
import {
  type Brokerage,
  type BrokerageSink,
  Instrument,
  type MarketEvent,
  StrategyBase,
  SystemClock,
  silentLogger,
  TradingSystem,
} from '../packages/core/src/index.ts';
import { RecordingWriter } from '../packages/runner/src/recording/recording-writer.ts';

const ticks = 100_000;
const burst = 100;
const rounds = 4;
const instrument = new Instrument({
  symbol: 'XBTZAR',
  brokerage: 'bench',
  base: 'XBT',
  quote: 'ZAR',
  tickSize: '1',
  lotSize: '0.000001',
});
const { id: instrumentId, symbol } = instrument;

class Idle extends StrategyBase {
  static override pace = 'event' as const;
  override onTick(): void {
    // It only looks.
  }
}

const mainThreadFile = `/proc/self/task/${process.pid}/schedstat`;

function mainThreadNs(): number {
  try {
    return Number(readFileSync(mainThreadFile, 'utf8').split(' ')[0]);
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) * 1_000;
  }
}

function eventAt(index: number, withBook: boolean): MarketEvent {
  const bid = 1_400_000 + ((index * 7_919) % 1_000);
  const timeMs = 1_700_000_000_000 + index * 100;
  if (!withBook) return { type: 'tick', instrumentId, symbol, bid, ask: bid + 400, last: bid, timeMs };
  const levels = (step: number) =>
    Array.from({ length: 10 }, (_, at) => ({ price: bid + step * at, quantity: 0.01 * (at + 1) }));
  return { type: 'book', instrumentId, symbol, bids: levels(-1), asks: levels(1), sequence: String(index), timeMs };
}

async function nsPerEvent(
  isRecorded: boolean,
  withBook: boolean,
): Promise<{ readonly ns: number; readonly bytes: number }> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'trader-bench-'));
  let sink: BrokerageSink = () => undefined;
  const market = {
    subscribe: async () => undefined,
    unsubscribe: async () => undefined,
    pull: async () => undefined,
    history: async () => [],
  };
  const capabilities = {
    marketStream: true,
    privateStream: { orders: true, fills: true, balances: true },
    clientOrderId: { lengthMax: 64, characters: '0-9A-Za-z' },
    feeAssets: [],
    bookDepthMax: 10,
  };
  const brokerage = {
    name: 'bench',
    capabilities,
    instruments: async () => [instrument],
    connect: async (given: BrokerageSink) => {
      sink = given;
    },
    close: async () => undefined,
    market,
  } as unknown as Brokerage;
  const project = { runnerVersion: '', configFile: '', configSha256: '', strategies: [] };
  const clock = new SystemClock();
  const recording = new RecordingWriter({
    dir,
    segmentBytesMax: 2 ** 28,
    totalBytesMax: 2 ** 30,
    project,
    clock,
    logger: silentLogger,
  });
  const system = new TradingSystem({
    brokerage,
    clock,
    strategies: [{ id: 'idle', strategy: Idle, symbols: [symbol] }],
    ...(isRecorded ? { recording } : {}),
  });
  await system.start();
  const events = Array.from({ length: burst }, (_, index) => eventAt(index, withBook));
  const before = mainThreadNs();
  for (let sent = 0; sent < ticks; sent += burst) {
    for (const event of events) sink(event);
    await turn();
  }
  const ns = (mainThreadNs() - before) / ticks;
  await system.stop();
  const bytes = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
  rmSync(dir, { recursive: true });
  return { ns, bytes };
}

for (const withBook of [false, true]) {
  const best = { off: Number.POSITIVE_INFINITY, on: Number.POSITIVE_INFINITY, bytes: 0 };
  for (let round = 0; round < rounds; round += 1) {
    best.off = Math.min(best.off, (await nsPerEvent(false, withBook)).ns);
    const { ns, bytes } = await nsPerEvent(true, withBook);
    best.on = Math.min(best.on, ns);
    best.bytes = bytes / ticks;
  }
  const name = withBook ? 'book of 10 levels a side' : 'tick';
  process.stdout.write(
    `${name}: ${best.off.toFixed(0)} ns without, ${best.on.toFixed(0)} ns with recording, ${best.bytes.toFixed(1)} bytes on the disk\n`,
  );
}
