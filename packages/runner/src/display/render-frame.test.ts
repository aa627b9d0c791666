import { describe, expect, test } from 'vitest';
import { anEvent, anOrder, aSnapshot, aStrategy } from '../../test/snapshots.ts';
import { type FrameContent, renderFrame } from './render-frame.ts';

const busy: FrameContent = {
  snapshot: aSnapshot({
    strategies: [
      aStrategy({
        fills: 12,
        standing: [anOrder({ filled: '0.0004' }), anOrder({ side: 'sell', price: '1205000', cancelRequested: true })],
        positions: [
          {
            symbol: 'XBTZAR',
            quantity: '0.0015',
            cost: '1800',
            averagePrice: '1200000',
            realisedPnl: '12.5',
            unrealisedPnl: '-3.25',
            fees: { ZAR: '2.4' },
          },
        ],
        realisedPnl: { ZAR: '12.5' },
        unrealisedPnl: { ZAR: '-3.25' },
        fees: { ZAR: '2.4' },
      }),
      aStrategy({ id: 'market_maker', status: 'paused', symbols: ['USDTZAR'] }),
    ],
  }),
  elapsedMs: 65_000,
  remainingMs: undefined,
  links: new Map([['private', 'up']]),
  recent: [
    {
      timeMs: Date.UTC(2026, 0, 1, 12, 0, 1),
      event: anEvent('bought 0.0004 XBTZAR @ 1200000, position 0.0015, fee 0.48 ZAR'),
    },
    {
      timeMs: Date.UTC(2026, 0, 1, 12, 0, 2),
      event: anEvent('paused: onTick threw TypeError: x is not a function; mend the strategy and start again', {
        type: 'strategy',
        level: 'error',
        strategy: 'market_maker',
      }),
    },
  ],
  orderRowsMin: 1,
};

const draw = (content: FrameContent, width: number, height = 24) =>
  renderFrame(content, { width, height, colour: false }).map(({ text }) => text);

test('80 columns show what matters', () => {
  expect(draw(busy, 79)).toEqual([
    'trader running 01:05                     practice · 2 strategies · run 01234567',
    'private up',
    '',
    'PRICES        BID          ASK       LAST    AGE  MARKET',
    'XBTZAR  1,200,000  1,200,100.5  1,200,050  0.3 s  active',
    '',
    'STRATEGY      STATUS   OPEN  FILLS        POSITION    REALISED  UNREALISED',
    'naive_test    running     2     12   0.0015 XBTZAR   12.50 ZAR   -3.25 ZAR',
    'market_maker  paused      0      0               –           –           –',
    '',
    'STANDING ORDERS  SIDE  TYPE   SYMBOL  QUANTITY    FILLED      PRICE  STATE',
    'naive_test       buy   limit  XBTZAR     0.001    0.0004  1,200,000  open',
    'naive_test       sell  limit  XBTZAR     0.001         0  1,205,000  canceling',
    '',
    'RECENT (UTC)',
    '12:00:01  naive_test  bought 0.0004 XBTZAR @ 1200000, position 0.0015, fee 0.4…',
    '12:00:02  market_maker  paused: onTick threw TypeError: x is not a function;',
    '          mend the strategy and start again',
  ]);
});

test('120 columns show everything', () => {
  expect(draw(busy, 119).slice(6, 13)).toEqual([
    'STRATEGY      STATUS   OPEN  FILLS        POSITION       AVERAGE    REALISED  UNREALISED      FEES',
    'naive_test    running     2     12   0.0015 XBTZAR  1,200,000.00   12.50 ZAR   -3.25 ZAR  2.40 ZAR',
    'market_maker  paused      0      0               –                         –           –         –',
    '',
    'STANDING ORDERS  SIDE  TYPE   SYMBOL  QUANTITY    FILLED      PRICE  STATE',
    'naive_test       buy   limit  XBTZAR     0.001    0.0004  1,200,000  open',
    'naive_test       sell  limit  XBTZAR     0.001         0  1,205,000  canceling',
  ]);
});

describe('a frame', () => {
  test.each([20, 40, 79, 119, 200])('of %i columns has no line that is wider', width => {
    for (const line of renderFrame(busy, { width, height: 40, colour: false })) {
      expect([...line.text].length).toBeLessThanOrEqual(width);
      expect(line.width).toBe([...line.text].length);
    }
  });

  test.each([5, 8, 12, 16, 24])('of %i lines has no more', height => {
    expect(draw(busy, 79, height).length).toBeLessThanOrEqual(height);
  });

  test('counts the standing orders that it has no room for', () => {
    const standing = Array.from({ length: 20 }, (_, index) => anOrder({ price: String(1_000 + index) }));
    const lines = draw({ ...busy, snapshot: aSnapshot({ strategies: [aStrategy({ standing })] }) }, 79, 24);
    expect(lines.find(line => line.startsWith('…'))).toBe('… and 12 more');
  });

  test('keeps its shape when the standing orders are gone', () => {
    const emptied = { ...busy, orderRowsMin: 2, snapshot: aSnapshot({ strategies: [aStrategy(), aStrategy()] }) };
    expect(draw(emptied, 79).indexOf('RECENT (UTC)')).toBe(draw(busy, 79).indexOf('RECENT (UTC)'));
  });

  test('says loudly that the system is halted', () => {
    const halted = { code: 'operator', message: 'a person asked for it' };
    expect(draw({ ...busy, snapshot: aSnapshot({ halted }) }, 79)[2]).toBe('HALTED: a person asked for it');
  });

  test('says when prices are missing', () => {
    const instruments = [
      { symbol: 'XBTZAR', status: 'post-only', bid: undefined, ask: undefined, last: undefined, ageMs: undefined },
    ];
    expect(draw({ ...busy, snapshot: aSnapshot({ instruments }) }, 79)).toContain(
      'XBTZAR    –    –     –   none  post-only',
    );
  });

  test('has no tables before there is anything in them', () => {
    const snapshot = aSnapshot({ state: 'starting', instruments: [], strategies: [] });
    expect(draw({ ...busy, snapshot, links: new Map(), recent: [] }, 79)).toEqual([
      'trader starting 01:05                                   practice · run 01234567',
    ]);
  });

  test('has colours only when they are wanted', () => {
    const texts = (colour: boolean) =>
      renderFrame(busy, { width: 79, height: 24, colour })
        .map(({ text }) => text)
        .join();
    expect(texts(true)).toContain('\u001B[31m-3.25 ZAR');
    expect(texts(false)).not.toContain('\u001B');
  });
});
