import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import type { CommandProcess } from '../src/command/command-process.ts';
import { runCommand } from '../src/command/run-command.ts';

const cli = new URL('../src/cli.ts', import.meta.url).pathname;
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('the command as a process', () => {
  test('says in one line that it listens, trades, and stops cleanly on SIGTERM', async () => {
    const flags = ['--port', '0', '--seed', '3', '--key-id', 'me', '--key-secret', 'mine', '--balance', 'XBT=7.5'];
    const child = spawn(process.execPath, ['--conditions=@trader/source', '--import', 'tsx', cli, ...flags]);
    children.push(child);
    const [text] = await once(createInterface({ input: child.stdout }), 'line');
    const line = JSON.parse(text);
    expect(line).toEqual({
      ready: true,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      streamUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+$/),
      keyId: 'me',
      keySecret: 'mine',
    });
    const authorization = `Basic ${Buffer.from('me:mine').toString('base64')}`;
    const reply = await fetch(`${line.url}/api/1/balance?assets=XBT`, { headers: { authorization } });
    expect(await reply.json()).toMatchObject({ balance: [{ balance: '7.50' }] });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('stops when the parent’s end of its standard input closes, if told to', async () => {
    const child = spawn(process.execPath, [
      '--conditions=@trader/source',
      '--import',
      'tsx',
      cli,
      '--empty',
      '--exit-with-stdin',
    ]);
    children.push(child);
    await once(createInterface({ input: child.stdout }), 'line');
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

/** Runs the command in this process, with a host of its own. */
function run(...flags: string[]) {
  const host = Object.assign(new EventEmitter(), {
    stdin: new PassThrough(),
    stdout: new PassThrough({ encoding: 'utf8' }),
    stderr: new PassThrough({ encoding: 'utf8' }),
  });
  const exitCode = runCommand(['node', 'luno-sandbox', ...flags], host as unknown as CommandProcess);
  return { host, exitCode, errors: () => String(host.stderr.read() ?? '') };
}

describe('the command', () => {
  test('stops on SIGINT and leaves no listener behind', async () => {
    const { host, exitCode } = run('--empty');
    await once(host.stdout, 'data');
    host.emit('SIGINT');
    expect(await exitCode).toBe(0);
    expect(host.eventNames()).toEqual([]);
  });

  test('logs requests when asked to, and neither keys nor parameters', async () => {
    const { host, exitCode, errors } = run('--empty', '--verbose', '--key-secret', 'hidden');
    const { url } = JSON.parse(String((await once(host.stdout, 'data'))[0]));
    const authorization = `Basic ${Buffer.from('sandbox:hidden').toString('base64')}`;
    await fetch(`${url}/api/1/balance?assets=PARAMETER`, { headers: { authorization } });
    host.emit('SIGTERM');
    await exitCode;
    const log = errors();
    expect(log).toContain('"endpoint":"balance"');
    expect(log).not.toMatch(/hidden|PARAMETER/);
  });

  test.each([
    [['--port', 'x'], 'it must be an integer'],
    [['--port', '70000'], 'port was "70000"; it must be 0 to 65535'],
    [['--speed', 'fast'], 'it must be a number of 0 or more'],
    [['--behaviour', 'nope=1'], 'names are unknownOrderStatus'],
    [['--behaviour', 'pingMs=often'], 'it must be a number of 0 or more'],
    [['--behaviour', 'replay=never'], 'use one of missed, overlapping'],
    [['--balance', 'XBT'], 'write it as XBT=1.5'],
    [['--colour'], 'unknown option'],
    [['--recording', 'missing.jsonl'], 'ENOENT'],
  ])('with %j ends with code 2 and says why', async (flags, reason) => {
    const { exitCode, errors } = run(...flags);
    expect(await exitCode).toBe(2);
    expect(errors()).toContain(reason);
  });

  test('takes answers to open questions', async () => {
    const flags = ['unknownOrderStatus=404', 'keylessMarketStream=true', 'replay=overlapping'];
    const { host, exitCode } = run('--empty', ...flags.flatMap(flag => ['--behaviour', flag]));
    const { url } = JSON.parse(String((await once(host.stdout, 'data'))[0]));
    const authorization = `Basic ${Buffer.from('sandbox:sandbox-secret').toString('base64')}`;
    expect((await fetch(`${url}/api/1/orders/BX`, { headers: { authorization } })).status).toBe(404);
    host.emit('SIGTERM');
    expect(await exitCode).toBe(0);
  });

  test('ends with code 0 after showing help', async () => {
    const { host, exitCode } = run('--help');
    expect(await exitCode).toBe(0);
    expect(String(host.stdout.read())).toContain('--exit-with-stdin');
  });

  test('ends with code 1 when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { exitCode, errors } = run('--empty', '--port', String(port));
    expect(await exitCode).toBe(1);
    expect(errors()).toContain('is in use; choose another one, or --port 0');
    server.close();
  });
});
