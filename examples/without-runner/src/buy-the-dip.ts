import { StrategyBase, type Tick, TradingSystem } from '@trader/core';
import { createLuno } from '@trader/luno';

class BuyTheDip extends StrategyBase {
  override onTick({ symbol, ask }: Tick): void {
    if (ask === undefined || this.orders.standing.length > 0) return;
    const price = this.instrument(symbol).roundPrice(ask * 0.9999, 'down');
    this.buy({ symbol, type: 'limit', quantity: '0.001', price });
  }
}

const { LUNO_API_KEY_ID: keyId, LUNO_API_KEY_SECRET: keySecret, LUNO_BASE_URL: baseUrl } = process.env;
const system = new TradingSystem({
  brokerage: createLuno({ keyId, keySecret, baseUrl, streamUrl: process.env['LUNO_STREAM_URL'] }),
  strategies: [{ id: 'dip', strategy: BuyTheDip, symbols: ['XBTZAR'], capital: { ZAR: '20000' } }],
});
system.on('fill', ({ fill }) => console.log(`${fill.side} ${fill.quantity} ${fill.symbol} at ${fill.price}`));
process.once('SIGINT', () => void system.stop());
await system.start();
