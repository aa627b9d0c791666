import type { RequestListener } from 'node:http';
import type { Logger } from '@trader/core';
import { emptyNotFound, htmlAnswer, sendAnswer } from './http-answer.ts';
import type { HttpHandler } from './luno-handler.ts';

/** What answers HTTP. */
export interface HttpHandlerParts {
  /** Answers Luno's paths. */
  readonly luno: HttpHandler;
  /** Answers `/sandbox/…`; `undefined` when it is switched off. */
  readonly control: HttpHandler | undefined;
  /** Exchange time, in milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Where failures are logged. */
  readonly logger: Logger;
}

/** Sends each request to Luno's paths or to the control interface; a failure of ours is a 500, never a crash. */
export function createHttpHandler(parts: HttpHandlerParts): RequestListener {
  return (request, response) => {
    const url = urlOf(request.url ?? '/');
    if (url === undefined) {
      sendAnswer(response, { ...emptyNotFound, status: 400 }, parts.nowMs());
      return;
    }
    const handle = parts.control !== undefined && url.pathname.startsWith('/sandbox/') ? parts.control : parts.luno;
    handle(request, response, url).catch((error: unknown) => {
      // A client that went away while its request was being read is no failure.
      if (request.destroyed && !request.complete) return;
      parts.logger.error('request failed', { path: url.pathname, error: String(error) });
      if (!response.headersSent) sendAnswer(response, htmlAnswer(500, 'Sandbox failure'), parts.nowMs());
      else response.destroy();
    });
  };
}

/** The address of a request; `undefined` for one that is none. */
function urlOf(target: string): URL | undefined {
  try {
    return new URL(target, 'http://127.0.0.1');
  } catch {
    return undefined;
  }
}
