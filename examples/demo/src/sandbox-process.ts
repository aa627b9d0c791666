import { type ChildProcessByStdio, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** How long a sandbox may take until it listens, in milliseconds; a cold start compiles its sources. */
const startTimeoutMs = 30_000;
/** How long it may take to end by itself, in milliseconds, before it is ended. */
const stopTimeoutMs = 3_000;
/** How much of its last words is kept for an error message, in characters. */
const lastWordsMax = 4_000;

/** Where a sandbox listens and which key it gave out. */
export interface SandboxAddress {
  /** Where REST calls go. */
  readonly url: string;
  /** Where streams connect. */
  readonly streamUrl: string;
  /** The key's id. */
  readonly keyId: string;
  /** The key's secret. */
  readonly keySecret: string;
}

/** A sandbox exchange in a process of its own. */
export interface SandboxProcess extends SandboxAddress {
  /** Its process id. */
  readonly pid: number;
  /** Resolves when the process has ended by itself, with a sentence that says how. */
  readonly died: Promise<string>;
  /** Ends it; resolves when it is gone. Idempotent. */
  stop(): Promise<void>;
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Starts a sandbox exchange on loopback as a child process, from its sources, on a port that the system chooses.
 *
 * It ends with this process in every case: it is ended when this process exits or throws, and it ends by itself when its
 * standard input closes, which happens even if this process is killed. It has a process group of its own, so that Ctrl-C
 * reaches only us and the exchange is still there while orders are canceled.
 */
export async function startSandbox(args: readonly string[]): Promise<SandboxProcess> {
  const child = spawn(process.execPath, [...sandboxCommand(), '--port', '0', '--exit-with-stdin', ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  // Writing to a child that is gone is not worth an error of its own: its end is reported.
  child.stdin.on('error', () => undefined);
  const lastWords = keepLastWords(child.stderr);
  const ended = new Promise<string>(resolve => {
    child.once('error', error => resolve(`it could not be started: ${error.message}`));
    child.once('close', (code, signal) => resolve(`it ended with ${signal ?? `exit code ${code}`}`));
  });
  void ended.then(() => process.off('exit', kill));
  try {
    const address = await readAddress(child, ended);
    return {
      ...address,
      pid: child.pid ?? 0,
      died: ended.then(how => explain(how, lastWords())),
      stop: () => stopChild(child, ended),
    };
  } catch (error) {
    await stopChild(child, ended);
    throw new Error(explain(error instanceof Error ? error.message : String(error), lastWords()));
  }
}

function sandboxCommand(): readonly string[] {
  const manifest = fileURLToPath(import.meta.resolve('@trader/luno-sandbox/package.json'));
  const cli = path.join(path.dirname(manifest), 'src', 'cli.ts');
  return ['--conditions=@trader/source', '--import', import.meta.resolve('tsx'), cli];
}

async function readAddress(child: Child, ended: Promise<string>): Promise<SandboxAddress> {
  const lines = createInterface({ input: child.stdout });
  const timer = new AbortController();
  try {
    return await Promise.race([
      firstAddress(lines),
      ended.then(how => Promise.reject(new Error(how))),
      rejectAfter(startTimeoutMs, `it did not say that it listens within ${startTimeoutMs / 1000} s`, timer.signal),
    ]);
  } finally {
    timer.abort();
    lines.close();
    // What it prints later is not needed, and an unread pipe would block it.
    child.stdout.resume();
  }
}

async function firstAddress(lines: AsyncIterable<string>): Promise<SandboxAddress> {
  for await (const line of lines) {
    const address = parseAddress(line);
    if (address !== undefined) return address;
  }
  return new Promise(() => undefined);
}

function parseAddress(line: string): SandboxAddress | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('ready' in value) || value.ready !== true) return undefined;
  const { url, streamUrl, keyId, keySecret } = value as Partial<Record<keyof SandboxAddress, unknown>>;
  const isComplete = [url, streamUrl, keyId, keySecret].every(each => typeof each === 'string');
  if (!isComplete) throw new Error(`its first line lacks a field: ${Object.keys(value).join(', ')}`);
  return { url, streamUrl, keyId, keySecret } as SandboxAddress;
}

function rejectAfter(delayMs: number, message: string, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new Error(message)), delayMs);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

async function stopChild(child: Child, ended: Promise<string>): Promise<void> {
  child.stdin.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await ended;
  clearTimeout(timer);
}

function keepLastWords(stderr: Readable): () => string {
  let words = '';
  stderr.setEncoding('utf8');
  stderr.on('data', (text: string) => {
    words = (words + text).slice(-lastWordsMax);
  });
  return () => words.trim();
}

function explain(how: string, lastWords: string): string {
  const shown = lastWords === '' ? '' : `\nIts last words:\n${lastWords}`;
  return `The sandbox exchange failed: ${how}.${shown}`;
}
