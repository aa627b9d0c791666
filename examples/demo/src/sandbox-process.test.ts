import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readBalances } from './exchange-books.ts';
import { startSandbox } from './sandbox-process.ts';

test('a sandbox runs in a process of its own and answers on loopback', async () => {
  const sandbox = await startSandbox(['--seed', '3']);
  try {
    expect(sandbox.pid).not.toBe(process.pid);
    expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await readBalances(sandbox)).size).toBeGreaterThan(0);
  } finally {
    await sandbox.stop();
  }
  expect(isAlive(sandbox.pid)).toBe(false);
});

test('two sandboxes do not get in each other’s way', async () => {
  const sandboxes = await Promise.all([startSandbox([]), startSandbox([])]);
  expect(new Set(sandboxes.map(({ url }) => url)).size).toBe(2);
  await Promise.all(sandboxes.map(sandbox => sandbox.stop()));
});

test('a sandbox that cannot start fails with its own last words', async () => {
  await expect(startSandbox(['--no-such-flag'])).rejects.toThrow(
    /sandbox exchange failed: it ended with exit code 2.*no-such-flag/s,
  );
});

test('the end of a sandbox that nobody stopped is told', async () => {
  const sandbox = await startSandbox([]);
  process.kill(sandbox.pid, 'SIGKILL');
  await expect(sandbox.died).resolves.toMatch(/it ended with SIGKILL/);
  await sandbox.stop();
});

test.each(['SIGKILL', 'SIGTERM'] as const)('a sandbox ends when its parent ends by %s', async signal => {
  const source = `
    import { startSandbox } from ${JSON.stringify(import.meta.resolve('./sandbox-process.ts'))};
    const sandbox = await startSandbox([]);
    console.log(sandbox.pid);
    setInterval(() => {}, 1000);
  `;
  const parent = spawn(
    process.execPath,
    ['--conditions=@trader/source', '--import', 'tsx', '--input-type=module', '--eval', source],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
  const pid = Number(line);
  expect(isAlive(pid)).toBe(true);
  parent.kill(signal);
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
