import { describe, expect, test } from 'vitest';
import { anEvent, anExit, anOrder, aSnapshot, aStrategy } from '../../test/snapshots.ts';
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

  test('gives standing orders the rows that older events would take', () => {
    const recent = Array.from({ length: 20 }, (_, index) => ({ timeMs: 0, event: anEvent(`event ${index}`) }));
    const standing = Array.from({ length: 6 }, (_, index) => anOrder({ price: String(1_000 + index) }));
    const content = { ...busy, recent, snapshot: aSnapshot({ strategies: [aStrategy({ standing })] }) };
    const lines = draw(content, 79, 23);
    expect(lines.filter(line => line.endsWith('open'))).toHaveLength(6);
    expect(lines.filter(line => line.includes('event'))).toHaveLength(5);
    expect(lines).toHaveLength(23);
    const idle = draw({ ...content, snapshot: aSnapshot() }, 79, 40);
    expect(idle.filter(line => line.includes('event'))).toHaveLength(8);
  });

  test('shows which exits guard what is held, those too that only the engine holds', () => {
    const contingentOrders = [
      anExit(),
      anExit({ kind: 'trailing-stop', takeProfitPrice: undefined, trailingDistance: '500', exitId: undefined }),
      anExit({ kind: 'one-cancels-other', side: 'buy', state: 'triggered', left: '0.004' }),
      anExit({ left: '0', stopLevel: undefined }),
    ];
    const content = { ...busy, snapshot: aSnapshot({ strategies: [aStrategy({ contingentOrders })] }) };
    const lines = draw(content, 79);
    const at = lines.findIndex(line => line.startsWith('EXITS'));
    expect(lines.slice(at, at + 5)).toEqual([
      'EXITS       SIDE  KIND      SYMBOL  QUANTITY     TARGET       STOP  STATE',
      'naive_test  sell  bracket   XBTZAR      0.01  1,224,000  1,188,000  working',
      'naive_test  sell  trailing  XBTZAR      0.01          –  1,188,000  working',
      'naive_test  buy   OCO       XBTZAR     0.004  1,224,000  1,188,000  triggered',
      'naive_test  sell  bracket   XBTZAR         0  1,224,000          –  waiting',
    ]);
  });

  test('shares the rows of a low terminal between exits and standing orders', () => {
    const strategy = aStrategy({
      contingentOrders: Array.from({ length: 10 }, () => anExit()),
      standing: Array.from({ length: 10 }, () => anOrder()),
    });
    const lines = draw({ ...busy, snapshot: aSnapshot({ strategies: [strategy] }) }, 79, 23);
    expect(lines.filter(line => line.endsWith('working')).length).toBeGreaterThan(1);
    expect(lines.filter(line => line.endsWith('open')).length).toBeGreaterThan(1);
    expect(lines.filter(line => line.startsWith('… and'))).toHaveLength(2);
  });

  test('has a row of each list also on a terminal of 20 lines', () => {
    const recent = Array.from({ length: 20 }, (_, index) => ({ timeMs: 0, event: anEvent(`event ${index}`) }));
    const strategies = [aStrategy({ contingentOrders: [anExit()], standing: [anOrder()] }), aStrategy()];
    const lines = draw({ ...busy, recent, snapshot: aSnapshot({ strategies }) }, 59, 19);
    expect(lines.some(line => line.endsWith('working'))).toBe(true);
    expect(lines.some(line => line.endsWith('open'))).toBe(true);
    expect(lines.at(-1)).toContain('event 19');
  });

  test.each([
    [100, 'trader running 01:05, 00:06 left                        practice (PAPER) · 1 strategy · run 01234567'],
    [79, 'trader running 01:05, 00:06 left   practice (PAPER) · 1 strategy · run 01234567'],
    [60, 'trader running 01:05, 00:06 left            practice (PAPER)'],
    [36, 'PAPER trader running 01:05'],
    [30, 'PAPER trader running 01:05'],
    [20, 'PAPER trader runnin…'],
  ])('of %i columns says PAPER on paper', (width, heading) => {
    const snapshot = aSnapshot({ brokerage: 'practice (PAPER)' });
    expect(draw({ ...busy, snapshot, remainingMs: 6_000 }, width)[0]).toBe(heading);
  });

  test('shows at 60 columns that a strategy is paused', () => {
    expect(draw(busy, 59).find(line => line.startsWith('market'))).toContain('paused');
  });

  test('names links that are down first, where the line is cut', () => {
    const links = new Map([
      ...Array.from({ length: 9 }, (_, index) => [`stream ${index}`, 'up'] as const),
      ['private', 'down'],
    ]);
    expect(draw({ ...busy, links }, 40)[1]).toMatch(/^private down · stream 0 up/);
  });

  test('keeps its shape when the standing orders are gone', () => {
    const emptied = { ...busy, orderRowsMin: 2, snapshot: aSnapshot({ strategies: [aStrategy(), aStrategy()] }) };
    expect(draw(emptied, 79).indexOf('RECENT (UTC)')).toBe(draw(busy, 79).indexOf('RECENT (UTC)'));
  });

  test('says loudly that the system is halted', () => {
    const halted = { code: 'operator', message: 'a person asked for it' };
    expect(draw({ ...busy, snapshot: aSnapshot({ halted }) }, 99)[2]).toBe(
      'HALTED (operator), once you know why: trader run --resume. a person asked for it',
    );
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
