import { Instrument, type LogFields, SimulatedClock, silentLogger } from '@trader/core';
import { toCredentials } from '../src/http/credentials.ts';
import { createRedact } from '../src/http/redact.ts';
import type { StreamOptions } from '../src/stream/stream-link.ts';
import { EventLog } from './event-log.ts';
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts';

/** The market of the stream tests. */
export const xbtzar = new Instrument({
  symbol: 'XBTZAR',
  brokerage: 'luno',
  base: 'XBT',
  quote: 'ZAR',
  tickSize: '1',
  lotSize: '0.000001',
});

/** The documented settings, without jitter. */
export const plainSettings: StreamOptions['settings'] = {
  delayMs: 2000,
  delayMaxMs: 60_000,
  jitter: 0,
  healthyAfterMs: 1_800_000,
  openTimeoutMs: 20_000,
  pingIntervalMs: 15_000,
  silenceMaxMs: 45_000,
  frameBytesMax: 4 * 1024 * 1024,
};

/** The canary: must never appear in an event or a log line. */
export const keySecret = 'canary-secret';

/** Everything around a stream under test: a server, a clock that stands still, a sink that remembers. */
export interface StreamFixture {
  /** The server. */
  readonly server: ScriptedServer;
  /** The clock; nothing happens by itself. */
  readonly clock: SimulatedClock;
  /** What was heard. */
  readonly log: EventLog;
  /** What every stream takes. */
  readonly options: StreamOptions;
  /** Resolves with all waits before connecting again so far, in milliseconds, once there are so many. */
  waits(count: number): Promise<readonly number[]>;
}

/** Makes the surroundings of one test. */
export async function streamFixture(settings: Partial<StreamOptions['settings']> = {}): Promise<StreamFixture> {
  const server = await startScriptedServer();
  const clock = new SimulatedClock(1_800_000_000_000);
  const log = new EventLog();
  const delays: number[] = [];
  let checks: (() => void)[] = [];
  const noteWait = (fields: LogFields | undefined): void => {
    if (typeof fields?.['delayMs'] === 'number') delays.push(fields['delayMs']);
    for (const check of checks) check();
  };
  const credentials = toCredentials('cnz2yjswbv3jd', keySecret);
  return {
    server,
    clock,
    log,
    options: {
      url: server.url,
      credentials,
      settings: { ...plainSettings, ...settings },
      sink: log.sink,
      clock,
      logger: { ...silentLogger, info: (_message, fields) => noteWait(fields) },
      faults: {
        report: (code, _subject, message, severity) =>
          log.sink({ type: 'fault', code, message, severity, timeMs: clock.nowMs() }),
      },
      redact: createRedact(credentials),
      random: () => 0,
    },
    waits: count =>
      new Promise(resolve => {
        const check = (): void => {
          if (delays.length < count) return;
          checks = checks.filter(other => other !== check);
          resolve(delays);
        };
        checks.push(check);
        check();
      }),
  };
}
