import { type BrokerageFault, SimulatedClock, silentLogger } from '@trader/core';
import { expect, test } from 'vitest';
import { FaultReporter } from './luno-faults.ts';

function start() {
  const clock = new SimulatedClock(1000);
  const told: BrokerageFault[] = [];
  const faults = new FaultReporter({
    clock,
    logger: silentLogger,
    redact: text => text.replace('secret', '[redacted]'),
    emit: fault => void told.push(fault),
  });
  return { clock, told, faults };
}

test('a fault is told once a minute, subject by subject, without the key', () => {
  const { clock, told, faults } = start();
  faults.report('unreadable', 'XBTZAR', 'a secret row', 'degraded');
  faults.report('unreadable', 'XBTZAR', 'a secret row', 'degraded');
  faults.report('unreadable', 'ETHZAR', 'another row', 'degraded');
  clock.advance(59_999);
  faults.report('unreadable', 'XBTZAR', 'a secret row', 'degraded');
  clock.advance(1);
  faults.report('unreadable', 'XBTZAR', 'a secret row', 'degraded');
  expect(told.map(fault => fault.message)).toEqual(['a [redacted] row', 'another row', 'a [redacted] row']);
  expect(told[0]).toMatchObject({ type: 'fault', code: 'unreadable', severity: 'degraded', timeMs: 1000 });
});

test('the memory of what was told is bounded', () => {
  const { told, faults } = start();
  for (let index = 0; index < 1001; index += 1) faults.report('unreadable', `row ${index}`, 'x', 'degraded');
  faults.report('unreadable', 'row 0', 'x', 'degraded');
  expect(told).toHaveLength(1002);
});
