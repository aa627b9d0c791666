import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url));

/** Locks are taken here and not where the machine keeps them. */
const stateHome = mkdtempSync(path.join(os.tmpdir(), 'trader-state-'));

const running = new Set<ChildProcessWithoutNullStreams>();

// A test that failed half-way leaves no process behind.
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(stateHome, { recursive: true, force: true });
});

/** What a command said and how it ended. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `trader` command in a process of its own. */
export class CliProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #onOutput = new Set<() => void>();
  #stdout = '';
  #stderr = '';
  /** Resolves when the process has ended. */
  readonly ended: Promise<CliResult>;

  constructor(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
    const flags = ['--conditions=@trader/source', '--import', import.meta.resolve('tsx')];
    const { PATH = '', HOME = '' } = process.env;
    this.#child = spawn(process.execPath, [...flags, cli, ...args], {
      cwd,
      env: { PATH, HOME, XDG_STATE_HOME: stateHome, ...env },
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => this.#add(() => (this.#stdout += text)));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => this.#add(() => (this.#stderr += text)));
    this.ended = new Promise(resolve => {
      this.#child.on('close', code => {
        running.delete(this.#child);
        resolve({ code, stdout: this.#stdout, stderr: this.#stderr });
      });
    });
    running.add(this.#child);
  }

  /** Resolves as soon as the output holds what is looked for; fails when the process ends before. */
  async until(pattern: RegExp): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!pattern.test(this.#stdout) && !pattern.test(this.#stderr)) return;
        this.#onOutput.delete(look);
        resolve();
      };
      this.#onOutput.add(look);
      look();
      void this.ended.then(({ code, stdout, stderr }) => reject(new Error(`ended with ${code}: ${stdout}${stderr}`)));
    });
  }

  /** Sends what Ctrl-C sends, or another signal. */
  signal(name: NodeJS.Signals = 'SIGINT'): void {
    this.#child.kill(name);
  }

  /** Stops reading standard output, as `head` does. */
  closeOutput(): void {
    this.#child.stdout.destroy();
  }

  #add(append: () => void): void {
    append();
    for (const look of this.#onOutput) look();
  }
}

/** Runs the command to its end. */
export function trader(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  return new CliProcess(args, cwd, env).ended;
}
