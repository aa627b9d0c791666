/**
 * What can happen to a request.
 *
 * - `error`: a 5xx with Luno's error body; `html`: a gateway's HTML page with status 502
 * - `rate-limited`: a 429 as the sandbox's behaviour writes it
 * - `reset`: the connection is cut; `hang`: no answer, ever
 * - `delay`: it takes `delayMs` longer; `truncate`: the body ends in the middle
 */
export type RequestFaultKind = 'error' | 'html' | 'rate-limited' | 'reset' | 'hang' | 'delay' | 'truncate';

/** Every request fault. */
export const requestFaultKinds: readonly RequestFaultKind[] = [
  'error',
  'html',
  'rate-limited',
  'reset',
  'hang',
  'delay',
  'truncate',
];

/** A fault that waits for its requests. */
export interface RequestFault {
  /** Which endpoint, by its short name such as `postorder`; `*` for any, `streams` for WebSocket upgrades. */
  readonly endpoint: string;
  /** What happens. */
  readonly fault: RequestFaultKind;
  /** Before the request has an effect, or after it. `truncate` is always after. */
  readonly when: 'before' | 'after';
  /** How many requests still meet it. */
  readonly count: number;
  /** HTTP status of `error`; default 500. */
  readonly status?: number | undefined;
  /** How long `delay` takes, in milliseconds; default 1000. */
  readonly delayMs?: number | undefined;
  /** Only requests whose parameters have these values, such as one `client_order_id`. */
  readonly where?: Readonly<Record<string, string>> | undefined;
}

/** The faults of a sandbox. */
export interface RequestFaults {
  /** Adds a fault; the oldest fault that matches a request happens to it. */
  add(fault: RequestFault): void;
  /** The fault of this request, which is used up by it. */
  take(endpoint: string, params: Readonly<Record<string, string>>): RequestFault | undefined;
  /** What still waits. */
  list(): readonly RequestFault[];
  /** Forgets every fault. */
  clear(): void;
}

const faultsMax = 1_000;

/** A list of faults; empty at first. */
export function createRequestFaults(): RequestFaults {
  let waiting: RequestFault[] = [];
  return {
    add(fault) {
      if (waiting.length >= faultsMax) throw new RangeError(`at most ${faultsMax} faults can wait; clear some first`);
      waiting.push(fault);
    },
    take(endpoint, params) {
      const index = waiting.findIndex(fault => matches(fault, endpoint, params));
      const fault = waiting[index];
      if (fault === undefined) return undefined;
      if (fault.count > 1) waiting[index] = { ...fault, count: fault.count - 1 };
      else waiting.splice(index, 1);
      return fault;
    },
    list: () => [...waiting],
    clear() {
      waiting = [];
    },
  };
}

function matches(fault: RequestFault, endpoint: string, params: Readonly<Record<string, string>>): boolean {
  const named = fault.endpoint === '*' ? endpoint !== 'streams' : fault.endpoint === endpoint;
  return named && Object.entries(fault.where ?? {}).every(([name, value]) => params[name] === value);
}
