import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const demo = path.join(root, 'examples', 'demo', 'src', 'demo.ts');

/** The demo as a process, with everything it says. */
function startDemo(...args: readonly string[]) {
  const child = spawn(process.execPath, ['--conditions=@trader/source', '--import', 'tsx', demo, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (text: Buffer) => {
    said.stdout += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    said.stderr += text.toString();
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  /** Resolves with the first line on standard error that matches; with --json that is where people are told. */
  const heard = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise(resolve => {
      createInterface({ input: child.stderr }).on('line', line => {
        const match = pattern.exec(line);
        if (match !== null) resolve(match);
      });
    });
  return { child, ended, heard };
}

function lastLine(stdout: string): Record<string, unknown> {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the demo', { tags: ['slow'] }, () => {
  test('ends by itself, having traded enough on both strategies, with books that agree', async () => {
    const { code, stdout, stderr } = await startDemo('--json', '--seed', '4').ended;
    expect(code, stderr).toBe(0);
    const report = lastLine(stdout) as {
      readonly strategies: Record<string, Record<'orders' | 'fills' | 'partialFills' | 'cancels', number>>;
      readonly reconnects: { readonly market: number; readonly private: number };
    };
    expect(report).toMatchObject({ seed: 4, differences: 0, differenceDetails: [], ordersLeft: 0 });
    expect(Object.keys(report.strategies)).toEqual(['naive_test', 'market_maker']);
    for (const [id, { orders, fills, partialFills, cancels }] of Object.entries(report.strategies)) {
      expect(orders, id).toBeGreaterThanOrEqual(20);
      expect(fills, id).toBeGreaterThanOrEqual(5);
      expect(partialFills, id).toBeGreaterThanOrEqual(1);
      expect(cancels, id).toBeGreaterThanOrEqual(3);
    }
    expect(report.reconnects.market).toBeGreaterThanOrEqual(1);
    expect(report.reconnects.private).toBeGreaterThanOrEqual(1);
  });

  test('runs for ever until Ctrl-C, then stops in order and leaves no exchange behind', async () => {
    const { child, ended, heard } = startDemo('--json', '--forever');
    const [, pid = ''] = await heard(/listens on http:\/\/127\.0\.0\.1:\d+ \(process (\d+)/);
    await heard(/order .* open$/);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code, stderr).toBe(0);
    expect(lastLine(stdout)).toMatchObject({ differences: 0, ordersLeft: 0 });
    expect(isAlive(Number(pid))).toBe(false);
  });

  test('says what is wrong when its exchange dies, and fails', async () => {
    const { ended, heard } = startDemo('--json', '--forever');
    const [, pid = ''] = await heard(/listens on http:\/\/127\.0\.0\.1:\d+ \(process (\d+)/);
    await heard(/order .* open$/);
    process.kill(Number(pid), 'SIGKILL');
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/The sandbox exchange failed: it ended with SIGKILL/);
  });
});

test.each([
  [['--seed', 'x'], /--seed was "x"; it must be a whole number/],
  [['--quick'], /--quick/],
])('%j is refused before anything starts', async (args, message) => {
  const { code, stderr } = await startDemo(...args).ended;
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

test('--help tells what can be asked for', async () => {
  const { code, stdout } = await startDemo('--help').ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/--seconds N.*--forever.*--seed N.*--json/s);
});
