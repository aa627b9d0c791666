import { type Signal, StrategyBase } from '@trader/core';

/** What a signal must hold: `{ "symbol": "XBTZAR", "quantity": "0.001", "price": "1390000" }`. */
interface OrderWish {
  readonly symbol: string;
  readonly quantity: string;
  readonly price: string;
}

/** Places what it is told from outside: signals named `buy` and `sell` become limit orders, `cancel` takes back what stands. */
export default class SignalStrategy extends StrategyBase {
  override onSignal({ name, payload }: Signal): void {
    if (name === 'cancel') {
      this.cancelAll();
      return;
    }
    if (name !== 'buy' && name !== 'sell') {
      this.log.warn(`the signal "${name}" means nothing here; send buy, sell or cancel`);
      return;
    }
    if (!isOrderWish(payload) || !this.symbols.includes(payload.symbol)) {
      this.log.warn(`a ${name} signal needs symbol (${this.symbols.join(', ')}), quantity and price as text`);
      return;
    }
    const { symbol, quantity, price } = payload;
    this.placeOrder({ symbol, side: name, type: 'limit', quantity, price });
  }
}

function isOrderWish(value: unknown): value is OrderWish {
  if (typeof value !== 'object' || value === null) return false;
  const { symbol, quantity, price } = value as Record<string, unknown>;
  return typeof symbol === 'string' && isDecimalText(quantity) && isDecimalText(price);
}

function isDecimalText(value: unknown): boolean {
  return typeof value === 'string' && /^\d{1,20}(\.\d{1,20})?$/.test(value);
}
