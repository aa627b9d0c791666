import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { backtestProject } from '@trader/runner';
import { afterAll, expect, test } from 'vitest';

const projectDir = fileURLToPath(new URL('..', import.meta.url));
const folder = await mkdtemp(path.join(os.tmpdir(), 'trader-indicators-'));

afterAll(() => rm(folder, { recursive: true, force: true }));

const backtest = (report: string) =>
  backtestProject({
    projectDir,
    env: {},
    overrides: [{ place: 'test', path: ['backtest', 'report'], value: path.join(folder, report) }],
  });

test('its backtest gives what its README says', async () => {
  const { report } = await backtest('expected.html');
  const { orders, roundTrips, winRate } = report.total.figures;
  const shown = { orders, roundTrips, winRate: winRate?.toFixed(4), endBalances: report.endBalances };
  expect(shown).toMatchInlineSnapshot(`
    {
      "endBalances": {
        "XBT": "0.00000029",
        "ZAR": "20202.83561398",
      },
      "orders": 22,
      "roundTrips": 11,
      "winRate": "0.3636",
    }
  `);
});

test('its backtest needs no key, no network, and gives the same bytes twice', async () => {
  const texts = await Promise.all(
    ['a.html', 'b.html'].map(async name => readFile((await backtest(name)).files.json, 'utf8')),
  );
  expect(texts[0] === texts[1]).toBe(true);
});
