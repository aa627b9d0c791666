import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the scripted server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

/** What the server does with one request. */
export type Reply = (response: ServerResponse, seen: SeenRequest) => void;

/** A loopback HTTP server that does what a test says, path by path, and remembers what it was asked. */
export class ScriptedLuno {
  /** Requests in the order of arrival. */
  readonly seen: SeenRequest[] = [];
  /** Shown in the `Date` header; whole seconds are shown. */
  dateMs: () => number = () => 1_790_127_200_000;
  readonly #server = createServer((request, response) => void this.#handle(request, response));
  readonly #replies = new Map<string, Reply[]>();
  readonly #arrivals: { path: string; resolve: (seen: SeenRequest) => void }[] = [];

  static async start(): Promise<ScriptedLuno> {
    const luno = new ScriptedLuno();
    await new Promise<void>(resolve => luno.#server.listen(0, '127.0.0.1', resolve));
    return luno;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers a path with the given replies in turn; the last one repeats. */
  on(path: string, ...replies: readonly Reply[]): this {
    this.#replies.set(path, [...replies]);
    return this;
  }

  /** Resolves when the next request to a path arrives. */
  arrival(path: string): Promise<SeenRequest> {
    return new Promise(resolve => this.#arrivals.push({ path, resolve }));
  }

  /** Requests to a path so far. */
  to(path: string): readonly SeenRequest[] {
    return this.seen.filter(seen => seen.path === path);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>(resolve => this.#server.close(() => resolve()));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    let body = '';
    for await (const part of request) body += String(part);
    const seen: SeenRequest = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      form: new URLSearchParams(body),
      headers: request.headers,
    };
    this.seen.push(seen);
    response.sendDate = false;
    response.setHeader('date', new Date(this.dateMs()).toUTCString());
    const replies = this.#replies.get(seen.path);
    const reply = replies !== undefined && replies.length > 1 ? replies.shift() : replies?.[0];
    (reply ?? emptyNotFound)(response, seen);
    for (const arrival of this.#arrivals.filter(each => each.path === seen.path)) {
      this.#arrivals.splice(this.#arrivals.indexOf(arrival), 1);
      arrival.resolve(seen);
    }
  }
}

/** A JSON body. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return text(JSON.stringify(body), status, { 'content-type': 'application/json', ...headers });
}

/** A body as it is. */
export function text(body: string, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return response => void response.writeHead(status, headers).end(body);
}

/** Luno's error body. */
export function lunoError(code: string, status = 400, message = `text of ${code}`): Reply {
  return json({ error: message, error_code: code }, status);
}

/** No answer at all. */
export const silence: Reply = () => undefined;

/** A connection reset instead of an answer. */
export const reset: Reply = response => void response.socket?.resetAndDestroy();

/** An answer whose connection breaks before it is complete. */
export const truncated: Reply = response => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"order_id":"BX', () => response.socket?.destroy());
};

const emptyNotFound: Reply = text('', 404);
