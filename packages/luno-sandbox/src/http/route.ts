import type { ApiKey } from '../exchange/api-keys.ts';
import type { Json } from '../wire/json-text.ts';
import type { RequestParams } from './request-params.ts';

/** One call as its endpoint sees it. */
export interface EndpointCall {
  /** Parts of the path by name. */
  readonly path: Readonly<Record<string, string>>;
  /** Query and form, merged. */
  readonly params: RequestParams;
  /** Who calls. Endpoints that need a key are not reached without one. */
  readonly key: ApiKey | undefined;
  /** Exchange time of the call, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** One endpoint of Luno's REST interface. */
export interface Route {
  /** Short name, used by faults and logs: `postorder`. */
  readonly name: string;
  /** HTTP method. */
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Path with `:name` parts. */
  readonly path: string;
  /** `public`, or the permission bits a key must have; 0 is any valid key. */
  readonly access: 'public' | number;
  /** Answers the call, or throws a refusal. */
  answer(call: EndpointCall): Json;
}

/** A route that matched, with the values of its path's parts. */
export interface RouteMatch {
  /** Which endpoint. */
  readonly route: Route;
  /** Parts of the path by name, decoded. */
  readonly path: Readonly<Record<string, string>>;
}

/** Finds the endpoint of a method and path; `undefined` when there is none. */
export type FindRoute = (method: string, path: string) => RouteMatch | undefined;

/** A look-up over a fixed list of routes, first match first. */
export function createRouter(routes: readonly Route[]): FindRoute {
  const compiled = routes.map(route => ({ route, parts: route.path.split('/') }));
  return (method, path) => {
    const given = path.split('/');
    for (const { route, parts } of compiled) {
      if (route.method !== method || parts.length !== given.length) continue;
      const values = matchParts(parts, given);
      if (values !== undefined) return { route, path: values };
    }
    return undefined;
  };
}

function matchParts(parts: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  const values: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const text = given[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== text) return undefined;
    } else if (text === '') return undefined;
    else values[part.slice(1)] = decodePart(text);
  }
  return values;
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
