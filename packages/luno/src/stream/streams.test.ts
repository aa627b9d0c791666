import { type Logger, SimulatedClock } from '@trader/core';
import { expect, test } from 'vitest';
import { EventLog } from '../../test/event-log.ts';
import { startScriptedServer } from '../../test/scripted-server.ts';
import { keySecret, xbtzar } from '../../test/stream-fixture.ts';
import { createRedact, withRedaction } from '../http/redact.ts';
import { LunoAccounts } from '../luno-accounts.ts';
import { FaultReporter } from '../luno-faults.ts';
import { parseLunoOptions } from '../luno-options.ts';
import { createMarketStream } from './market-stream.ts';
import type { StreamOptions } from './stream-link.ts';
import { createUserStream } from './user-stream.ts';

test('both streams are made from checked options, go live, and stop', async () => {
  const server = await startScriptedServer();
  const clock = new SimulatedClock(1_800_000_000_000);
  const log = new EventLog();
  const lines: string[] = [];
  const settings = parseLunoOptions({
    keyId: 'cnz2yjswbv3jd',
    keySecret,
    streamUrl: server.url,
    clock,
    logger: remembering(lines),
    random: () => 0,
  });
  if (settings.credentials === undefined) return expect.unreachable();

  const redact = createRedact(settings.credentials);
  const logger = withRedaction(settings.logger, redact);
  const faults = new FaultReporter({ clock, logger, redact, emit: log.sink });
  const accounts = new LunoAccounts({});
  const options: StreamOptions = {
    url: settings.streamUrl,
    credentials: settings.credentials,
    settings: settings.reconnect,
    sink: log.sink,
    clock,
    logger,
    faults,
    redact,
    random: settings.random,
  };
  const market = createMarketStream({
    ...options,
    instrument: xbtzar,
    wishes: { tick: true, trade: true, bookDepth: settings.bookDepth },
  });
  const user = createUserStream({
    ...options,
    instrumentOf: symbol => (symbol === xbtzar.symbol ? xbtzar : undefined),
    balanceOf: ({ accountId, total, available, timeMs }) => accounts.update(accountId, total, available, timeMs),
  });

  market.start();
  const marketSession = await server.session();
  await marketSession.credentials;
  marketSession.send('{"sequence":"1","asks":[],"bids":[],"status":"ACTIVE","timestamp":1790127301388}');
  await market.whenLive();
  user.start();
  const userSession = await server.session();
  await userSession.credentials;
  clock.advance(500);
  await user.whenLive();
  expect(log.story).toEqual(['link up', 'tick undefined/undefined/undefined', 'book', 'link up']);

  userSession.send(`{"error_code":"invalid_credentials","error":"who is ${keySecret}?"}`);
  await log.count('fault', 1);
  expect(log.story.slice(-2)).toEqual(['link down', 'fault unauthorized fatal']);
  expect(JSON.stringify(log.events) + lines.join('')).not.toContain(keySecret);
  await Promise.all([market.stop(), user.stop()]);
  expect(clock.pendingTimers).toBe(0);
  await server.close();
});

function remembering(lines: string[]): Logger {
  const line = (message: string, fields?: object): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  return { debug: line, info: line, warn: line, error: line };
}
