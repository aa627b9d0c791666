import { expect, test } from 'vitest';
import type { Order } from '../order/order.ts';
import { ExchangeModel, type Puppet } from './fixtures/exchange-model.ts';

/** Asks for another exit as soon as one is denied. */
function replaceDenied(puppet: Puppet): void {
  const exits = { side: 'sell', quantity: '1', takeProfit: { price: '110' }, stopLoss: { stopPrice: '95' } } as const;
  puppet.cancelAll();
  puppet.placeOneCancelsOther({ symbol: 'XBTZAR', ...exits });
}

test('a strategy that answers each denied exit with another one is paused, and the event ends', () => {
  const exchange = new ExchangeModel({ entry: { capital: { XBT: '5' }, risk: { orderNotionalMax: { ZAR: '50' } } } });
  exchange.price(100);
  const { puppet } = exchange;
  puppet.onOrder = ({ state }: Order): void => {
    if (state === 'denied') replaceDenied(puppet);
  };
  exchange.act(replaceDenied);
  expect(exchange.engine.strategies.get('puppet')?.status).toBe('paused');
  expect(exchange.open).toEqual([]);
});
