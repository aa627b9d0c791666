import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const running = new Set<ChildProcessByStdio<null, Readable, null>>();

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process that runs one of the files of this folder from its source; its standard output is read by the caller. */
export function spawnSource(file: string, args: readonly string[]): ChildProcessByStdio<null, Readable, null> {
  const script = fileURLToPath(new URL(file, import.meta.url));
  const flags = ['--conditions=@trader/source', '--import', import.meta.resolve('tsx')];
  const child = spawn(process.execPath, [...flags, script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  child.on('close', () => running.delete(child));
  return child;
}
