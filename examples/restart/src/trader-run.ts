import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const cli = fileURLToPath(new URL('../../../packages/runner/src/cli.ts', import.meta.url));

/** `trader run` on this project, in a process of its own, as `npx trader run --plain` would be. */
export class TraderRun {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];

  /**
   * @param env - Key and addresses of the exchange.
   * @param show - Is told every line: what the run did, and what strategies logged.
   */
  constructor(env: Readonly<Record<string, string>>, show: (line: string) => void) {
    const flags = ['--conditions=@trader/source', '--import', 'tsx'];
    const child = spawn(process.execPath, [...flags, cli, 'run', '--plain', '--project', project], {
      cwd: project,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    const tell = (line: string): void => {
      this.#lines.push(line);
      show(line);
    };
    // The time of a line is of no interest here.
    createInterface({ input: child.stdout }).on('line', line => tell(line.replace(/^\d\S+Z /, '')));
    createInterface({ input: child.stderr }).on('line', line => {
      const logged = strategyLine(line);
      if (logged !== undefined) tell(logged);
    });
  }

  /** Every line so far. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Ends the process at once: it does not get to say or to do anything more. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Stops it in order, as Ctrl-C does; its exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGINT');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const closed = once(this.#child, 'close');
    this.#child.kill(signal);
    const [code] = (await closed) as [number | null];
    return code;
  }
}

/** What a strategy logged by itself, out of the lines of the log; all of it is JSON. */
function strategyLine(line: string): string | undefined {
  const { strategy, message } = JSON.parse(line) as { strategy?: string; message?: string };
  return message?.startsWith('on') === true ? `${strategy}: ${message}` : undefined;
}
