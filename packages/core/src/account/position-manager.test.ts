import { describe, expect, test } from 'vitest';
import { AssetLedger } from '../money/asset-amount.ts';
import type { Fill } from '../order/fill.ts';
import { dec, ethzar, fill, xbtzar } from './fixtures/a-fill.ts';
import type { Position } from './position.ts';
import { PositionManager, type PositionManagerOptions } from './position-manager.ts';

function manager(options: Partial<PositionManagerOptions> = {}): PositionManager {
  return new PositionManager({ strategy: 'naive', capital: { ZAR: 1_000, XBT: 0 }, ...options });
}

/** Position and capital as plain text, to be read like a ledger. */
function ledgerOf(positions: PositionManager): Record<string, unknown> {
  const { quantity, cost, averagePrice, realisedPnl, fees } = positions.position(xbtzar.id);
  return {
    quantity: quantity.toString(),
    cost: cost.toString(),
    average: averagePrice?.toString(),
    realised: realisedPnl.toString(),
    fees: AssetLedger.from(fees).toJSON(),
    capital: positions.capital.toJSON(),
  };
}

interface LedgerRow {
  readonly fill: Fill;
  readonly realised: string;
  readonly quantity: string;
  readonly cost: string;
  readonly capital: Readonly<Record<string, string>>;
}

// Worked by hand, line by line.
const ledgers: readonly { readonly name: string; readonly mode?: 'netting'; readonly rows: readonly LedgerRow[] }[] = [
  {
    name: 'long, bought twice, sold in two parts',
    rows: [
      { fill: fill('buy', 1, 100), realised: '0', quantity: '1', cost: '100', capital: { XBT: '1', ZAR: '900' } },
      { fill: fill('buy', 3, 360), realised: '0', quantity: '4', cost: '460', capital: { XBT: '4', ZAR: '540' } },
      // Average 115: one quarter of the cost leaves.
      { fill: fill('sell', 1, 130), realised: '15', quantity: '3', cost: '345', capital: { XBT: '3', ZAR: '670' } },
      { fill: fill('sell', 3, 300), realised: '-45', quantity: '0', cost: '0', capital: { XBT: '0', ZAR: '970' } },
    ],
  },
  {
    name: 'thirds, whose remainder stays in the cost',
    rows: [
      { fill: fill('buy', 3, 100), realised: '0', quantity: '3', cost: '100', capital: { XBT: '3', ZAR: '900' } },
      {
        fill: fill('sell', 1, 40),
        realised: '6.6666666666666667',
        quantity: '2',
        cost: '66.6666666666666667',
        capital: { XBT: '2', ZAR: '940' },
      },
      {
        // 33.33333333333333335 ties: half-even.
        fill: fill('sell', 1, 40),
        realised: '6.6666666666666666',
        quantity: '1',
        cost: '33.3333333333333333',
        capital: { XBT: '1', ZAR: '980' },
      },
      {
        fill: fill('sell', 1, 40),
        realised: '6.6666666666666667',
        quantity: '0',
        cost: '0',
        capital: { XBT: '0', ZAR: '1020' },
      },
    ],
  },
  {
    name: 'fees in base: the quantity shrinks, the cost stays',
    rows: [
      {
        fill: fill('buy', 1, 100, { XBT: '0.01' }),
        realised: '0',
        quantity: '0.99',
        cost: '100',
        capital: { XBT: '0.99', ZAR: '900' },
      },
      {
        fill: fill('sell', '0.98', 98, { XBT: '0.01' }),
        // 0.98 of 0.99 costs 98.98989898989899; the fee takes the last 0.01, and with it the rest of the cost.
        realised: '-2',
        quantity: '0',
        cost: '0',
        capital: { XBT: '0', ZAR: '998' },
      },
    ],
  },
  {
    name: 'fees in quote: capital pays, the result stays gross',
    rows: [
      {
        fill: fill('buy', 1, 100, { ZAR: 1 }),
        realised: '0',
        quantity: '1',
        cost: '100',
        capital: { XBT: '1', ZAR: '899' },
      },
      {
        fill: fill('sell', 1, 110, { ZAR: '1.1' }),
        realised: '10',
        quantity: '0',
        cost: '0',
        capital: { XBT: '0', ZAR: '1007.9' },
      },
    ],
  },
  {
    name: 'fees in a third asset',
    rows: [
      {
        fill: fill('buy', 1, 100, { BNB: '0.1' }),
        realised: '0',
        quantity: '1',
        cost: '100',
        capital: { BNB: '-0.1', XBT: '1', ZAR: '900' },
      },
    ],
  },
  {
    name: 'rebates in base and in quote',
    rows: [
      {
        fill: fill('buy', 1, 100, { XBT: '-0.01' }),
        realised: '0',
        quantity: '1.01',
        cost: '100',
        capital: { XBT: '1.01', ZAR: '900' },
      },
      {
        fill: fill('sell', '1.01', 100, { ZAR: '-0.5' }),
        realised: '0',
        quantity: '0',
        cost: '0',
        capital: { XBT: '0', ZAR: '1000.5' },
      },
    ],
  },
  {
    name: 'fees in base and quote at once',
    rows: [
      {
        fill: fill('buy', 1, 100, { XBT: '0.001', ZAR: '0.1' }),
        realised: '0',
        quantity: '0.999',
        cost: '100',
        capital: { XBT: '0.999', ZAR: '899.9' },
      },
    ],
  },
  {
    name: 'short, bought back in parts',
    mode: 'netting',
    rows: [
      { fill: fill('sell', 2, 220), realised: '0', quantity: '-2', cost: '-220', capital: { XBT: '-2', ZAR: '1220' } },
      { fill: fill('buy', 1, 100), realised: '10', quantity: '-1', cost: '-110', capital: { XBT: '-1', ZAR: '1120' } },
      { fill: fill('buy', 1, 130), realised: '-20', quantity: '0', cost: '0', capital: { XBT: '0', ZAR: '990' } },
    ],
  },
  {
    name: 'flips in one fill, both ways',
    mode: 'netting',
    rows: [
      { fill: fill('buy', 1, 100), realised: '0', quantity: '1', cost: '100', capital: { XBT: '1', ZAR: '900' } },
      // A third of 330 closes at 110, two thirds open the short.
      { fill: fill('sell', 3, 330), realised: '10', quantity: '-2', cost: '-220', capital: { XBT: '-2', ZAR: '1230' } },
      { fill: fill('buy', 5, 500), realised: '20', quantity: '3', cost: '300', capital: { XBT: '3', ZAR: '730' } },
    ],
  },
  {
    name: 'a base fee on a short makes it larger, a rebate smaller',
    mode: 'netting',
    rows: [
      {
        fill: fill('sell', 1, 100, { XBT: '0.1' }),
        realised: '0',
        quantity: '-1.1',
        cost: '-100',
        capital: { XBT: '-1.1', ZAR: '1100' },
      },
      {
        fill: fill('sell', 1, 100, { XBT: '-0.1' }),
        realised: '0',
        quantity: '-2',
        cost: '-200',
        capital: { XBT: '-2', ZAR: '1200' },
      },
    ],
  },
  {
    name: 'a late fee and a corrected amount',
    rows: [
      { fill: fill('buy', 1, 100), realised: '0', quantity: '1', cost: '100', capital: { XBT: '1', ZAR: '900' } },
      {
        fill: fill('buy', 0, 0, { XBT: '0.01' }),
        realised: '0',
        quantity: '0.99',
        cost: '100',
        capital: { XBT: '0.99', ZAR: '900' },
      },
      {
        fill: fill('buy', 0, '0.5'),
        realised: '0',
        quantity: '0.99',
        cost: '100.5',
        capital: { XBT: '0.99', ZAR: '899.5' },
      },
      {
        fill: fill('sell', '0.99', 110),
        realised: '9.5',
        quantity: '0',
        cost: '0',
        capital: { XBT: '0', ZAR: '1009.5' },
      },
      { fill: fill('sell', 0, 1), realised: '1', quantity: '0', cost: '0', capital: { XBT: '0', ZAR: '1010.5' } },
    ],
  },
];

test.each(ledgers)('$name', ({ mode, rows }) => {
  const positions = manager({ mode });
  let realised = dec(0);
  for (const row of rows) {
    const change = positions.apply(row.fill, xbtzar);
    realised = realised.plus(change.realised);
    expect(change.realised.toString()).toBe(row.realised);
    expect(ledgerOf(positions)).toMatchObject({ quantity: row.quantity, cost: row.cost, capital: row.capital });
    expect(positions.position(xbtzar.id).realisedPnl).toEqual(realised);
  }
});

describe('a position', () => {
  test('is flat before the first fill, follows later fills, and is listed from the first on', () => {
    const positions = manager();
    const view: Position = positions.position(xbtzar.id);
    expect(view).toMatchObject({
      symbol: 'XBTZAR',
      quantity: dec(0),
      cost: dec(0),
      averagePrice: undefined,
      quote: undefined,
    });
    expect(positions.all).toEqual([]);
    positions.apply(fill('buy', 2, 250), xbtzar);
    expect(view).toMatchObject({ quantity: dec(2), averagePrice: dec(125), quote: 'ZAR', fillCount: 1 });
    expect(positions.all).toEqual([view]);
  });

  test('keeps symbols apart', () => {
    const positions = manager();
    positions.apply(fill('buy', 1, 100), xbtzar);
    positions.apply(fill('buy', 10, 50, { ETH: 1 }, ethzar), ethzar);
    positions.apply(fill('sell', 4, 40, {}, ethzar), ethzar);
    expect(positions.position(xbtzar.id).quantity).toEqual(dec(1));
    expect(positions.position(ethzar.id).quantity).toEqual(dec(5));
    expect(positions.realisedPnl.map(({ asset, amount }) => [asset, amount.toString()])).toEqual([
      ['ZAR', '17.7777777777777778'],
    ]);
    expect(AssetLedger.from(positions.fees).toJSON()).toEqual({ ETH: '1' });
  });

  test('is valued when somebody asks, long and short', () => {
    const positions = manager({ mode: 'netting' });
    positions.apply(fill('buy', 2, 200), xbtzar);
    expect(positions.position(xbtzar.id).unrealisedPnl(dec('101.5'))).toEqual(dec(3));
    positions.apply(fill('sell', 4, 400), xbtzar);
    expect(positions.position(xbtzar.id).unrealisedPnl(dec('101.5'))).toEqual(dec(-3));
    positions.apply(fill('buy', 2, 200), xbtzar);
    expect(positions.position(xbtzar.id).unrealisedPnl(dec('101.5'))).toEqual(dec(0));
  });

  test('may start open, at a declared cost', () => {
    const positions = manager({ capital: { XBT: 2 } });
    positions.open(xbtzar, dec(2), dec(180));
    expect(positions.apply(fill('sell', 1, 100), xbtzar)).toMatchObject({ realised: dec(10), oversold: false });
    expect(positions.capital.toJSON()).toEqual({ XBT: '1', ZAR: '100' });
  });

  test('counts fees by asset, rebates against them', () => {
    const positions = manager();
    positions.apply(fill('buy', 1, 100, { XBT: '0.01', ZAR: 1, BNB: 2 }), xbtzar);
    positions.apply(fill('sell', '0.5', 50, { ZAR: -3 }), xbtzar);
    expect(AssetLedger.from(positions.position(xbtzar.id).fees).toJSON()).toEqual({ BNB: '2', XBT: '0.01', ZAR: '-2' });
  });
});

describe('selling more than is owned', () => {
  test('is applied and told in long-only mode', () => {
    const positions = manager({ capital: { XBT: '0.5' } });
    expect(positions.apply(fill('sell', '0.5', 50), xbtzar).oversold).toBe(false);
    expect(positions.apply(fill('sell', '0.1', 10), xbtzar).oversold).toBe(true);
    expect(positions.capital.get('XBT')).toEqual(dec('-0.1'));
  });

  test('is a short in netting mode', () => {
    expect(manager({ mode: 'netting' }).apply(fill('sell', 1, 100), xbtzar).oversold).toBe(false);
  });

  test('is not told again by purchases that make up for it', () => {
    const positions = manager();
    positions.apply(fill('sell', 1, 100), xbtzar);
    expect(positions.apply(fill('buy', '0.5', 50), xbtzar).oversold).toBe(false);
  });
});

test('equity adds up what has a price and names what has none', () => {
  const positions = manager();
  positions.apply(fill('buy', 2, 200, { BNB: '0.1' }), xbtzar);
  const prices: Readonly<Record<string, number>> = { XBT: 120 };
  const priceOf = (asset: string) => (prices[asset] === undefined ? undefined : dec(prices[asset]));
  expect(positions.equity('ZAR', priceOf)).toEqual({ amount: dec(1_040), unpriced: ['BNB'] });
  expect(positions.equity('XBT', () => undefined)).toEqual({ amount: dec(2), unpriced: ['BNB', 'ZAR'] });
});

test('marking to market changes nothing', () => {
  const positions = manager();
  positions.apply(fill('buy', 1, 100), xbtzar);
  const before = ledgerOf(positions);
  positions.position(xbtzar.id).unrealisedPnl(dec(500));
  positions.equity('ZAR', () => dec(500));
  expect(ledgerOf(positions)).toEqual(before);
});
