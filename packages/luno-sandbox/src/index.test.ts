import { expect, test } from 'vitest';
import * as sandbox from './index.ts';

test('exports exactly these values', () => {
  expect(Object.keys(sandbox).sort()).toEqual([
    'createLunoSandbox',
    'defaultBehaviour',
    'defaultMarkets',
    'defaultUsers',
    'permissions',
    'tradingPermissions',
  ]);
});
