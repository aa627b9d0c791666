import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SystemClock, silentLogger } from '@trader/core';
import type { SimulatedExchange } from '@trader/sim';
import { assembleSandbox } from './assemble-sandbox.ts';
import { createControlHandler } from './control/control-handler.ts';
import type { SandboxControl } from './control/sandbox-control.ts';
import { createHttpHandler } from './http/http-handler.ts';
import type { LunoSandboxOptions, SandboxUser } from './sandbox-options.ts';
import { readSettings } from './sandbox-settings.ts';

/** A running sandbox. */
export interface LunoSandbox {
  /** Base of the REST interface: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Base of both streams: `ws://127.0.0.1:PORT`. */
  readonly streamUrl: string;
  /** TCP port. */
  readonly port: number;
  /** Who may trade, with their keys. */
  readonly users: readonly SandboxUser[];
  /** Faults, streams, markets, clock and books of record. */
  readonly control: SandboxControl;
  /** The exchange underneath, for reading in tests; commands go through the wire. */
  readonly exchange: SimulatedExchange;
  /** Ends every connection, stops the markets and frees the port. May be called more than once. */
  close(): Promise<void>;
}

/**
 * Starts an exchange on this machine that speaks Luno's protocol. It is a stand-in: a real matching engine, made-up traders, and an
 * answer to every question that Luno's documentation leaves open, each of them an option.
 *
 * @param options - What differs from the defaults.
 * @throws `system/invalid-options` for options that contradict themselves; the system's error when the port is taken.
 */
export async function createLunoSandbox(options: LunoSandboxOptions = {}): Promise<LunoSandbox> {
  const logger = options.logger ?? silentLogger;
  const settings = readSettings(options);
  const sandbox = await assembleSandbox(settings, options.clock ?? new SystemClock(), logger);
  const server = createServer(
    createHttpHandler({
      luno: sandbox.handler,
      control: options.control === false ? undefined : createControlHandler(sandbox.control, sandbox.nowMs),
      nowMs: sandbox.nowMs,
      logger,
    }),
  );
  server.on('upgrade', (request, socket, head) => sandbox.streams.upgrade(request, socket, head));
  try {
    await listen(server, options.port ?? 0);
  } catch (error) {
    sandbox.stop();
    throw error;
  }
  server.on('error', error => logger.error('server failed', { error: String(error) }));
  // A listening TCP server always has an address with a port.
  const { port } = server.address() as AddressInfo;
  sandbox.start();
  logger.info('sandbox listens', { port });
  let closing: Promise<void> | undefined;
  const close = async () => {
    sandbox.stop();
    const closed = new Promise<void>(resolve => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    logger.info('sandbox closed', { port });
  };
  return {
    url: `http://127.0.0.1:${port}`,
    streamUrl: `ws://127.0.0.1:${port}`,
    port,
    users: settings.users,
    control: sandbox.control,
    exchange: sandbox.exchange,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
