import { expect, test } from 'vitest';
import { RandomStream } from '../random/random-stream.ts';
import { VirtualTime } from './virtual-time.ts';

test('what is planned runs by its moment, equal moments in the order of planning', () => {
  const time = new VirtualTime(0);
  const random = new RandomStream('virtual time');
  const planned = Array.from({ length: 500 }, (_, index) => ({ index, delayMs: random.integer(0, 50) }));
  const seen: { index: number; delayMs: number }[] = [];
  for (const item of planned) time.plan(item.delayMs, 'item', () => seen.push(item));
  while (time.runNext() !== undefined);
  expect(seen).toEqual([...planned].sort((a, b) => a.delayMs - b.delayMs || a.index - b.index));
  expect(time.nowMs).toBe(Math.max(...planned.map(({ delayMs }) => delayMs)));
});

test('what was called off does not run', () => {
  const time = new VirtualTime(0);
  const callOff = time.plan(5, 'never', () => expect.unreachable());
  callOff();
  expect(time.runNext()).toBeUndefined();
});
