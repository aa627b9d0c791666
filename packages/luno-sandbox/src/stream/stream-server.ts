import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock, Logger } from '@trader/core';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { SandboxBehaviour } from '../behaviour.ts';
import { type ApiKey, type ApiKeys, allows } from '../exchange/api-keys.ts';
import { readCredentialsFrame, type StreamCredentials } from './credentials-frame.ts';
import type { MarketFeed } from './market-feed.ts';
import type { Outbox } from './outbox.ts';
import { StreamSession } from './stream-session.ts';
import type { UserMessage } from './user-messages.ts';
import type { UserReplay } from './user-replay.ts';

/** Sockets at most, whoever they belong to. */
const socketsMax = 1_000;
const clientFrameBytesMax = 64 * 1024;

/** What the stream server is made of. */
export interface StreamServerParts {
  /** Valid keys. */
  readonly keys: ApiKeys;
  /** Feeds by market. */
  readonly feeds: ReadonlyMap<string, MarketFeed>;
  /** What users missed. */
  readonly replay: UserReplay;
  /** Open questions. */
  readonly behaviour: SandboxBehaviour;
  /** Where time and timers come from. */
  readonly clock: Clock;
  /** Keeps frames behind HTTP answers. */
  readonly outbox: Outbox;
  /** Whether this upgrade is to be answered with 503; asked once for each. */
  readonly refuseUpgrade: () => boolean;
  /** Where sessions are logged. */
  readonly logger: Logger;
}

/** Both WebSocket streams: `/api/1/stream/:pair` and `/api/1/userstream`. */
export class StreamServer {
  readonly #parts: StreamServerParts;
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: clientFrameBytesMax });
  readonly #sessions = new Set<StreamSession>();

  /** @param parts - What it is made of. */
  constructor(parts: StreamServerParts) {
    this.#parts = parts;
  }

  /** Takes over an HTTP upgrade; answers 404 to paths that are no stream. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const stream = streamOf(request.url ?? '');
    if (stream === undefined) refuse(socket, '404 Not Found');
    else if (this.#sessions.size >= socketsMax || this.#parts.refuseUpgrade())
      refuse(socket, '503 Service Unavailable');
    else this.#server.handleUpgrade(request, socket, head, webSocket => this.#accept(webSocket, stream.market));
  }

  /** Remembers a message and sends it to every session of its user. */
  publish(message: UserMessage): void {
    this.#parts.replay.note(message);
    for (const session of this.#sessions) {
      if (session.market === undefined && session.key?.user === message.user) session.post(message.frame);
    }
  }

  /** Every session that is open now, whether authenticated or not. */
  sessions(): readonly StreamSession[] {
    return [...this.#sessions];
  }

  /** Ends every session. */
  close(): void {
    for (const session of [...this.#sessions]) session.terminate();
    this.#server.close();
  }

  #accept(socket: WebSocket, market: string | undefined): void {
    const { clock, behaviour, outbox } = this.#parts;
    const session = new StreamSession({ socket, market, clock, behaviour, outbox });
    this.#sessions.add(session);
    session.onClosed(() => this.#sessions.delete(session));
    const cancelTimeout = clock.setTimer(behaviour.authTimeoutMs, () =>
      session.refuse('auth_timeout', 'you took too long to provide credentials'),
    );
    session.onClosed(cancelTimeout);
    // What the client sends after its first frame is ignored: keep-alives.
    socket.once('message', (data: RawData) => {
      cancelTimeout();
      if (!session.closed) this.#authenticate(session, readCredentialsFrame(data));
    });
  }

  #authenticate(session: StreamSession, credentials: StreamCredentials | undefined): void {
    const { behaviour, keys, logger } = this.#parts;
    const key = credentials && keys.find(credentials.id, credentials.secret);
    if (credentials === undefined || !this.#mayOpen(session, credentials, key)) {
      if (credentials !== undefined && behaviour.streamWrongKey === 'silent-close') session.close();
      else session.refuse('invalid_credentials', 'you provided an invalid credentials message');
      return;
    }
    if (key !== undefined && this.#sessionsOf(key.user) >= behaviour.streamSessionsMax) {
      session.refuse('sessions_limit_exceeded', 'session limit exceeded');
      return;
    }
    session.key = key;
    logger.debug('stream session opened', { market: session.market, keyId: key?.id });
    if (session.market !== undefined) this.#openMarket(session, session.market);
    else if (key !== undefined) this.#openUser(session, key);
  }

  #mayOpen(session: StreamSession, { id }: StreamCredentials, key: ApiKey | undefined): boolean {
    const { behaviour } = this.#parts;
    if (session.market !== undefined) return key !== undefined || (id === '' && behaviour.keylessMarketStream);
    return key !== undefined && allows(key, behaviour.userStreamPermissions);
  }

  #sessionsOf(user: string): number {
    return [...this.#sessions].filter(session => session.key?.user === user).length;
  }

  #openMarket(session: StreamSession, market: string): void {
    const feed = this.#parts.feeds.get(market);
    if (feed === undefined) {
      session.refuse('invalid_market', market);
      return;
    }
    session.post(feed.snapshot(this.#parts.clock.nowMs()));
    session.onClosed(feed.subscribe(frame => session.post(frame)));
    session.startKeepAlive();
  }

  #openUser(session: StreamSession, key: ApiKey): void {
    const { replay, clock } = this.#parts;
    for (const message of replay.opened(key.id, key.user, clock.nowMs())) session.post(message.frame);
    session.onClosed(() => replay.closed(key.id, key.user));
    session.startKeepAlive();
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}

/** Which stream a path names; `undefined` for none. Markets are upper-case. */
function streamOf(url: string): { readonly market: string | undefined } | undefined {
  const path = url.split('?', 1)[0] ?? '';
  if (path === '/api/1/userstream') return { market: undefined };
  const market = /^\/api\/1\/stream\/([A-Za-z0-9]{1,20})$/.exec(path)?.[1];
  return market === undefined ? undefined : { market };
}
