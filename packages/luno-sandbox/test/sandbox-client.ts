import { type SimulatedClock, SystemClock } from '@trader/core';
import { WebSocket } from 'ws';
import { createLunoSandbox, type LunoSandbox, type LunoSandboxOptions, type MarketRow } from '../src/index.ts';

/** One REST answer. */
export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers are checked field by field where they matter
  readonly body: any;
}

/** A market with round numbers: prices in whole ZAR, volumes to four decimals, fees 1 % and 2 %. */
export const plainMarket: MarketRow = {
  marketId: 'XBTZAR',
  baseCurrency: 'XBT',
  counterCurrency: 'ZAR',
  minVolume: '0.0005',
  maxVolume: '100',
  volumeScale: 4,
  minPrice: '10',
  maxPrice: '10000000',
  priceScale: 0,
  feeScale: 8,
  makerFee: '0.01',
  takerFee: '0.02',
  startPrice: '1000',
  provenance: 'synthetic',
};

/** Options of a quiet sandbox with two users, `alice` and `bob`, who hold 10 XBT and 100000 ZAR each. */
export const quietOptions: LunoSandboxOptions = {
  markets: [plainMarket],
  source: { kind: 'empty' },
  users: ['alice', 'bob'].map(name => ({
    name,
    keys: [{ id: name, secret: `${name}-secret` }],
    balances: { XBT: '10', ZAR: '100000' },
  })),
};

/** Starts a sandbox and hands it to the test, which need not close it. */
export async function withSandbox<T>(
  options: LunoSandboxOptions,
  test: (sandbox: LunoSandbox) => Promise<T>,
): Promise<T> {
  const sandbox = await createLunoSandbox(options);
  try {
    return await test(sandbox);
  } finally {
    await sandbox.close();
  }
}

/** REST as one user. */
export interface Client {
  get(path: string): Promise<Reply>;
  post(path: string, form: Readonly<Record<string, string>>): Promise<Reply>;
  /** Places a limit order and returns its id. */
  limit(type: 'BID' | 'ASK', volume: string, price: string, more?: Readonly<Record<string, string>>): Promise<string>;
}

/** REST with a key; without one when `keyId` is undefined. */
export function clientOf(sandbox: LunoSandbox, keyId: string | undefined, secret = `${keyId}-secret`): Client {
  const headers: Record<string, string> =
    keyId === undefined ? {} : { authorization: `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}` };
  const read = async (response: Response): Promise<Reply> => {
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, text, headers: response.headers, body: json ? JSON.parse(text) : undefined };
  };
  const client: Client = {
    get: async path => read(await fetch(sandbox.url + path, { headers })),
    post: async (path, form) =>
      read(await fetch(sandbox.url + path, { method: 'POST', headers, body: new URLSearchParams(form) })),
    async limit(type, volume, price, more = {}) {
      const reply = await client.post('/api/1/postorder', { pair: 'XBTZAR', type, volume, price, ...more });
      if (reply.status !== 200) throw new Error(reply.text);
      return reply.body.order_id;
    },
  };
  return client;
}

/** Sends JSON to the control interface. */
export async function control(sandbox: LunoSandbox, path: string, body: unknown = {}): Promise<Reply> {
  const response = await fetch(`${sandbox.url}/sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text, headers: response.headers, body: JSON.parse(text) };
}

/** One WebSocket session that keeps every frame. */
export class Stream {
  readonly frames: string[] = [];
  pings = 0;
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  #taken = 0;
  #wake: () => void = () => {};

  constructor(url: string) {
    this.socket = new WebSocket(url);
    this.closed = new Promise(resolve => {
      this.socket.on('close', code => {
        resolve(code);
        this.#wake();
      });
    });
    this.socket.on('message', data => {
      this.frames.push((data as Buffer).toString('utf8'));
      this.#wake();
    });
    this.socket.on('ping', () => {
      this.pings += 1;
      this.#wake();
    });
    this.socket.on('error', () => undefined);
  }

  /** Resolves when the handshake is done. */
  async opened(): Promise<this> {
    if (this.socket.readyState !== WebSocket.OPEN) {
      await new Promise<void>((resolve, reject) => {
        this.socket.once('open', () => resolve());
        this.socket.once('error', reject);
      });
    }
    return this;
  }

  /** The next frame that was not taken yet, as text. */
  async nextText(): Promise<string> {
    await this.until(() => this.frames.length > this.#taken);
    const frame = this.frames[this.#taken];
    this.#taken += 1;
    if (frame === undefined) throw new Error('the stream closed');
    return frame;
  }

  /** The next frame that was not taken yet, parsed. */
  // biome-ignore lint/suspicious/noExplicitAny: frames are checked field by field where they matter
  async next(): Promise<any> {
    return JSON.parse(await this.nextText());
  }

  /** Resolves when the condition holds; it is looked at after every frame, ping and close. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.socket.readyState === WebSocket.CLOSED) return;
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
  }

  /** Ends the session. */
  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

/** Opens a stream and sends credentials. */
export async function openStream(sandbox: LunoSandbox, path: string, keyId: string): Promise<Stream> {
  const stream = await new Stream(sandbox.streamUrl + path).opened();
  stream.socket.send(JSON.stringify({ api_key_id: keyId, api_key_secret: `${keyId}-secret` }));
  return stream;
}

/** Opens a user stream and waits until the sandbox counts it. */
export async function openUserStream(sandbox: LunoSandbox, keyId: string): Promise<Stream> {
  const before = sandbox.control.countStreams({ stream: 'user', keyId });
  const stream = await openStream(sandbox, '/api/1/userstream', keyId);
  await eventually(() => sandbox.control.countStreams({ stream: 'user', keyId }) > before);
  return stream;
}

/** Resolves when the condition holds, giving input and output their turns in between. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise<void>(resolve => new SystemClock().defer(resolve));
}

/** Moves a simulated clock and lets input and output catch up. */
export async function advance(clock: SimulatedClock, byMs: number): Promise<void> {
  clock.advance(byMs);
  await new Promise<void>(resolve => new SystemClock().defer(resolve));
}

/** The shape of a JSON value: names and kinds, an array by its first entry. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, shapeOf(member)]),
  );
}
