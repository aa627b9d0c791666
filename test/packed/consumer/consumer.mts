import { type Brokerage, Decimal, type Fill, StrategyBase, type Tick, TradingSystem } from '@trader/core';
import { createLuno } from '@trader/luno';
import * as sandbox from '@trader/luno-sandbox';
import * as runner from '@trader/runner';
import { SimulatedExchange } from '@trader/sim';

/** Written as a user of the published packages would write it. */
class BuyOnce extends StrategyBase {
  override onTick(tick: Tick): void {
    if (tick.ask === undefined || this.orders.standing.length > 0) return;
    this.buy({ symbol: tick.symbol, type: 'limit', quantity: Decimal.from('0.001'), price: tick.ask });
  }

  override onFill(fill: Fill): void {
    this.log.info('filled', { price: fill.price.toString() });
  }
}

const brokerage: Brokerage = createLuno({ baseUrl: 'http://127.0.0.1:1', streamUrl: 'ws://127.0.0.1:1' });
const system = new TradingSystem({
  brokerage,
  strategies: [{ id: 'buy-once', strategy: BuyOnce, symbols: ['XBTZAR'], capital: { ZAR: '1000' } }],
});

export { runner, SimulatedExchange, sandbox, system };
