import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunSummary } from '@trader/runner';
import { type SandboxProcess, startSandbox } from '../../examples/demo/src/sandbox-process.ts';
import { readSandboxState } from '../journeys/compare-books.ts';
import { JournaledOrders } from '../journeys/compare-journal.ts';
import { type BooksVerdict, compareFinally } from './compare-finally.ts';
import { JournalAfterKill } from './journal-after-kill.ts';
import { type KillPointName, killPoints } from './kill-points.ts';
import { type KillProject, writeProject } from './kill-project.ts';
import type { PlannedKill } from './plan-kills.ts';
import { TraderProcess } from './trader-process.ts';

/** How long a run may take to come by its point, in milliseconds; then it is killed where it is. */
const pointTimeoutMs = 20_000;
/** How long the last run may take for what it has to do, in milliseconds. */
const lastRunTimeoutMs = 60_000;
/** Characters of a log that a failure shows. */
const lastWordsMax = 4_000;

/** One kill that happened. */
export interface Kill {
  /** At which named moment; `undefined` at any. */
  readonly point: KillPointName | undefined;
  /** The point that the run did not come by in time. */
  readonly missed: KillPointName | undefined;
  /** Orders that were open in the exchange's own books. */
  readonly openThere: number;
  /** Orders that lived in the journal of the dead process. */
  readonly liveHere: number;
  /** Those of them without an answer. */
  readonly unknownHere: number;
}

/** One sandbox exchange and one project that trades on it, killed and started again. */
export class KillSystem {
  readonly #sandbox: SandboxProcess;
  readonly #project: KillProject;
  readonly #journal: JournalAfterKill;
  readonly #openingBalances: Readonly<Record<string, string>>;

  private constructor(sandbox: SandboxProcess, openingBalances: Readonly<Record<string, string>>) {
    this.#sandbox = sandbox;
    this.#openingBalances = openingBalances;
    this.#project = writeProject(sandbox);
    this.#journal = new JournalAfterKill(this.#project.journalFile);
  }

  /** Starts the exchange and writes the project. */
  static async start(seed: number): Promise<KillSystem> {
    const sandbox = await startSandbox(['--seed', String(seed), '--rate-limit', '1000000', '--orders', '60']);
    const [user] = (await readSandboxState(sandbox.url)).users;
    return new KillSystem(
      sandbox,
      Object.fromEntries((user?.balances ?? []).map(({ asset, balance }) => [asset, balance])),
    );
  }

  /** Starts a run and kills it. Fails when the run ends in any other way. */
  async kill(plan: PlannedKill): Promise<Kill> {
    const { point, time } = plan;
    const { folder, env, diedAtFile } = this.#project;
    rmSync(diedAtFile, { force: true });
    if (plan.fault !== undefined) await this.#tell('faults', { endpoint: 'postorder', ...plan.fault });
    const order = point === undefined ? undefined : { point, time, file: diedAtFile };
    const run = new TraderProcess(['run', '--json'], folder, env, order);
    const timer = setTimeout(() => run.signal('SIGKILL'), point === undefined ? plan.afterMs : pointTimeoutMs);
    if (killPoints.find(({ name }) => name === point)?.phase === 'stop') {
      void run.until({ order: plan.stopAfterOrders }).then(() => run.signal('SIGINT'));
    }
    const { code, signal, stdout, stderr } = await run.ended;
    clearTimeout(timer);
    if (signal !== 'SIGKILL') {
      throw new Error(
        `a run that was to die at ${point ?? 'any moment'} ended with ${code}: ${tail(stdout)}${stderr.slice(-lastWordsMax)}`,
      );
    }
    return this.#look(point);
  }

  async #look(point: KillPointName | undefined): Promise<Kill> {
    const { diedAtFile } = this.#project;
    const diedAt = existsSync(diedAtFile) ? readFileSync(diedAtFile, 'utf8').trim() : undefined;
    const { live, unknown, problem } = this.#journal.read();
    if (problem !== undefined) throw new Error(`the journal after a kill at ${point ?? 'any moment'}: ${problem}`);
    const [user] = (await readSandboxState(this.#sandbox.url)).users;
    return {
      point: diedAt === point ? point : undefined,
      missed: diedAt === point ? undefined : point,
      openThere: user?.orders.filter(({ status }) => status !== 'finished').length ?? 0,
      liveHere: live,
      unknownHere: unknown,
    };
  }

  /** Lets a last run trade, stops it in order, and compares the exchange's books with the journal and with what is owned. */
  async finish(): Promise<BooksVerdict> {
    await this.#tell('faults/clear', {});
    const { folder, env } = this.#project;
    const run = new TraderProcess(['run', '--json'], folder, env);
    await Promise.race([run.until({ order: 20, fill: 1 }), delay(lastRunTimeoutMs, undefined, { ref: false })]);
    run.signal('SIGINT');
    const { code, stdout, stderr } = await run.ended;
    if (code !== 0) throw new Error(`the last run ended with ${code}: ${tail(stdout)}${stderr.slice(-lastWordsMax)}`);
    const summary = JSON.parse(tail(stdout)) as RunSummary;
    const verified = await new TraderProcess(['journal', 'verify', '--json'], folder, env).ended;
    if (verified.code !== 0) throw new Error(`the journal is not whole: ${verified.stdout}${verified.stderr}`);
    const exported = await new TraderProcess(['journal', 'export'], folder, env).ended;
    return compareFinally({
      state: await readSandboxState(this.#sandbox.url),
      journaled: new JournaledOrders(exported.stdout),
      openingBalances: this.#openingBalances,
      summary,
    });
  }

  /** Ends the exchange, and removes the project. */
  async close(): Promise<void> {
    await this.#sandbox.stop();
    this.#project.remove();
  }

  async #tell(path: string, body: object): Promise<void> {
    const response = await fetch(new URL(`/sandbox/${path}`, this.#sandbox.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`the sandbox refused ${path}: ${await response.text()}`);
  }
}

function tail(stdout: string): string {
  return stdout.trimEnd().split('\n').at(-1) ?? '';
}
