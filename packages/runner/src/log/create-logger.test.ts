import { Decimal, TradingError } from '@trader/core';
import { describe, expect, test } from 'vitest';
import { createLogger, type LoggerOptions } from './create-logger.ts';
import { createRedactor } from './redactor.ts';

function setUp(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const redact = createRedactor(['s3cr3t-value']);
  const write = (line: string) => void lines.push(line);
  return { lines, logger: createLogger({ level: 'info', format: 'json', colour: false, redact, write, ...options }) };
}

describe('JSON lines', () => {
  test('hold level, time, message and fields', () => {
    const { lines, logger } = setUp();
    logger.warn('look here', { strategy: 'a', price: Decimal.parse('1.50'), count: 3n, list: new Set([1]) });
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      strategy: 'a',
      price: '1.5',
      count: '3',
      list: [1],
      message: 'look here',
    });
  });

  test('below the level are not written', () => {
    const { lines, logger } = setUp({ level: 'warn' });
    logger.debug('no');
    logger.info('no');
    logger.error('yes');
    expect(lines).toHaveLength(1);
  });

  test('spell errors out, with code, context and cause', () => {
    const { lines, logger } = setUp();
    const context = { operation: 'append', reason: 'disk full' };
    const error = new TradingError('journal/failed', 'too much', context, { cause: new Error('deep') });
    logger.error('failed', { error });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      error: { name: 'TradingError', code: 'journal/failed', message: 'too much', context, cause: { message: 'deep' } },
    });
  });

  test('hide secrets by value, in messages, fields and stacks', () => {
    const { lines, logger } = setUp();
    logger.error('s3cr3t-value', { url: 'http://a/?k=s3cr3t-value', error: new Error('s3cr3t-value') });
    expect(lines.join()).not.toContain('s3cr3t-value');
  });

  test('hide secrets by key', () => {
    const { lines, logger } = setUp();
    const headers = { Authorization: 'Basic x', 'set-cookie': 'y', accept: 'z' };
    logger.info('request', { headers, api_key_secret: 'v', accessToken: 'w' });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      headers: { Authorization: '[redacted]', 'set-cookie': '[redacted]', accept: 'z' },
      api_key_secret: '[redacted]',
      accessToken: '[redacted]',
    });
  });

  test('bound what they hold', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const { lines, logger } = setUp();
    logger.info('large', { circle, many: Array.from({ length: 1_000 }, (_, index) => index) });
    expect(lines[0]?.length).toBeLessThan(1_000);
  });
});

describe('pretty lines', () => {
  test('read well', () => {
    const { lines, logger } = setUp({ format: 'pretty' });
    logger.info('order is open', { strategy: 'naive', reason: 'two words', list: [1] });
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} info {2}order is open strategy=naive reason="two words" list=\[1\]\n$/,
    );
  });

  test('do not obey control characters in what outsiders say', () => {
    const { lines, logger } = setUp({ format: 'pretty' });
    logger.info('a\u001B[2Jb', { name: 'x\u001B[2J' });
    expect(lines[0]).not.toContain('\u001B');
  });
});
