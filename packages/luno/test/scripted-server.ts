import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** One client's connection as the server sees it. */
export interface ServerSession {
  /** Path of the request. */
  readonly path: string;
  /** The first frame. */
  readonly credentials: Promise<string>;
  /** Resolves with the close code when the connection is gone. */
  readonly closed: Promise<number>;
  /** The socket, for whatever a test wants to do to it. */
  readonly socket: WebSocket;
  /** Resolves at the next ping of the client. */
  ping(): Promise<void>;
  /** Sends text frames. */
  send(...frames: readonly string[]): void;
}

/** A WebSocket server on loopback that does what each test tells it. */
export interface ScriptedServer {
  /** Base address for clients. */
  readonly url: string;
  /** How many connections were made so far. */
  readonly count: number;
  /** How many are open. */
  readonly open: number;
  /** The next connection that no test has seen. */
  session(): Promise<ServerSession>;
  /** Answers the next upgrades with an HTTP status instead; `undefined` to stop. */
  refuseWith(status: number | undefined): void;
  /** Ends everything. */
  close(): Promise<void>;
}

/** Starts a server on a free port. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const sessions: ServerSession[] = [];
  const waiting: ((session: ServerSession) => void)[] = [];
  let status: number | undefined;
  let count = 0;
  const http = createServer();
  const server = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    count += 1;
    if (status !== undefined) socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    else
      server.handleUpgrade(request, socket, head, webSocket => {
        const session = serverSession(webSocket, request);
        const next = waiting.shift();
        if (next === undefined) sessions.push(session);
        else next(session);
      });
  });
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    get count() {
      return count;
    },
    get open() {
      return server.clients.size;
    },
    session() {
      const session = sessions.shift();
      return session === undefined ? new Promise(resolve => waiting.push(resolve)) : Promise.resolve(session);
    },
    refuseWith(next) {
      status = next;
    },
    async close() {
      for (const client of server.clients) client.terminate();
      http.closeAllConnections();
      await new Promise(resolve => http.close(resolve));
    },
  };
}

function serverSession(socket: WebSocket, request: IncomingMessage): ServerSession {
  const credentials = new Promise<string>(resolve =>
    socket.once('message', data => resolve((data as Buffer).toString())),
  );
  const closed = new Promise<number>(resolve => socket.once('close', resolve));
  socket.on('error', () => undefined);
  return {
    path: request.url ?? '',
    credentials,
    closed,
    socket,
    ping: () => new Promise(resolve => socket.once('ping', () => resolve())),
    send(...frames) {
      for (const frame of frames) socket.send(frame);
    },
  };
}
