import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLunoSandbox } from '@trader/luno-sandbox';
import { expect, test } from 'vitest';

const file = fileURLToPath(new URL('../src/buy-the-dip.ts', import.meta.url));

test('the example has at most twenty lines', () => {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '');
  expect(lines.length).toBeLessThanOrEqual(20);
});

test('the example trades on a sandbox, and Ctrl-C stops it in order', { timeout: 60_000 }, async () => {
  const sandbox = await createLunoSandbox({ seed: 2 });
  const child = spawn(process.execPath, ['--conditions=@trader/source', '--import', 'tsx', file], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      LUNO_API_KEY_ID: 'sandbox',
      LUNO_API_KEY_SECRET: 'sandbox-secret',
      LUNO_BASE_URL: sandbox.url,
      LUNO_STREAM_URL: sandbox.streamUrl,
    },
  });
  const ended = once(child, 'exit');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  expect(line).toMatch(/^buy 0\.\d+ XBTZAR at \d+/);
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);

  const [user] = sandbox.control.state().users;
  expect(user?.orders.filter(order => order.status !== 'finished')).toEqual([]);
  await sandbox.close();
});
