import { SimulatedClock } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { FakeTerminal } from '../../test/fake-terminal.ts';
import { makeConfig, smallConfig } from '../../test/make-project.ts';
import { anEvent, aSnapshot } from '../../test/snapshots.ts';
import { loadConfig } from '../config/load-config.ts';
import { type OutputOptions, openOutput } from './open-output.ts';

async function open(options: Partial<OutputOptions> = {}, config = smallConfig) {
  const text = config.replace('practice.ts', 'practice.ts\n  options: { keySecret: env:SECRET }');
  const loaded = await loadConfig({ projectDir: makeConfig(text), env: { SECRET: 's3cr3t' } });
  const said = { stdout: '', stderr: '' };
  const stdout = { write: (written: string) => (said.stdout += written) };
  const stderr = { write: (written: string) => (said.stderr += written) };
  const clock = new SimulatedClock(0);
  const defaults = { stdout, stderr, json: false, plain: false, colour: false, forMs: undefined };
  const output = openOutput(loaded, { ...defaults, ...options }, clock);
  return { output, said, clock };
}

describe('on a terminal', () => {
  test('warnings of the log appear in the table, and nothing is written beside it', async () => {
    const terminal = new FakeTerminal();
    const { output, said, clock } = await open({ stdout: terminal });
    output.display.begin(() => aSnapshot());
    output.logger.info('not interesting');
    output.logger.warn('the connection was lost to s3cr3t');
    output.logger.warn('an alarm', { code: 'x', strategy: undefined });
    clock.advance(300);
    expect(terminal.text).toContain('00:00:00  the connection was lost to [redacted]');
    expect(terminal.text).not.toMatch(/not interesting|an alarm|s3cr3t/);
    expect(said.stderr).toBe('');
    output.close();
    expect(clock.pendingTimers).toBe(0);
  });

  test('lines are written when they are wanted', async () => {
    const terminal = new FakeTerminal();
    const { output } = await open({ stdout: terminal, plain: true });
    output.display.show(anEvent('bought 1 A @ 2'));
    expect(terminal.text).toBe('1970-01-01T00:00:00.000Z fill     naive_test bought 1 A @ 2\n');
  });

  test('the log is pretty where it is read by people', async () => {
    const terminal = new FakeTerminal();
    const { output } = await open({ plain: true, stderr: terminal });
    output.logger.info('hello');
    expect(terminal.text).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}hello\n$/);
  });
});

describe('elsewhere', () => {
  test('no secret is written to either stream', async () => {
    const { output, said } = await open();
    output.display.show(anEvent('it is s3cr3t'));
    output.logger.error('it is s3cr3t');
    expect(said.stdout).toContain('it is [redacted]');
    expect(said.stderr).toContain('it is [redacted]');
  });

  test('the log is JSON, unless the configuration says otherwise', async () => {
    const json = await open();
    json.output.logger.info('hello');
    expect(JSON.parse(json.said.stderr)).toMatchObject({ message: 'hello' });
    const pretty = await open({}, `${smallConfig}log: { format: pretty }\n`);
    pretty.output.logger.info('hello');
    expect(pretty.said.stderr).toMatch(/info {2}hello\n$/);
  });
});
