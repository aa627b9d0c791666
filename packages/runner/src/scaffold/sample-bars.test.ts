import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sampleBars } from './sample-bars.ts';

test('the sample is a year of bars that could be', () => {
  const [header, ...rows] = sampleBars().trimEnd().split('\n');
  expect(header).toBe('time,open,high,low,close,volume');
  expect(rows).toHaveLength(365 * 6);
  for (const [index, row] of rows.entries()) {
    const [time = '', ...numbers] = row.split(',');
    const [open = 0, high = 0, low = 0, close = 0, volume = 0] = numbers.map(Number);
    expect(Date.parse(time)).toBe(Date.UTC(2025, 0, 1) + index * 14_400_000);
    expect(low <= Math.min(open, close) && high >= Math.max(open, close) && low > 0 && volume > 0).toBe(true);
  }
});

test('the sample is the same everywhere, byte for byte', () => {
  expect(createHash('sha256').update(sampleBars()).digest('hex')).toMatchInlineSnapshot(
    `"40a8afabed6d6800c8bab2f7febce67cbb5c8af7c6f64e12ec12bf959fa0d9d5"`,
  );
});

test('new projects begin with the indicators that are tested here', () => {
  const read = (file: string) => readFileSync(fileURLToPath(new URL(file, import.meta.url)), 'utf8');
  const pinned = /trading-signals: (.+)/.exec(read('../../../../pnpm-workspace.yaml'))?.[1];
  expect(read('init-project.ts')).toContain(`const tradingSignals = '${pinned}'`);
});
