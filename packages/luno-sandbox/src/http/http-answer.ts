import type { ServerResponse } from 'node:http';
import { type Json, writeJson } from '../wire/json-text.ts';
import type { LunoRefusal } from '../wire/luno-refusal.ts';

/** One answer, ready to be sent. */
export interface HttpAnswer {
  /** HTTP status. */
  readonly status: number;
  /** Content type; `undefined` for an empty body. */
  readonly contentType: string | undefined;
  /** Body text. */
  readonly body: string;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A JSON answer. */
export function jsonAnswer(body: Json, status = 200, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { status, contentType: 'application/json', body: writeJson(body), headers };
}

/** The answer to a refused request: Luno's `error` and `error_code`. */
export function refusalAnswer(refusal: LunoRefusal, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return jsonAnswer({ error: refusal.message, error_code: refusal.code }, refusal.status, headers);
}

/** What a gateway in front of the exchange shows when it gives up. */
export function htmlAnswer(status: number, title: string): HttpAnswer {
  const body = `<!DOCTYPE html>\n<html><head><title>${status}: ${title}</title></head><body><h1>${title}</h1></body></html>\n`;
  return { status, contentType: 'text/html; charset=UTF-8', body };
}

/** An unknown route: 404 and nothing else. */
export const emptyNotFound: HttpAnswer = { status: 404, contentType: undefined, body: '' };

/** Sends an answer with the exchange's time as `Date`; `bodyBytes` cuts the body and then the connection. */
export function sendAnswer(
  response: ServerResponse,
  answer: HttpAnswer,
  nowMs: number,
  bodyBytes: number = Number.POSITIVE_INFINITY,
): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    date: new Date(nowMs).toUTCString(),
    'content-length': body.length,
    ...(answer.contentType === undefined ? {} : { 'content-type': answer.contentType }),
    ...answer.headers,
  });
  if (body.length <= bodyBytes) response.end(body);
  else response.write(body.subarray(0, bodyBytes), () => response.destroy());
}
