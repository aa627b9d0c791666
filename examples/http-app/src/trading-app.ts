import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TradingSystem, type TradingSystemOptions } from '@trader/core';

/** What a {@link startTradingApp} is made of. */
export interface TradingAppOptions {
  /** The trading system to run. */
  readonly system: TradingSystemOptions;
  /** TCP port on 127.0.0.1; 0 picks a free one. */
  readonly port: number;
  /** Ends everything when aborted: no more requests are answered, and the system stops in order. */
  readonly signal: AbortSignal;
}

/** A running app. */
export interface TradingApp {
  /** Where it listens: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Resolves when everything has ended. */
  readonly ended: Promise<void>;
}

/** An answer: a status and what becomes JSON. */
type Answer = readonly [status: number, body: unknown];
type Endpoint = (system: TradingSystem, body: unknown) => Answer;

const bodyBytesMax = 64 * 1024;

const endpoints: Readonly<Record<string, Endpoint>> = {
  'GET /portfolio': system => {
    const { state, halted, strategies, balances, unallocated } = system.snapshot();
    return [200, { state, halted: halted ?? null, strategies, balances, unallocated }];
  },
  'GET /orders': system => [200, { orders: system.orders() }],
  'POST /halt': (system, body) => {
    const reason = textOf(body, 'reason') ?? 'somebody asked over HTTP';
    system.command({ command: 'halt', reason }, 'http');
    return [202, { accepted: 'halt', reason }];
  },
  'POST /signal': (system, body) => {
    const name = textOf(body, 'name');
    if (name === undefined) return [400, { error: 'name is missing or not text: {"name":"buy","payload":{…}}' }];
    system.signal(name, (body as { payload?: unknown }).payload ?? null);
    return [202, { accepted: name }];
  },
};

/**
 * Starts a trading system and a small HTTP interface to it, on this machine only. It touches nothing global: no process
 * listeners, no environment; whoever calls it decides when it ends.
 */
export async function startTradingApp({ system: options, port, signal }: TradingAppOptions): Promise<TradingApp> {
  const system = new TradingSystem(options);
  await system.start({ signal });
  const server = createServer((request, response) => {
    handle(system, request)
      .catch((): Answer => [500, { error: 'this should not have happened' }])
      .then(answer => send(response, answer))
      .catch(() => response.destroy());
  });
  try {
    await listen(server, port);
  } catch (error) {
    await system.stop();
    throw error;
  }
  const close = async (): Promise<void> => {
    const closed = new Promise<void>(resolve => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    await system.stop();
  };
  const ended = new Promise<void>((resolve, reject) => {
    const end = (): void => void close().then(resolve, reject);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  // A listening TCP server always has an address with a port.
  const address = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${address.port}`, ended };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function handle(system: TradingSystem, request: IncomingMessage): Promise<Answer> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const endpoint = endpoints[`${request.method} ${path}`];
  if (endpoint === undefined) return [404, { error: `there are ${Object.keys(endpoints).join(', ')}` }];
  if (request.method === 'GET') return endpoint(system, undefined);
  // A web page in the user's browser can post forms to this machine, but not JSON.
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('application/json')) return [415, { error: 'send content-type: application/json' }];
  const body = await readJson(request);
  return body === undefined
    ? [400, { error: 'the body must be a JSON object of at most 64 KiB' }]
    : endpoint(system, body);
}

async function readJson(request: IncomingMessage): Promise<object | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) return undefined;
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, [status, body]: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}

function textOf(body: unknown, field: string): string | undefined {
  const value = (body as Record<string, unknown>)[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
