import { describe, expect, test } from 'vitest';
import { bracket, ExchangeModel } from './fixtures/exchange-model.ts';

/** A model with a price, so that orders can be valued. */
function model(options: ConstructorParameters<typeof ExchangeModel>[0] = {}): ExchangeModel {
  const made = new ExchangeModel(options);
  made.price(100);
  return made;
}

/** What is held on the market. */
function held(exchange: ExchangeModel) {
  return exchange.engine.heldStops(exchange.tick(100).instrumentId);
}

describe('held stops', () => {
  test('are known with their entry, and without it once that has filled', () => {
    const exchange = model();
    expect(held(exchange)).toEqual([]);
    const requestedMs = exchange.timeMs;
    bracket(exchange);
    exchange.deliver();
    const stop = { side: 'sell', level: 95, sinceMs: requestedMs };
    expect(held(exchange)).toEqual([{ ...stop, isArmed: false, entryPrice: 100 }]);
    exchange.pass(1);
    exchange.fill('buy');
    exchange.deliver();
    expect(held(exchange)).toEqual([{ ...stop, isArmed: true, entryPrice: undefined }]);
  });

  test('have no level once they have triggered, and are gone when they have ended', () => {
    const exchange = model();
    bracket(exchange);
    exchange.deliver();
    exchange.fill('buy');
    exchange.deliver();
    exchange.price(95);
    expect(held(exchange)).toMatchObject([{ level: undefined, isArmed: false }]);
    exchange.deliver();
    exchange.fill('sell', undefined, '94');
    exchange.deliver();
    expect(held(exchange)).toEqual([]);
  });

  test('that trail have their level since it moved', () => {
    const exchange = model({ entry: { capital: { XBT: '1', ZAR: '10' } } });
    exchange.act(puppet => puppet.placeTrailingStop({ symbol: 'XBTZAR', side: 'sell', quantity: '1', distance: '10' }));
    exchange.deliver();
    const armedMs = exchange.timeMs;
    expect(held(exchange)).toMatchObject([{ level: 90, sinceMs: armedMs }]);
    exchange.pass(2);
    exchange.price(120);
    expect(held(exchange)).toMatchObject([{ level: 110, sinceMs: exchange.timeMs }]);
    expect(exchange.timeMs).toBeGreaterThan(armedMs);
  });

  test('of a strategy that is stopped are not looked at', () => {
    const exchange = model({ entry: { capital: { XBT: '1', ZAR: '10' } } });
    exchange.act(puppet => puppet.placeTrailingStop({ symbol: 'XBTZAR', side: 'sell', quantity: '1', distance: '10' }));
    exchange.deliver();
    exchange.process({ type: 'lifecycle', phase: 'stop' });
    expect(held(exchange)).toEqual([]);
  });
});
