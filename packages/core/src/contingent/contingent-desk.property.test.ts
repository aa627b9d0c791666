import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Decimal } from '../money/decimal.ts';
import type { ContingentOrderId } from './contingent-order.ts';
import { type Booked, bracket, ExchangeModel } from './fixtures/exchange-model.ts';

type Step = (model: ExchangeModel) => void;

const baseFee = '0.01';

/** What may happen, named so that a failing run can be read. */
const happening: fc.Arbitrary<readonly [string, Step]> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.integer({ min: 85, max: 125 }).map(price => named(`price ${price}`, m => m.price(price))),
  },
  { weight: 6, arbitrary: fc.nat(20).map(at => named(`hear ${at}`, m => hear(m, at))) },
  { weight: 4, arbitrary: part().map(size => named(`fill buy ${size}`, m => fill(m, 'buy', size))) },
  { weight: 4, arbitrary: part().map(size => named(`fill sell ${size}`, m => fill(m, 'sell', size))) },
  { weight: 2, arbitrary: fc.constant(named('pass', m => m.pass(1))) },
  { weight: 1, arbitrary: fc.constant(named('bracket', m => void bracket(m))) },
  { weight: 1, arbitrary: fc.constant(named('trailing bracket', trailingBracket)) },
  { weight: 1, arbitrary: fc.constantFrom('buy', 'sell').map(side => named(`end ${side}`, m => end(m, side))) },
  { weight: 1, arbitrary: fc.constant(named('lose the next calls', m => lose(m))) },
  { weight: 1, arbitrary: fc.nat(5).map(at => named(`cancel ${at}`, m => cancel(m, at))) },
  { weight: 1, arbitrary: fc.constant(named('kill', m => m.kill())) },
  { weight: 1, arbitrary: fc.constant(named('compact', m => m.compact())) },
  { weight: 1, arbitrary: kill('commit') },
  { weight: 1, arbitrary: kill('send') },
);

test('whatever happens, exits never sell more than was bought, one at a time, and none is lost', () => {
  fc.assert(
    fc.property(fc.array(happening, { minLength: 5, maxLength: 60 }), steps => {
      const model = new ExchangeModel({ baseFee });
      model.price(100);
      bracket(model);
      for (const [name, step] of steps) {
        step(model);
        check(model, name);
      }
      settle(model);
      expect(model.puppet.contingentOrders.map(({ state, exit }) => [state, exit?.state])).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

function named(name: string, step: Step): readonly [string, Step] {
  return [name, step];
}

function part(): fc.Arbitrary<string> {
  return fc.integer({ min: 1, max: 100 }).map(hundredths => (hundredths / 100).toString());
}

function kill(until: 'commit' | 'send'): fc.Arbitrary<readonly [string, Step]> {
  return fc.integer({ min: 85, max: 125 }).map(price =>
    named(`kill before ${until}, ${price}`, model => {
      const news = model.pending.shift() ?? model.tick(price);
      model.kill(news, until);
    }),
  );
}

function hear(model: ExchangeModel, at: number): void {
  const [event] = model.pending.splice(at % Math.max(model.pending.length, 1), 1);
  if (event !== undefined) model.process(event);
}

function fill(model: ExchangeModel, side: 'buy' | 'sell', size: string): void {
  if (model.open.some(text => text.startsWith(side))) model.fill(side, size);
}

function end(model: ExchangeModel, side: 'buy' | 'sell'): void {
  if (model.open.some(text => text.startsWith(side))) model.end(side);
}

function lose(model: ExchangeModel): void {
  model.accepts = !model.accepts;
}

function trailingBracket(model: ExchangeModel): void {
  model.act(puppet =>
    puppet.placeBracket({
      entry: { symbol: 'XBTZAR', side: 'buy', type: 'limit', quantity: '0.5', price: '100' },
      stopLoss: { distance: '8' },
    }),
  );
}

function cancel(model: ExchangeModel, at: number): void {
  model.act(puppet => {
    const order = puppet.contingentOrders[at];
    if (order !== undefined) puppet.cancelContingentOrder(order);
  });
}

/** Everything calms down, the market falls through every stop, and whatever is sold finds a buyer. */
function settle(model: ExchangeModel): void {
  model.accepts = true;
  model.deliver();
  model.pass(10);
  for (const { isOpen, terms } of model.booked.values()) if (isOpen && terms.side === 'buy') model.end('buy');
  model.deliver();
  for (let round = 0; round < 10; round += 1) {
    model.price(60);
    model.deliver();
    model.price(10);
    model.deliver();
    while (model.open.some(text => text.startsWith('sell'))) model.fill('sell');
    model.deliver();
    model.pass(13);
    check(model, 'settling');
  }
}

function check(model: ExchangeModel, name: string): void {
  const byContingent = new Map<ContingentOrderId, { readonly leg: string; readonly order: Booked }[]>();
  for (const [id, { contingentOrderId, leg }] of model.legs) {
    const order = model.booked.get(id);
    if (order !== undefined) {
      byContingent.set(contingentOrderId, [...(byContingent.get(contingentOrderId) ?? []), { leg, order }]);
    }
  }
  for (const legs of byContingent.values()) {
    const entry = legs.find(({ leg }) => leg === 'entry')?.order;
    const exits = legs.flatMap(({ leg, order }) => (leg === 'entry' ? [] : [order]));
    const openExits = exits.filter(({ isOpen }) => isOpen);
    expect(openExits.length, `open exits after ${name}`).toBeLessThanOrEqual(1);
    if (openExits.length > 0) expect(entry?.isOpen ?? false, `entry open beside an exit after ${name}`).toBe(false);
    // What an open exit may still sell counts as sold.
    const sold = Decimal.sum(exits.map(({ isOpen, base, terms }) => (isOpen ? (terms.quantity ?? base) : base)));
    const bought = (entry?.base ?? Decimal.zero).times(Decimal.one.minus(baseFee));
    expect(sold.lessThanOrEqual(bought), `${sold} sold of ${bought} after ${name}`).toBe(true);
  }
  for (const levels of model.levels.values()) {
    expect(levels.map(String)).toEqual([...levels].sort((a, b) => a.compare(b)).map(String));
  }
  expect(model.capital.isNegative(), `ledger ${model.capital} after ${name}`).toBe(false);
}
