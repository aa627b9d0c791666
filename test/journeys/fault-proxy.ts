import type { AddressInfo } from 'node:net';
import { createConnection, createServer, type Server, type Socket } from 'node:net';

/**
 * What happens to connections while a fault is on.
 *
 * - `latency`: every chunk arrives `delayMs` later, in both directions
 * - `reset-before`: the connection is cut when a request arrives, before a byte of it is passed on
 * - `reset-after`: the request is passed on, the connection is cut when the answer arrives
 * - `truncate`: half of the answer's first chunk arrives, then the connection is cut
 * - `hang`: the request is passed on, the answer never arrives
 * - `half-open`: nothing passes any more in either direction, and nobody is told
 * - `slow-close`: the answer arrives whole, then the connection is ended instead of being kept alive
 */
type WireFault = 'latency' | 'reset-before' | 'reset-after' | 'truncate' | 'hang' | 'half-open' | 'slow-close';

/** Which of the exchanges over the wire a fault meets. */
interface FaultPlan {
  /** What happens. */
  readonly fault: WireFault;
  /** Only requests whose first chunk matches; all when left out, streams too. */
  readonly matching?: RegExp;
  /** How many exchanges are met; further ones pass. Default all. */
  readonly count?: number;
  /** How late chunks of `latency` are, in milliseconds. */
  readonly delayMs?: number;
}

/** A TCP proxy on loopback that breaks what passes through it as told. */
export interface FaultProxy {
  /** The port on which it listens. */
  readonly port: number;
  /** How many exchanges the present fault has met. */
  readonly met: number;
  /** Breaks what passes from now on. */
  begin(plan: FaultPlan): void;
  /** Lets everything pass again; what hangs or is half open is cut, as a network that comes back does. */
  end(): void;
  /** Cuts everything and frees the port. */
  close(): Promise<void>;
}

/** Starts a proxy in front of a port of this machine. */
export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  const faults = new Faults();
  const pipes = new Set<Pipe>();
  const server: Server = createServer(client => {
    const pipe = new Pipe(client, createConnection(targetPort, '127.0.0.1'), faults);
    pipes.add(pipe);
    client.once('close', () => pipes.delete(pipe));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const cut = (isMeant: (pipe: Pipe) => boolean) => {
    for (const pipe of [...pipes]) if (isMeant(pipe)) pipe.reset();
  };
  return {
    // A listening TCP server always has an address with a port.
    port: (server.address() as AddressInfo).port,
    get met() {
      return faults.met;
    },
    begin: plan => faults.begin(plan),
    end() {
      faults.begin(undefined);
      cut(pipe => pipe.isStuck);
    },
    async close() {
      faults.begin(undefined);
      cut(() => true);
      await new Promise(resolve => server.close(resolve));
    },
  };
}

/** The fault that is on, and how often it was met. */
class Faults {
  #plan: FaultPlan | undefined;
  met = 0;

  begin(plan: FaultPlan | undefined): void {
    this.#plan = plan;
    this.met = 0;
  }

  /** The fault that meets this request, which counts as met. */
  take(chunk: Buffer): FaultPlan | undefined {
    const plan = this.#plan;
    if (plan === undefined || this.met >= (plan.count ?? Number.POSITIVE_INFINITY)) return undefined;
    if (plan.matching !== undefined && !plan.matching.test(chunk.toString('latin1'))) return undefined;
    this.met += 1;
    return plan;
  }
}

/** One connection through the proxy. HTTP clients send one request at a time on a connection, so a chunk from the client starts an exchange. */
class Pipe {
  readonly #client: Socket;
  readonly #target: Socket;
  readonly #faults: Faults;
  #plan: FaultPlan | undefined;
  /** Whether something was swallowed, so that nothing sensible can follow. */
  isStuck = false;

  constructor(client: Socket, target: Socket, faults: Faults) {
    this.#client = client;
    this.#target = target;
    this.#faults = faults;
    client.on('data', chunk => this.#fromClient(chunk));
    target.on('data', chunk => this.#fromTarget(chunk));
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      from.setNoDelay(true);
      // How a connection ended is told by its close.
      from.on('error', () => undefined);
      from.on('close', () => to.destroy());
    }
  }

  /** Cuts both sides; the client sees a reset. */
  reset(): void {
    this.#client.resetAndDestroy();
    this.#target.destroy();
  }

  #fromClient(chunk: Buffer): void {
    if (this.isStuck) return;
    this.#plan = this.#faults.take(chunk);
    switch (this.#plan?.fault) {
      case 'reset-before':
        this.reset();
        return;
      case 'half-open':
        this.isStuck = true;
        return;
      case 'latency':
        this.#later(() => this.#target.write(chunk));
        return;
      default:
        this.#target.write(chunk);
    }
  }

  #fromTarget(chunk: Buffer): void {
    if (this.isStuck) return;
    switch (this.#plan?.fault) {
      case 'reset-after':
        this.reset();
        return;
      case 'truncate':
        this.#client.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => this.reset());
        return;
      case 'hang':
        this.isStuck = true;
        return;
      case 'slow-close':
        this.#client.end(chunk);
        return;
      case 'latency':
        this.#later(() => this.#client.write(chunk));
        return;
      default:
        this.#client.write(chunk);
    }
  }

  /** Chunks keep their order: timers of equal length fire in the order in which they were set. */
  #later(act: () => void): void {
    setTimeout(() => {
      if (!this.#client.destroyed && !this.#target.destroyed) act();
    }, this.#plan?.delayMs ?? 0);
  }
}
