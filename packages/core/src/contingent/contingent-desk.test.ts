import { describe, expect, test } from 'vitest';
import { isTradingError } from '../errors/trading-error.ts';
import { xbtzar } from '../system/fixtures/scripted-brokerage.ts';
import { bracket, ExchangeModel } from './fixtures/exchange-model.ts';

/** A model with a price, so that orders can be valued. */
function model(options: ConstructorParameters<typeof ExchangeModel>[0] = {}): ExchangeModel {
  const made = new ExchangeModel(options);
  made.price(100);
  return made;
}

/** A model whose bracket's entry has filled. */
function entered(options: ConstructorParameters<typeof ExchangeModel>[0] = {}) {
  const exchange = model(options);
  const order = bracket(exchange);
  exchange.deliver();
  exchange.fill('buy');
  exchange.deliver();
  return { exchange, order };
}

describe('a bracket', () => {
  test('places its entry alone', () => {
    const exchange = model();
    const order = bracket(exchange);
    exchange.deliver();
    expect(exchange.open).toEqual(['buy 1 at 100']);
    expect(order).toMatchObject({ kind: 'bracket', state: 'working', side: 'sell', exit: undefined });
  });

  test('rests its take-profit once the entry has filled, and holds the stop', () => {
    const { exchange, order } = entered();
    expect(exchange.open).toEqual(['sell 1 at 110']);
    expect([`${order.target}`, `${order.stopLevel}`, order.exit?.state]).toEqual(['1', '95', 'open']);
  });

  test('ends when its take-profit has filled', () => {
    const { exchange, order } = entered();
    exchange.fill('sell', undefined, '110');
    exchange.deliver();
    expect([order.state, order.endedBy, `${order.exited}`]).toEqual(['ended', 'exited', '1']);
    expect(exchange.capital.toString()).toBe('0');
  });

  test('cancels the take-profit before its stop leaves', () => {
    const { exchange, order } = entered();
    exchange.price(95);
    expect([order.state, exchange.open]).toEqual(['triggered', []]);
    expect(exchange.booked.size).toBe(2);
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 1 at market']);
    exchange.fill('sell', undefined, '94');
    exchange.deliver();
    expect(order).toMatchObject({ state: 'ended', endedBy: 'exited', reason: { code: 'stop-reached' } });
    expect(exchange.liveSellsMax).toBe(1);
  });

  test('sells at the stop only what the take-profit did not fill while it was being canceled', () => {
    const { exchange } = entered();
    exchange.fill('sell', '0.3', '110');
    exchange.price(90);
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 0.7 at market']);
  });

  test('sells nothing at the stop when the take-profit filled while it was being canceled', () => {
    const { exchange, order } = entered();
    exchange.fill('sell', undefined, '110');
    exchange.price(90);
    exchange.deliver();
    expect([order.endedBy, exchange.open, exchange.booked.size]).toEqual(['exited', [], 2]);
  });

  test('exits what its entry filled, when the rest of that was canceled', () => {
    const exchange = model();
    const order = bracket(exchange);
    exchange.deliver();
    exchange.fill('buy', '0.4');
    exchange.deliver();
    expect(exchange.open).toEqual(['buy 0.6 at 100']);
    exchange.act(puppet => puppet.cancelOrder(order.entry?.clientOrderId as never));
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 0.4 at 110']);
  });

  test('gives up the rest of its entry when the stop is reached, and then exits what it filled', () => {
    const exchange = model();
    bracket(exchange);
    exchange.deliver();
    exchange.fill('buy', '0.4');
    exchange.deliver();
    exchange.price(95);
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 0.4 at market']);
  });

  test('gives up the rest of its entry when the target is reached, and takes the profit', () => {
    const exchange = model();
    const order = bracket(exchange);
    exchange.deliver();
    exchange.fill('buy', '0.4');
    exchange.deliver();
    exchange.price(111);
    expect(order.state).toBe('target-reached');
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 0.4 at 110']);
  });

  test('watches nothing before something has filled', () => {
    const exchange = model();
    const order = bracket(exchange);
    exchange.deliver();
    exchange.price(90);
    expect([order.state, exchange.open]).toEqual(['working', ['buy 1 at 100']]);
  });

  test('ends with an entry that never filled', () => {
    const exchange = model();
    const order = bracket(exchange);
    exchange.deliver();
    exchange.end('buy');
    exchange.deliver();
    expect([order.state, order.endedBy]).toEqual(['ended', 'never-entered']);
  });

  test('exits no more than is left after fees in base', () => {
    const { exchange, order } = entered({ baseFee: '0.006' });
    expect(exchange.open).toEqual(['sell 0.994 at 110']);
    exchange.fill('sell', undefined, '110');
    exchange.deliver();
    expect([order.endedBy, exchange.capital.toString()]).toEqual(['exited', '0']);
  });

  test('leaves what is less than the smallest order', () => {
    const { exchange, order } = entered({ baseFee: '0.00004' });
    expect(exchange.open).toEqual(['sell 0.9999 at 110']);
    exchange.fill('sell', undefined, '110');
    exchange.deliver();
    expect([order.endedBy, exchange.capital.toString()]).toEqual(['exited', '0.00006']);
  });

  test('tells its strategy every change of its orders', () => {
    const { exchange } = entered();
    expect(exchange.puppet.told).toEqual([
      'buy  submitted',
      'buy  open',
      'buy  filled',
      'sell take-profit submitted',
      'sell take-profit open',
    ]);
  });

  test('triggers on the price at which it was left when its entry filled after the market had gone through', () => {
    const exchange = model();
    const order = bracket(exchange);
    exchange.deliver();
    exchange.fill('buy');
    exchange.price(90);
    exchange.deliver();
    expect(order.state).toBe('triggered');
    expect(exchange.open).toEqual(['sell 1 at market']);
  });

  test('to the other side sells first and buys back', () => {
    const exchange = model({ entry: { capital: { XBT: '1', ZAR: '10' } } });
    exchange.act(puppet =>
      puppet.placeBracket({
        entry: { symbol: 'XBTZAR', side: 'sell', type: 'limit', quantity: '0.5', price: '100' },
        takeProfit: { price: '90' },
        stopLoss: { stopPrice: '105', limitPrice: '106' },
      }),
    );
    exchange.deliver();
    exchange.fill('sell');
    exchange.deliver();
    expect(exchange.open).toEqual(['buy 0.5 at 90']);
    exchange.price(105);
    exchange.deliver();
    expect(exchange.open).toEqual(['buy 0.5 at 106']);
  });
});

describe('one cancels other', () => {
  const held = { entry: { capital: { XBT: '1', ZAR: '10' } } };
  const place = (exchange: ExchangeModel, quantity = '1') =>
    exchange.act(puppet =>
      puppet.placeOneCancelsOther({
        symbol: 'XBTZAR',
        side: 'sell',
        quantity,
        takeProfit: { price: '110' },
        stopLoss: { stopPrice: '95', limitPrice: '93' },
      }),
    );
  test('rests one leg and holds the other', () => {
    const exchange = model(held);
    place(exchange);
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 1 at 110']);
    exchange.price(94);
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 1 at 93']);
  });
  test('of more than the ledger holds exits what is there', () => {
    const exchange = model(held);
    place(exchange, '1.5');
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 1 at 110']);
  });
  test('counts once for risk: the leg that is held uses nothing up', () => {
    const exchange = model(held);
    place(exchange, '0.6');
    exchange.deliver();
    expect(exchange.act(puppet => puppet.capital.held('XBT').toString())).toBe('0.6');
  });
  test('waits for base that another order holds, and exits when it is free', () => {
    const exchange = model(held);
    const other = exchange.act(puppet => puppet.sell({ symbol: 'XBTZAR', type: 'limit', quantity: '1', price: '200' }));
    place(exchange);
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 1 at 200']);
    exchange.act(puppet => puppet.cancelOrder(other));
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 1 at 110']);
  });
});

describe('a trailing stop', () => {
  test('follows the market and sells when it turns', () => {
    const exchange = model({ entry: { capital: { XBT: '1', ZAR: '10' } } });
    const order = exchange.act(puppet =>
      puppet.placeTrailingStop({ symbol: 'XBTZAR', side: 'sell', quantity: '1', distance: '10' }),
    );
    exchange.deliver();
    expect([`${order.stopLevel}`, exchange.open]).toEqual(['90', []]);
    exchange.price(120);
    exchange.price(111);
    expect([order.state, `${order.stopLevel}`]).toEqual(['working', '110']);
    exchange.price(110);
    expect([order.state, exchange.open]).toEqual(['triggered', ['sell 1 at market']]);
  });

  test('is not reached by the low of a bar that was there before the rise that moved its level', () => {
    const exchange = model({ entry: { capital: { XBT: '1', ZAR: '10' } } });
    const order = exchange.act(puppet =>
      puppet.placeTrailingStop({ symbol: 'XBTZAR', side: 'sell', quantity: '1', distance: '10' }),
    );
    exchange.deliver();
    const openTimeMs = exchange.timeMs;
    for (const price of [95, 120, 118]) {
      exchange.pass(1);
      exchange.price(price);
    }
    const { instrumentId, symbol, timeMs } = exchange.tick(118);
    const bar = { type: 'bar', instrumentId, symbol, intervalMs: timeMs - openTimeMs, openTimeMs, timeMs } as const;
    exchange.process({ ...bar, open: 100, high: 120, low: 95, close: 118, volume: 1 });
    expect([order.state, `${order.stopLevel}`]).toEqual(['working', '110']);
    const next = { ...bar, openTimeMs: timeMs, timeMs: timeMs + bar.intervalMs };
    exchange.process({ ...next, open: 118, high: 119, low: 109, close: 115, volume: 1 });
    expect(order.state).toBe('triggered');
  });
});

describe('what goes wrong with an exit', () => {
  test('that is not known is waited for: no second one is placed', () => {
    const { exchange, order } = entered();
    exchange.accepts = false;
    exchange.price(95);
    exchange.deliver();
    expect([order.exit?.state, exchange.open]).toEqual(['unknown', []]);
    exchange.accepts = true;
    exchange.price(94);
    exchange.pass(3);
    expect(exchange.booked.size).toBe(2);
    exchange.pass(8);
    expect(exchange.open).toEqual(['sell 1 at market']);
  });
  test('that is refused is tried again, later each time, and a person is told', () => {
    const { exchange, order } = entered();
    exchange.perform = effect => {
      if (effect.type !== 'place') return ExchangeModel.prototype.perform.call(exchange, effect);
      exchange.pending.push({
        type: 'place-outcome',
        clientOrderId: effect.order.terms.clientOrderId,
        outcome: { outcome: 'rejected', code: 'no', message: 'not today' },
      });
    };
    exchange.price(95);
    exchange.deliver();
    const tries = (): number => exchange.puppet.told.filter(line => line === 'sell stop rejected').length;
    expect(tries()).toBe(1);
    exchange.pass(1);
    expect(tries()).toBe(2);
    exchange.pass(14);
    expect(tries()).toBe(5);
    exchange.perform = ExchangeModel.prototype.perform.bind(exchange);
    exchange.pass(16);
    expect(exchange.open).toEqual(['sell 1 at market']);
    expect(order.state).toBe('triggered');
  });
  test('that the exchange ended half-way is followed by another one for the rest', () => {
    const { exchange } = entered();
    exchange.price(95);
    exchange.deliver();
    exchange.fill('sell', '0.3', '94');
    exchange.end('sell');
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 0.7 at market']);
  });
  test('while the market cannot be trusted waits until it can', () => {
    const { exchange } = entered();
    exchange.price(95);
    const reason = 'test';
    const gap = { type: 'gap', stream: 'market', instrumentId: xbtzar.id, fromMs: 0, toMs: 1, reason } as const;
    exchange.process(gap);
    exchange.deliver();
    expect(exchange.open).toEqual([]);
    exchange.price(90);
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 1 at market']);
  });
});

describe('canceling', () => {
  test('a working one cancels what rests and forgets the stop', () => {
    const { exchange, order } = entered();
    exchange.act(puppet => puppet.cancelContingentOrder(order));
    exchange.deliver();
    exchange.price(80);
    exchange.deliver();
    expect([order.state, order.endedBy, exchange.open]).toEqual(['ended', 'canceled', []]);
  });
  test('one that was placed in the same hook leaves nothing', () => {
    const exchange = model();
    const order = exchange.act(puppet => {
      const placed = puppet.placeBracket({
        entry: { symbol: 'XBTZAR', side: 'buy', type: 'limit', quantity: '1', price: '100' },
        takeProfit: { price: '110' },
      });
      puppet.cancelContingentOrder(placed);
      return placed;
    });
    exchange.deliver();
    expect([order.endedBy, exchange.open]).toEqual(['canceled', []]);
  });
  test('one that has ended does nothing', () => {
    const { exchange, order } = entered();
    exchange.fill('sell', undefined, '110');
    exchange.deliver();
    exchange.act(puppet => puppet.cancelContingentOrder(order));
    expect(order.endedBy).toBe('exited');
  });
  test('its exit on its own cancels the whole', () => {
    const { exchange, order } = entered();
    exchange.act(puppet => puppet.cancelOrder(order.exit?.clientOrderId as never));
    exchange.deliver();
    expect([order.endedBy, exchange.open]).toEqual(['canceled', []]);
  });
  test('all orders, by the strategy or by a person, cancels it as well', () => {
    const byStrategy = entered();
    byStrategy.exchange.act(puppet => puppet.cancelAll());
    byStrategy.exchange.deliver();
    const byPerson = entered();
    byPerson.exchange.process({ type: 'command', command: { command: 'cancel-all' }, by: 'ann' });
    byPerson.exchange.deliver();
    for (const { exchange, order } of [byStrategy, byPerson]) {
      expect([order.endedBy, exchange.open]).toEqual(['canceled', []]);
    }
  });
});

describe('when trading is held up', () => {
  test('a halt lets the exit through that reduces the position', () => {
    const { exchange } = entered();
    exchange.process({ type: 'command', command: { command: 'halt', reason: 'test' }, by: 'ann' });
    exchange.price(95);
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 1 at market']);
  });
  test('a halt refuses new ones', () => {
    const exchange = model();
    exchange.process({ type: 'command', command: { command: 'halt', reason: 'test' }, by: 'ann' });
    const order = bracket(exchange);
    expect(order).toMatchObject({ state: 'ended', endedBy: 'denied', reason: { code: 'kill-switch' } });
    expect(order.entry).toMatchObject({ state: 'denied' });
    expect(exchange.booked.size).toBe(0);
  });
  test('a paused strategy keeps its stop', () => {
    const { exchange } = entered();
    exchange.process({ type: 'command', command: { command: 'pause-strategy', strategy: 'puppet' }, by: 'ann' });
    exchange.price(95);
    exchange.deliver();
    expect(exchange.open).toEqual(['sell 1 at market']);
  });
  test('closing all positions on a person’s word takes its place', () => {
    const { exchange, order } = entered();
    exchange.process({ type: 'command', command: { command: 'close-all' }, by: 'ann' });
    exchange.deliver();
    exchange.pass(1);
    expect(order.endedBy).toBe('canceled');
    expect(exchange.open).toEqual(['sell 1 at market']);
  });
  test('a stopping system triggers nothing any more', () => {
    const { exchange, order } = entered();
    exchange.process({ type: 'lifecycle', phase: 'stop' });
    exchange.price(80);
    exchange.deliver();
    expect([order.state, exchange.open]).toEqual(['working', ['sell 1 at 110']]);
  });
});

describe('refusing', () => {
  const request = {
    entry: { symbol: 'XBTZAR', side: 'buy', type: 'limit', quantity: '1', price: '100' },
    takeProfit: { price: '110' },
    stopLoss: { stopPrice: '95' },
  } as const;
  test.each([
    ['a stop above the entry', { stopLoss: { stopPrice: '101' } }, 'the stop at 101 is not below the entry at 100'],
    [
      'a target below the entry',
      { takeProfit: { price: '99' } },
      'the entry at 100 is not below the take-profit at 99',
    ],
    ['a stop off the grid', { stopLoss: { stopPrice: '95.5' } }, 'stop: '],
    ['a stop limit above its stop', { stopLoss: { stopPrice: '95', limitPrice: '96' } }, 'the stop limit at 96'],
  ])('%s happens in words, and nothing leaves', (_, change, words) => {
    const exchange = model();
    const order = exchange.act(puppet => puppet.placeBracket({ ...request, ...change }));
    expect([order.endedBy, order.entry?.state, exchange.booked.size]).toEqual(['denied', 'denied', 0]);
    expect(order.reason?.message).toContain(words);
  });
  test('happens where the brokerage could not take the exit', () => {
    const exchange = model({ capabilities: { orderTypes: ['limit'], timesInForce: ['GTC'] } });
    const order = bracket(exchange);
    expect(order.reason).toMatchObject({ code: 'unsupported' });
    expect(order.reason?.message).toContain('give it a limitPrice');
  });
  test('a request without exits throws and leaves no order behind', () => {
    const exchange = model();
    const { entry } = request;
    const error = exchange.act(puppet => {
      try {
        return puppet.placeBracket({ entry });
      } catch (thrown) {
        return thrown;
      }
    });
    expect(isTradingError(error, 'order/invalid-request') && error.message).toContain('takeProfit and stopLoss');
    expect(exchange.act(puppet => puppet.orders.standing.length)).toBe(0);
  });
  test('ends the whole when risk denies the entry', () => {
    const exchange = model({ entry: { capital: { ZAR: '10' } } });
    const order = bracket(exchange);
    expect([order.endedBy, order.entry?.state]).toEqual(['never-entered', 'denied']);
  });
  test('happens to what a failed hook asked for', () => {
    const exchange = model();
    let order: ReturnType<typeof bracket> | undefined;
    const act = (): void => {
      exchange.act(puppet => {
        order = puppet.placeBracket(request);
        throw new Error('test');
      });
    };
    expect(act).toThrow('the strategy did not act');
    expect(order).toMatchObject({ endedBy: 'denied', reason: { code: 'hook-failed' } });
    expect(exchange.booked.size).toBe(0);
  });
  test('more than a hundred at a time', () => {
    const exchange = model();
    const orders = exchange.act(puppet =>
      Array.from({ length: 101 }, () =>
        puppet.placeTrailingStop({ symbol: 'XBTZAR', side: 'sell', quantity: '1', distance: '10' }),
      ),
    );
    expect(orders.at(-1)).toMatchObject({ endedBy: 'denied', reason: { code: 'contingent-orders' } });
  });
});
