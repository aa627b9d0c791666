import { expect, test } from 'vitest';
import { Spectators } from './spectators.ts';

interface Shown {
  number: number;
}

test('a listener that throws is reported and silences nobody', () => {
  const errors: unknown[] = [];
  const seen: number[] = [];
  const spectators = new Spectators<Shown>((name, error) => errors.push([name, error]));
  spectators.on('number', () => {
    throw new Error('clumsy');
  });
  spectators.on('number', value => seen.push(value));
  spectators.show('number', 7);
  expect(seen).toEqual([7]);
  expect(errors).toEqual([['number', new Error('clumsy')]]);
});

test('an unsubscribed listener hears nothing more', () => {
  const seen: number[] = [];
  const spectators = new Spectators<Shown>(() => undefined);
  const off = spectators.on('number', value => seen.push(value));
  spectators.show('number', 1);
  off();
  spectators.show('number', 2);
  expect(seen).toEqual([1]);
  expect(spectators.hasListeners('number')).toBe(false);
});

test('a rejected promise of an asynchronous listener is reported like a throw', async () => {
  const errors: unknown[] = [];
  const spectators = new Spectators<Shown>((name, error) => errors.push([name, error]));
  const late = (() => Promise.reject(new Error('no network'))) as () => void;
  spectators.on('number', late);
  spectators.show('number', 7);
  await Promise.resolve();
  await Promise.resolve();
  expect(errors).toEqual([['number', new Error('no network')]]);
});
