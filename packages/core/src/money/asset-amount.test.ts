import { expect, test } from 'vitest';
import { AssetLedger } from './asset-amount.ts';
import { Decimal } from './decimal.ts';

const amounts = [
  { asset: 'ZAR', amount: Decimal.parse('10.5') },
  { asset: 'XBT', amount: Decimal.parse('0.001') },
  { asset: 'ZAR', amount: Decimal.parse('-0.5') },
];

test('an asset that was never added has a total of 0', () => {
  expect(new AssetLedger().get('ZAR')).toBe(Decimal.zero);
});

test('amounts of one asset add up and assets never mix', () => {
  const ledger = AssetLedger.from(amounts);
  expect(ledger.get('ZAR').toString()).toBe('10');
  expect(ledger.get('XBT').toString()).toBe('0.001');
  expect(ledger.size).toBe(2);
});

test('add and subtract return the new total', () => {
  const ledger = new AssetLedger();
  expect(ledger.add('ZAR', Decimal.parse('2')).toString()).toBe('2');
  expect(ledger.subtract('ZAR', Decimal.parse('3')).toString()).toBe('-1');
  expect(ledger.subtract('XBT', Decimal.one).toString()).toBe('-1');
});

test('lists and JSON are sorted by asset, whatever the order of additions', () => {
  const ledger = AssetLedger.from(amounts);
  expect(JSON.stringify(ledger)).toBe('{"XBT":"0.001","ZAR":"10"}');
  expect(ledger.entries().map(([asset]) => asset)).toEqual(['XBT', 'ZAR']);
  expect(ledger.toAmounts().map(({ asset }) => asset)).toEqual(['XBT', 'ZAR']);
  expect(JSON.stringify(AssetLedger.from([...amounts].reverse()))).toBe(JSON.stringify(ledger));
});

test('a total of 0 stays listed', () => {
  const ledger = AssetLedger.from([{ asset: 'XBT', amount: Decimal.one }]);
  ledger.subtract('XBT', Decimal.one);
  expect(JSON.stringify(ledger)).toBe('{"XBT":"0"}');
});

test('an asset named like an object member is an asset', () => {
  const ledger = AssetLedger.from([{ asset: '__proto__', amount: Decimal.one }]);
  expect(JSON.stringify(ledger)).toBe('{"__proto__":"1"}');
  expect(ledger.get('constructor')).toBe(Decimal.zero);
});

test('a copy changes on its own', () => {
  const ledger = AssetLedger.from(amounts);
  const copy = ledger.copy();
  copy.addAll(ledger);
  expect(copy.get('ZAR').toString()).toBe('20');
  expect(ledger.get('ZAR').toString()).toBe('10');
});

test('a ledger adds to itself without losing an asset', () => {
  const ledger = AssetLedger.from(amounts);
  ledger.addAll(ledger);
  expect(JSON.stringify(ledger)).toBe('{"XBT":"0.002","ZAR":"20"}');
});
