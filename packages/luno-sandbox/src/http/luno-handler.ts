import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock, Logger } from '@trader/core';
import type { SandboxBehaviour } from '../behaviour.ts';
import { type ApiKey, type ApiKeys, allows, readBasicCredentials } from '../exchange/api-keys.ts';
import type { RequestFault, RequestFaults } from '../faults/request-faults.ts';
import type { Outbox } from '../stream/outbox.ts';
import { LunoRefusal } from '../wire/luno-refusal.ts';
import { emptyNotFound, type HttpAnswer, htmlAnswer, jsonAnswer, refusalAnswer, sendAnswer } from './http-answer.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { readBody } from './request-body.ts';
import { RequestParams } from './request-params.ts';
import type { FindRoute, Route, RouteMatch } from './route.ts';

/** What the handler of Luno's paths is made of. */
export interface LunoHandlerParts {
  /** The endpoints. */
  readonly findRoute: FindRoute;
  /** Valid keys. */
  readonly keys: ApiKeys;
  /** Calls per caller. */
  readonly rateLimiter: RateLimiter;
  /** Faults that wait. */
  readonly faults: RequestFaults;
  /** Holds stream messages back until the answer has left. */
  readonly outbox: Outbox;
  /** Open questions. */
  readonly behaviour: SandboxBehaviour;
  /** Where time and timers come from. */
  readonly clock: Clock;
  /** Exchange time, in milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Where requests are logged; parameters and keys are not. */
  readonly logger: Logger;
}

/** Answers one request. */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** Answers Luno's REST paths: fault, key, rate limit, permission, endpoint. */
export function createLunoHandler(parts: LunoHandlerParts): HttpHandler {
  const { behaviour, faults, outbox } = parts;

  const answerOf = (match: RouteMatch, params: RequestParams, request: IncomingMessage): HttpAnswer => {
    try {
      const key = authenticate(parts, match.route, request);
      const timeMs = parts.nowMs();
      const caller = key?.user ?? `ip ${request.socket.remoteAddress}`;
      if (!parts.rateLimiter.allow(caller, timeMs)) {
        return rateLimitAnswer(behaviour, parts.rateLimiter.waitMs(caller, timeMs));
      }
      checkPermission(match.route, key, behaviour);
      const body = match.route.answer({ path: match.path, params, key, timeMs });
      const headers = match.route.access === 'public' ? { 'cache-control': 'public, max-age=1' } : {};
      return jsonAnswer(body, 200, headers);
    } catch (error) {
      if (error instanceof LunoRefusal) return refusalAnswer(error);
      parts.logger.error('endpoint failed', { endpoint: match.route.name, error: String(error) });
      return refusalAnswer(new LunoRefusal('ErrInternal'));
    }
  };

  return async (request, response, url) => {
    const match = parts.findRoute(request.method ?? '', url.pathname);
    const body = await readBody(request);
    if (match === undefined || body === undefined) {
      sendAnswer(response, match === undefined ? emptyNotFound : { ...emptyNotFound, status: 413 }, parts.nowMs());
      return;
    }
    const params = new RequestParams(url.searchParams, formOf(request, body));
    const fault = faults.take(match.route.name, params.entries());
    if (fault?.when === 'before' && !(await suffer(parts, fault, response))) return;
    const writes = match.route.method !== 'GET';
    const replyFirst = writes && behaviour.placementOrder === 'reply-first';
    const release = replyFirst ? outbox.hold() : () => undefined;
    response.once('finish', release);
    response.once('close', release);
    const answer = answerOf(match, params, request);
    parts.logger.debug('answered', { endpoint: match.route.name, status: answer.status });
    if (fault?.when === 'after') {
      if (fault.fault === 'hang' || fault.fault === 'delay') release();
      if (!(await suffer(parts, fault, response))) return;
    }
    const bodyBytes = fault?.fault === 'truncate' ? Math.floor(answer.body.length / 2) : undefined;
    // One turn later, so that what the streams were handed leaves first.
    if (writes && !replyFirst) await new Promise(resolve => setImmediate(resolve));
    sendAnswer(response, answer, parts.nowMs(), bodyBytes);
  };
}

/** Makes a fault happen in place of going on. Whether the request goes on all the same. */
async function suffer(parts: LunoHandlerParts, fault: RequestFault, response: ServerResponse): Promise<boolean> {
  const answer = faultAnswer(fault, parts.behaviour);
  if (answer !== undefined) {
    sendAnswer(response, answer, parts.nowMs());
    return false;
  }
  if (fault.fault === 'delay') return await waited(parts.clock, fault.delayMs ?? 1_000, response);
  if (fault.fault === 'reset') response.destroy();
  return fault.fault === 'truncate';
}

/** The answer of faults that answer. */
function faultAnswer(fault: RequestFault, behaviour: SandboxBehaviour): HttpAnswer | undefined {
  if (fault.fault === 'error') return refusalAnswer(new LunoRefusal('ErrInternal', undefined, fault.status));
  if (fault.fault === 'html') return htmlAnswer(fault.status ?? 502, 'Bad gateway');
  return fault.fault === 'rate-limited' ? rateLimitAnswer(behaviour, 1_000) : undefined;
}

/** The caller's key; `undefined` for a public call without credentials. Wrong credentials are refused everywhere. */
function authenticate(parts: LunoHandlerParts, route: Route, request: IncomingMessage): ApiKey | undefined {
  const { authorization } = request.headers;
  if (authorization === undefined && route.access === 'public') return undefined;
  const credentials = readBasicCredentials(authorization);
  const key = credentials && parts.keys.find(credentials.id, credentials.secret);
  if (key === undefined) throw new LunoRefusal(parts.behaviour.wrongKeyError);
  return key;
}

function checkPermission(route: Route, key: ApiKey | undefined, behaviour: SandboxBehaviour): void {
  if (route.access === 'public' || key === undefined || allows(key, route.access)) return;
  throw new LunoRefusal('ErrInsufficientPerms', undefined, behaviour.missingPermissionStatus);
}

function rateLimitAnswer(behaviour: SandboxBehaviour, waitMs: number): HttpAnswer {
  if (behaviour.rateLimitReply === 'html') return htmlAnswer(429, 'Too many requests');
  const retryAfter = { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1_000))) };
  return refusalAnswer(
    new LunoRefusal('ErrTooManyRequests'),
    behaviour.rateLimitReply === 'json-retry-after' ? retryAfter : {},
  );
}

/** The form in a body; JSON and other bodies are not parameters, as on Luno. */
function formOf(request: IncomingMessage, body: string): URLSearchParams {
  const type = request.headers['content-type'] ?? '';
  return new URLSearchParams(type.startsWith('application/x-www-form-urlencoded') ? body : '');
}

/** Waits on the sandbox's clock. Whether the connection is still there afterwards. */
function waited(clock: Clock, delayMs: number, response: ServerResponse): Promise<boolean> {
  return new Promise(resolve => {
    const cancel = clock.setTimer(delayMs, () => resolve(!response.destroyed));
    response.once('close', () => {
      cancel();
      resolve(false);
    });
  });
}
