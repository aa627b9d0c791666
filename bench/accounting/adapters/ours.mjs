// The position manager that the engine uses: text to Decimal, a fill as the engine makes it, position, realised result, fees by asset
// and capital by asset. A fill through zero comes as two, as the rule of this workload values its two parts one by one.
import { oursFile } from '../../harness/setup.mjs';

const { Decimal, Instrument, PositionManager } = await import(oursFile);

const instrument = new Instrument({
  symbol: 'XBTZAR',
  brokerage: 'bench',
  base: 'XBT',
  quote: 'ZAR',
  tickSize: '0.01',
  lotSize: '0.00000001',
});

function createFill(isBuy, price, quantity, fees) {
  return {
    fillId: 'fill',
    clientOrderId: 'order',
    brokerageOrderId: 'order',
    strategy: 'bench',
    instrumentId: instrument.id,
    symbol: instrument.symbol,
    side: isBuy ? 'buy' : 'sell',
    quantity,
    quoteQuantity: price.times(quantity).round(8, 'half-up'),
    price,
    fees,
    tradeId: undefined,
    liquidity: undefined,
    tag: undefined,
    brokerageTimeMs: undefined,
    timeMs: 0,
  };
}

const units = value => `${value.toUnits(8)}`;

export default {
  repeats: 6,
  run({ side, price: prices, quantity: quantities, fee }) {
    const costRounding = { scale: 8, rounding: 'half-up' };
    const manager = new PositionManager({ strategy: 'bench', mode: 'netting', capital: { ZAR: '0' }, costRounding });
    const position = manager.position(instrument.id);
    for (let index = 0; index < side.length; index += 1) {
      const isBuy = side[index] > 0;
      const price = Decimal.parse(prices[index]);
      const quantity = Decimal.parse(quantities[index]);
      const fees = [{ asset: 'ZAR', amount: Decimal.parse(fee[index]) }];
      const held = position.quantity;
      if (!held.isZero() && held.isNegative() === isBuy && held.abs().lessThan(quantity)) {
        const closed = held.abs();
        manager.apply(createFill(isBuy, price, closed, fees), instrument);
        manager.apply(createFill(isBuy, price, quantity.minus(closed), []), instrument);
      } else manager.apply(createFill(isBuy, price, quantity, fees), instrument);
    }
    const cash = manager.capital.get('ZAR').plus(manager.fees[0].amount);
    // Cash, cost and result of one history belong together: a second way to the same numbers.
    if (!cash.equals(position.realisedPnl.minus(position.cost))) throw new Error('capital and position disagree');
    return {
      position: units(position.quantity),
      cost: units(position.cost.abs()),
      realised: units(position.realisedPnl),
      fees: units(manager.fees[0].amount),
    };
  },
};
