import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const file = fileURLToPath(new URL('../src/restart.ts', import.meta.url));

test('a run that is killed with orders live goes on where it was, and says so', { tags: ['slow'] }, async () => {
  const flags = ['--conditions=@trader/source', '--import', 'tsx', file];
  const { stdout } = await promisify(execFile)(process.execPath, flags, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  const [before = '', after = ''] = stdout.split('The same command again.');
  expect(before).toMatch(/Killed: kill -9\. The exchange has 4 orders open/);
  expect(before).toContain('onStart: I own 0 of XBTZAR; live: nothing');
  expect(after).toContain('onLoad: I had asked for 4 orders');
  expect(after).toMatch(/onStart: I own 0\.000\d+ of XBTZAR; live: \d+ open, \d+ open, \d+ open/);
  expect(after).toContain('Exit code 0. Open at the exchange: BUY 0.002 at 900000.');
});
