import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { type KillOrder, killOrderVariable } from './child/kill-switch.ts';

const cli = fileURLToPath(new URL('../../packages/runner/src/cli.ts', import.meta.url));
const preload = new URL('child/preload.ts', import.meta.url).href;

/** What a process of the `trader` command said, and how it ended. */
interface TraderResult {
  /** Its exit code; `null` when a signal ended it. */
  readonly code: number | null;
  /** The signal that ended it. */
  readonly signal: NodeJS.Signals | null;
  /** Everything on standard output. */
  readonly stdout: string;
  /** Everything on standard error. */
  readonly stderr: string;
}

/** The `trader` command in a process of its own. */
export class TraderProcess {
  readonly #child: ChildProcess;
  readonly #onOutput = new Set<() => void>();
  #stdout = '';
  #stderr = '';
  /** Resolves when the process is gone. */
  readonly ended: Promise<TraderResult>;
  #isGone = false;

  /** @param killOrder - Where the process is to die by itself. */
  constructor(
    args: readonly string[],
    project: string,
    env: Readonly<Record<string, string>>,
    killOrder: KillOrder | undefined = undefined,
  ) {
    const flags = ['--conditions=@trader/source', '--import', import.meta.resolve('tsx'), '--import', preload];
    const { PATH = '', HOME = '' } = process.env;
    const ordered = killOrder === undefined ? {} : { [killOrderVariable]: JSON.stringify(killOrder) };
    const child = spawn(process.execPath, [...flags, cli, ...args], {
      cwd: project,
      env: { PATH, HOME, ...env, ...ordered },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const kill = (): boolean => child.kill('SIGKILL');
    process.once('exit', kill);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      for (const look of this.#onOutput) look();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.ended = new Promise(resolve => {
      child.once('close', (code, signal) => {
        this.#isGone = true;
        process.off('exit', kill);
        for (const look of this.#onOutput) look();
        resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
  }

  /** Resolves as soon as standard output has so many lines of each type, or the process is gone. */
  async until(lines: Readonly<Record<string, number>>): Promise<void> {
    const has = (): boolean =>
      this.#isGone ||
      Object.entries(lines).every(([type, count]) => this.#stdout.split(`"type":"${type}"`).length > count);
    await new Promise<void>(resolve => {
      const look = (): void => {
        if (!has()) return;
        this.#onOutput.delete(look);
        resolve();
      };
      this.#onOutput.add(look);
      look();
    });
  }

  /** Sends a signal. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }
}
