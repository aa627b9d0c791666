import type { IncomingMessage } from 'node:http';
import { isTradingError } from '@trader/core';
import type { TradingStatus } from '../exchange/market-row.ts';
import { jsonAnswer, sendAnswer } from '../http/http-answer.ts';
import type { HttpHandler } from '../http/luno-handler.ts';
import { readBody } from '../http/request-body.ts';
import type { Json } from '../wire/json-text.ts';
import type { FrameFaultRequest, RequestFaultRequest, SandboxControl } from './sandbox-control.ts';

/** A parsed JSON body; the control interface checks the values that it uses. */
type Body = Readonly<Record<string, unknown>>;

type ControlCall = (control: SandboxControl, body: Body) => unknown;

/** The control interface's paths: `METHOD path` to what it does with the body. */
const calls: Readonly<Record<string, ControlCall>> = {
  'GET /sandbox/state': control => control.state(),
  'GET /sandbox/faults': control => ({ faults: control.pendingFaults() }),
  'POST /sandbox/faults': (control, body) => control.addFault(body as unknown as RequestFaultRequest),
  'POST /sandbox/faults/clear': control => control.clearFaults(),
  'POST /sandbox/streams/faults': (control, body) => ({
    sessions: control.addFrameFault(body as unknown as FrameFaultRequest),
  }),
  'POST /sandbox/streams/skip-sequence': (control, body) => control.skipSequence(text(body, 'market')),
  'POST /sandbox/streams/disconnect': (control, body) => ({
    sessions: control.disconnectStreams(body, body['how'] === 'close' ? 'close' : 'terminate'),
  }),
  'POST /sandbox/streams/freeze': (control, body) => ({ sessions: control.freezeStreams(body) }),
  'POST /sandbox/streams/count': (control, body) => ({ sessions: control.countStreams(body) }),
  'POST /sandbox/streams/no-op': (control, body) => control.sendNoOp(text(body, 'market')),
  'POST /sandbox/market/status': (control, body) =>
    control.setMarketStatus(text(body, 'market'), text(body, 'status') as TradingStatus),
  'POST /sandbox/market/step': (control, body) =>
    control.step(
      body['steps'] === undefined ? 1 : Number(body['steps']),
      body['market'] === undefined ? undefined : text(body, 'market'),
    ),
  'POST /sandbox/market/start': control => control.startMarket(),
  'POST /sandbox/market/stop': control => control.stopMarket(),
  'POST /sandbox/clock/shift': (control, body) => control.shiftClock(Number(body['byMs'])),
  'POST /sandbox/deposit': (control, body) =>
    control.deposit(text(body, 'user'), text(body, 'asset'), text(body, 'amount')),
  'POST /sandbox/keys/revoke': (control, body) => ({ revoked: control.revokeKey(text(body, 'keyId')) }),
  'POST /sandbox/rate-limit/reset': control => control.resetRateLimit(),
};

/** Answers `/sandbox/…`. Requests that a web page could make by itself are refused: other hosts, and bodies that are not JSON. */
export function createControlHandler(control: SandboxControl, nowMs: () => number): HttpHandler {
  return async (request, response, url) => {
    const answer = (body: Json, status = 200) => sendAnswer(response, jsonAnswer(body, status), nowMs());
    const bodyText = await readBody(request);
    const call = calls[`${request.method} ${url.pathname}`];
    const problem = problemOf(request, call, bodyText);
    if (call === undefined || problem !== undefined) {
      answer({ error: problem?.text ?? '' }, problem?.status ?? 404);
      return;
    }
    try {
      const result = call(control, parseBody(bodyText ?? ''));
      answer((result ?? { done: true }) as Json);
    } catch (error) {
      if (!isTradingError(error) && !(error instanceof RangeError) && !(error instanceof SyntaxError)) throw error;
      answer({ error: error.message }, 400);
    }
  };
}

interface Problem {
  readonly status: number;
  readonly text: string;
}

function problemOf(
  request: IncomingMessage,
  call: ControlCall | undefined,
  body: string | undefined,
): Problem | undefined {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (host !== '127.0.0.1' && host !== 'localhost')
    return { status: 403, text: `host was "${host}", not this machine` };
  if (call === undefined) return { status: 404, text: `no such path; there are: ${Object.keys(calls).join(', ')}` };
  if (body === undefined) return { status: 413, text: 'the body is too long' };
  const type = request.headers['content-type'] ?? '';
  if (request.method === 'POST' && !type.startsWith('application/json')) {
    return { status: 415, text: `content-type was "${type}"; send application/json` };
  }
  return undefined;
}

function parseBody(textOfBody: string): Body {
  if (textOfBody === '') return {};
  const value: unknown = JSON.parse(textOfBody);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SyntaxError('send a JSON object');
  return value as Body;
}

function text(body: Body, name: string): string {
  const value = body[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new SyntaxError(`${name} is missing or not text`);
}
