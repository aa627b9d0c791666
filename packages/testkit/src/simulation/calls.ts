import type { RandomStream } from '../random/random-stream.ts';
import type { SimulatedProcess } from './simulated-process.ts';

/** One call over the network. */
export interface Call<Answer> {
  /** For the trace. */
  readonly label: string;
  /** How likely trouble is. */
  readonly odds: number;
  /** What the brokerage does when the request arrives. */
  readonly execute: () => Answer;
  /** How long the brokerage takes such a request, in milliseconds: some late ones arrive just before that. */
  readonly livesMs?: number | undefined;
  /** What the adapter makes of trouble. */
  readonly failed: (code: string) => Answer;
}

const troubles = [
  'lose-request',
  'lose-reply',
  'late-request',
  'duplicate-request',
  'server-error-before',
  'server-error-after',
  'throttled',
  'not-sent',
  'truncated-reply',
] as const;

/** Carries a call to the brokerage and its answer back, with the troubles of this seed. A request on its way outlives its sender. */
export function callOver<Answer>(process: SimulatedProcess, call: Call<Answer>): Promise<Answer> {
  const { world } = process;
  const random = world.streams.network;
  const picked = world.troubled && random.chance(call.odds) ? random.pick(troubles) : undefined;
  const trouble = picked !== undefined && world.allows(picked) ? picked : undefined;
  if (trouble !== undefined) world.fired(trouble);
  if (trouble === 'not-sent') return Promise.resolve(call.failed('refused'));
  const hangs = mayHang(process, 'hanging-call');
  return new Promise(resolve => {
    let isOver = false;
    const settle = (answer: Answer, label: string): void => {
      if (isOver || !process.isAlive) return;
      isOver = true;
      cancelTimeout();
      world.trace.note(`${call.label} ${label}`);
      resolve(answer);
    };
    const never = (): void => undefined;
    const timeOut = (): void => settle(call.failed('timed-out'), 'times out');
    const cancelTimeout = hangs
      ? never
      : world.time.plan(world.scenario.callTimeoutMs, `${call.label} timeout`, timeOut);
    const arrive = (): void => {
      const broken = trouble === 'server-error-before' || trouble === 'throttled';
      const answer = broken ? call.failed(trouble) : call.execute();
      if (trouble === 'lose-reply') return;
      const isBroken = trouble === 'server-error-after' || trouble === 'truncated-reply';
      const reply = isBroken ? call.failed(trouble) : answer;
      const latencyMs = hangs ? hangMsOf(random) : latencyOf(random);
      if (latencyMs === undefined) return;
      world.time.plan(latencyMs, `${call.label} reply`, () => {
        if (!isOver && !process.mayDie('crash-on-answer', 1)) settle(reply, 'is answered');
      });
    };
    if (trouble === 'lose-request') return;
    const delayMs = trouble === 'late-request' ? latenessOf(random, call.livesMs) : latencyOf(random);
    world.time.plan(delayMs, `${call.label} request`, arrive);
    if (trouble === 'duplicate-request') {
      world.time.plan(delayMs + random.integer(0, 3_000), `${call.label} request again`, arrive);
    }
  });
}

/** Reads something; trouble is an error, as adapters throw it. */
export function readOver<Answer>(process: SimulatedProcess, label: string, read: () => Answer): Promise<Answer> {
  const { world } = process;
  const random = world.streams.network;
  const fails = world.fires('failed-read', random, world.scenario.odds.read * 0.3);
  const hangs = mayHang(process, 'hanging-read');
  return new Promise((resolve, reject) => {
    world.time.plan(latencyOf(random), `${label} request`, () => {
      if (process.mayDie('crash-in-read', 0.5)) return;
      const answer = fails ? undefined : read();
      const latencyMs = hangs ? hangMsOf(random) : latencyOf(random);
      if (latencyMs === undefined) return;
      world.time.plan(latencyMs, `${label} reply`, () => {
        if (!process.isAlive) return;
        if (fails) reject(new Error(`${label} could not be read`));
        else resolve(answer as Answer);
      });
    });
  });
}

/** An adapter that breaks its word: it has no limit of its own for the call, as every adapter should. Starts may wait for ever. */
function mayHang(process: SimulatedProcess, kind: 'hanging-call' | 'hanging-read'): boolean {
  const { world, hasStarted } = process;
  if (!hasStarted || !world.fires(kind, world.streams.network, world.scenario.odds.hang)) return false;
  process.noteHang();
  return true;
}

/** How long an answer takes that nobody counts on any more, in milliseconds; `undefined` when it never comes. */
function hangMsOf(random: RandomStream): number | undefined {
  return random.chance(0.5) ? undefined : random.integer(20_000, 600_000);
}

function latencyOf(random: RandomStream): number {
  return random.chance(0.1) ? random.integer(50, 800) : random.integer(1, 40);
}

/** The last moments of a request's life are where proofs go wrong. */
function latenessOf(random: RandomStream, livesMs: number | undefined): number {
  if (livesMs === undefined || random.chance(0.5)) return random.integer(500, 15_000);
  return Math.max(0, livesMs - random.integer(0, 300));
}
