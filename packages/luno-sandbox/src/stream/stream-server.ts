import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock, Logger } from '@trader/core';
import { type RawData, WebSocketServer } from 'ws';
import type { SandboxBehaviour } from '../behaviour.ts';
import { type ApiKeys, allows } from '../exchange/api-keys.ts';
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

/** Both WebSocket streams. */
export interface StreamServer {
  /** Takes over an HTTP upgrade; answers 404 to paths that are no stream. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends a message to every session of its user. */
  publish(message: UserMessage): void;
  /** Every session that is open now, whether authenticated or not. */
  sessions(): readonly StreamSession[];
  /** Ends every session. */
  close(): void;
}

/** Serves `/api/1/stream/:pair` and `/api/1/userstream`. */
export function createStreamServer(parts: StreamServerParts): StreamServer {
  const { behaviour, clock, keys, logger } = parts;
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: clientFrameBytesMax });
  const sessions = new Set<StreamSession>();
  const usersSessions = (user: string) => [...sessions].filter(session => session.key?.user === user).length;

  const openMarket = (session: StreamSession, market: string) => {
    const feed = parts.feeds.get(market);
    if (feed === undefined) {
      session.refuse('invalid_market', market);
      return;
    }
    session.post(feed.snapshot(clock.nowMs()));
    session.onClosed(feed.subscribe(frame => session.post(frame)));
    session.startKeepAlive();
  };
  const openUser = (session: StreamSession) => {
    const { key } = session;
    if (key === undefined) return;
    for (const message of parts.replay.opened(key.id, key.user, clock.nowMs())) session.post(message.frame);
    session.onClosed(() => parts.replay.closed(key.id, key.user));
    session.startKeepAlive();
  };
  /** Checks the first frame; everything the client sends later is ignored. */
  const authenticate = (session: StreamSession, data: RawData) => {
    const credentials = readCredentials(data);
    if (credentials === undefined) {
      session.refuse('invalid_credentials', invalidCredentialsText);
      return;
    }
    const key = keys.find(credentials.id, credentials.secret);
    const isUser = session.market === undefined;
    const keyless = credentials.id === '' && behaviour.keylessMarketStream && !isUser;
    if (
      (key === undefined && !keyless) ||
      (key !== undefined && isUser && !allows(key, behaviour.userStreamPermissions))
    ) {
      if (behaviour.streamWrongKey === 'silent-close') session.close();
      else session.refuse('invalid_credentials', invalidCredentialsText);
      return;
    }
    if (key !== undefined && usersSessions(key.user) >= behaviour.streamSessionsMax) {
      session.refuse('sessions_limit_exceeded', 'session limit exceeded');
      return;
    }
    session.key = key;
    logger.debug('stream session opened', { market: session.market, keyId: key?.id });
    if (session.market === undefined) openUser(session);
    else openMarket(session, session.market);
  };

  return {
    upgrade(request, socket, head) {
      const stream = streamOf(request.url ?? '');
      const refused = sessions.size >= socketsMax || parts.refuseUpgrade();
      if (stream === undefined || refused) {
        const status = stream === undefined ? '404 Not Found' : '503 Service Unavailable';
        socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
        return;
      }
      server.handleUpgrade(request, socket, head, webSocket => {
        const session = new StreamSession({ ...stream, socket: webSocket, clock, behaviour, outbox: parts.outbox });
        sessions.add(session);
        session.onClosed(() => sessions.delete(session));
        const cancelTimeout = clock.setTimer(behaviour.authTimeoutMs, () =>
          session.refuse('auth_timeout', 'you took too long to provide credentials'),
        );
        session.onClosed(cancelTimeout);
        webSocket.once('message', data => {
          cancelTimeout();
          if (!session.closed) authenticate(session, data);
        });
      });
    },
    publish(message) {
      parts.replay.note(message);
      for (const session of sessions) {
        if (session.market === undefined && session.key?.user === message.user) session.post(message.frame);
      }
    },
    sessions: () => [...sessions],
    close() {
      for (const session of [...sessions]) session.terminate();
      server.close();
    },
  };
}

const invalidCredentialsText = 'you provided an invalid credentials message';

/** Which stream a path names; `undefined` for none. Markets are upper-case. */
function streamOf(url: string): { readonly market: string | undefined } | undefined {
  const path = url.split('?', 1)[0] ?? '';
  if (path === '/api/1/userstream') return { market: undefined };
  const market = /^\/api\/1\/stream\/([A-Za-z0-9]{1,20})$/.exec(path)?.[1];
  return market === undefined ? undefined : { market };
}

/** Id and secret of the first frame, empty where they are missing; `undefined` when it is not a JSON object. */
function readCredentials(data: RawData): { readonly id: string; readonly secret: string } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(data.toString());
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { api_key_id: id, api_key_secret: secret } = value as Record<string, unknown>;
  return { id: typeof id === 'string' ? id : '', secret: typeof secret === 'string' ? secret : '' };
}
