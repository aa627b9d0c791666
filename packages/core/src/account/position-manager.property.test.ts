import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AssetLedger } from '../money/asset-amount.ts';
import { Decimal } from '../money/decimal.ts';
import type { Fill } from '../order/fill.ts';
import type { Side } from '../order/order-request.ts';
import { dec, fill, xbtzar } from './fixtures/a-fill.ts';
import { PositionManager } from './position-manager.ts';

interface Trade {
  readonly side: Side;
  /** Base in 10^-6. */
  readonly lots: number;
  /** Quote per base in 10^-2. */
  readonly ticks: number;
  readonly fee: number;
  readonly feeAsset: 'XBT' | 'ZAR' | 'BNB';
}

const trade = fc.record<Trade>({
  side: fc.constantFrom('buy', 'sell'),
  lots: fc.integer({ min: 1, max: 5_000_000 }),
  ticks: fc.integer({ min: 1, max: 200_000_000 }),
  fee: fc.integer({ min: -100, max: 100_000 }),
  feeAsset: fc.constantFrom('XBT', 'ZAR', 'BNB'),
});
const trades = fc.array(trade, { maxLength: 40 });

function fillOf({ side, lots, ticks, fee, feeAsset }: Trade): Fill {
  const quantity = Decimal.fromUnits(lots, 6);
  return fill(side, quantity, quantity.times(Decimal.fromUnits(ticks, 2)), { [feeAsset]: Decimal.fromUnits(fee, 8) });
}

function netting(): PositionManager {
  return new PositionManager({ strategy: 'naive', mode: 'netting', capital: { ZAR: 1_000_000 } });
}

/** Paid less received over fills, in quote before fees. */
function paidFor(fills: readonly Fill[]): Decimal {
  return Decimal.sum(
    fills.map(({ side, quoteQuantity }) => (side === 'buy' ? quoteQuantity : quoteQuantity.negated())),
  );
}

function feesIn(asset: string, fills: readonly Fill[]): Decimal {
  return AssetLedger.from(fills.flatMap(({ fees }) => fees)).get(asset);
}

test('after every fill the ledger closes to the last digit: cost is what was paid and what was realised', () => {
  fc.assert(
    fc.property(trades, drawn => {
      const positions = netting();
      const done: Fill[] = [];
      for (const each of drawn.map(fillOf)) {
        positions.apply(each, xbtzar);
        done.push(each);
        const { quantity, cost, realisedPnl } = positions.position(xbtzar.id);
        expect(cost).toEqual(paidFor(done).plus(realisedPnl));
        expect(positions.capital.get('ZAR')).toEqual(dec(1_000_000).minus(paidFor(done)).minus(feesIn('ZAR', done)));
        expect(positions.capital.get('XBT')).toEqual(quantity);
        expect(positions.capital.get('BNB')).toEqual(feesIn('BNB', done).negated());
        if (quantity.isZero()) expect(cost).toEqual(dec(0));
        else expect(cost.isZero() || cost.sign() === quantity.sign()).toBe(true);
      }
    }),
  );
});

test('closing everything leaves a cost of exactly 0, and the capital has changed by the result less the quote fees', () => {
  fc.assert(
    fc.property(trades, fc.integer({ min: 1, max: 1_000 }), (drawn, price) => {
      const positions = netting();
      const done = drawn.map(fillOf);
      for (const each of done) positions.apply(each, xbtzar);
      const { quantity } = positions.position(xbtzar.id);
      if (!quantity.isZero()) {
        const side = quantity.isPositive() ? 'sell' : 'buy';
        positions.apply(fill(side, quantity.abs(), quantity.abs().times(price)), xbtzar);
      }
      const { quantity: left, cost, realisedPnl } = positions.position(xbtzar.id);
      expect([left, cost]).toEqual([dec(0), dec(0)]);
      expect(positions.capital.get('ZAR').minus(1_000_000)).toEqual(realisedPnl.minus(feesIn('ZAR', done)));
    }),
  );
});

/** An exact fraction, for a model that never rounds. */
interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

const zero: Fraction = { top: 0n, bottom: 1n };

function fraction(value: Decimal): Fraction {
  return { top: value.toUnits(20), bottom: 10n ** 20n };
}

function add(a: Fraction, b: Fraction): Fraction {
  return reduced(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
}

function times(a: Fraction, b: Fraction): Fraction {
  return reduced(a.top * b.top, a.bottom * b.bottom);
}

function inverse({ top, bottom }: Fraction): Fraction {
  return reduced(bottom, top);
}

function negative({ top, bottom }: Fraction): Fraction {
  return { top: -top, bottom };
}

function reduced(top: bigint, bottom: bigint): Fraction {
  let [a, b] = [top < 0n ? -top : top, bottom < 0n ? -bottom : bottom];
  while (b > 0n) [a, b] = [b, a % b];
  const sign = bottom < 0n ? -1n : 1n;
  return a === 0n ? zero : { top: (sign * top) / a, bottom: (sign * bottom) / a };
}

/** The same accounting from the textbook: average price as a fraction, lots opened and closed one fill at a time. */
class NaiveLedger {
  quantity = zero;
  average = zero;
  realised = zero;

  apply({ side, quantity, quoteQuantity, fees }: Fill): void {
    const size = fraction(quantity);
    const price = times(fraction(quoteQuantity), inverse(size));
    this.#trade(side === 'buy' ? size : negative(size), price);
    for (const { asset, amount } of fees) if (asset === 'XBT') this.#payBase(fraction(amount));
  }

  #trade(size: Fraction, price: Fraction): void {
    const after = add(this.quantity, size);
    if (this.quantity.top === 0n || this.quantity.top > 0n === size.top > 0n) {
      const cost = add(times(this.quantity, this.average), times(size, price));
      this.average = times(cost, inverse(after));
      this.quantity = after;
      return;
    }
    const flips = after.top !== 0n && after.top > 0n !== this.quantity.top > 0n;
    const closed = flips ? this.quantity : negative(size);
    this.realised = add(this.realised, times(closed, add(price, negative(this.average))));
    if (flips) this.average = price;
    this.quantity = after;
  }

  #payBase(fee: Fraction): void {
    const after = add(this.quantity, negative(fee));
    const cost = times(this.quantity, this.average);
    const carried = this.quantity.top !== 0n && after.top !== 0n && after.top > 0n === this.quantity.top > 0n;
    if (!carried) this.realised = add(this.realised, negative(cost));
    this.average = carried ? times(cost, inverse(after)) : zero;
    this.quantity = after;
  }
}

test('it equals a model in exact fractions but for the declared rounding of each partial close', () => {
  fc.assert(
    fc.property(trades, drawn => {
      const positions = netting();
      const naive = new NaiveLedger();
      for (const each of drawn.map(fillOf)) {
        positions.apply(each, xbtzar);
        naive.apply(each);
      }
      const { quantity, cost, realisedPnl } = positions.position(xbtzar.id);
      expect(fraction(quantity)).toMatchObject({ top: (naive.quantity.top * 10n ** 20n) / naive.quantity.bottom });
      const bound = BigInt(drawn.length) * 10_000n;
      expectNear(fraction(realisedPnl), naive.realised, bound);
      expectNear(fraction(cost), times(naive.quantity, naive.average), bound);
    }),
  );
});

/** Within so many units of 10^-20: half a unit of 10^-16 is 5,000 of them. */
function expectNear(actual: Fraction, exact: Fraction, bound: bigint): void {
  const { top, bottom } = add(actual, negative(exact));
  const distance = ((top < 0n ? -top : top) * 10n ** 20n) / bottom;
  expect(distance <= bound).toBe(true);
}

test('with 8 decimals, half-up, it equals integer accounting in 10^-8', () => {
  const costRounding = { scale: 8, rounding: 'half-up' } as const;
  fc.assert(
    fc.property(trades, drawn => {
      const positions = new PositionManager({ strategy: 'naive', mode: 'netting', costRounding });
      const integers = new IntegerLedger();
      for (const { side, lots, ticks } of drawn) {
        integers.apply(side === 'buy' ? 1n : -1n, BigInt(lots) * 100n, BigInt(ticks));
        for (const each of splitAtZero(positions.position(xbtzar.id).quantity, side, lots, ticks))
          positions.apply(each, xbtzar);
      }
      const { quantity, cost, realisedPnl } = positions.position(xbtzar.id);
      const short = integers.quantity < 0n;
      expect(quantity.toUnits(8)).toBe(integers.quantity);
      expect(cost.toUnits(8)).toBe(short ? -integers.cost : integers.cost);
      expect(realisedPnl.toUnits(8)).toBe(integers.realised);
    }),
  );
});

/** The fills of one trade in a world that rounds every value to 8 decimals and trades through zero in two steps. */
function splitAtZero(held: Decimal, side: Side, lots: number, ticks: number): readonly Fill[] {
  const size = Decimal.fromUnits(lots, 6);
  const closes = !held.isZero() && held.isPositive() === (side === 'sell');
  const first = closes ? Decimal.min(held.abs(), size) : size;
  const parts = first.equals(size) ? [size] : [first, size.minus(first)];
  return parts.map(part => fill(side, part, part.times(Decimal.fromUnits(ticks, 2)).round(8, 'half-up')));
}

/** Average cost in whole units of 10^-8, each division rounded half-up. */
class IntegerLedger {
  quantity = 0n;
  cost = 0n;
  realised = 0n;

  apply(sign: 1n | -1n, size: bigint, ticks: bigint): void {
    const value = (part: bigint): bigint => halfUp(ticks * part, 100n);
    const open = this.quantity < 0n ? -this.quantity : this.quantity;
    if (this.quantity === 0n || this.quantity > 0n === sign > 0n) {
      this.quantity += sign * size;
      this.cost += value(size);
      return;
    }
    const closed = open < size ? open : size;
    const costOut = closed === open ? this.cost : halfUp(this.cost * closed, open);
    this.realised += this.quantity > 0n ? value(closed) - costOut : costOut - value(closed);
    this.cost = closed < size ? value(size - closed) : this.cost - costOut;
    this.quantity += sign * size;
  }
}

function halfUp(top: bigint, bottom: bigint): bigint {
  return (2n * top + bottom) / (2n * bottom);
}
