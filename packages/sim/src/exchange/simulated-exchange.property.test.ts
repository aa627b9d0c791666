import { Decimal, type OrderRequest, type Rounding, type Side, type StopTrigger, type TimeInForce } from '@trader/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MakerTakerFees, makerTakerFees } from '../fee-models/maker-taker-fees.ts';
import type { ExchangeCommand } from './exchange-command.ts';
import type { BalanceChanged, ExchangeEvent, OrderFilledPart } from './exchange-event.ts';
import type { ExchangeRules } from './exchange-options.ts';
import { anInstrument } from './fixtures/an-exchange.ts';
import { SimulatedExchange } from './simulated-exchange.ts';

const accounts = ['ann', 'bob', 'cid'] as const;
const assets = ['XBT', 'ETH', 'ZAR'] as const;
const symbols = ['XBTZAR', 'ETHXBT'] as const;

const side = fc.constantFrom<Side>('buy', 'sell');
const account = fc.constantFrom(...accounts);
const price = fc.integer({ min: 1, max: 14 }).map(ticks => Decimal.fromUnits(ticks * 5, 1));
const quantity = fc.integer({ min: 1, max: 4000 }).map(lots => Decimal.fromUnits(lots, 3));
const quoteQuantity = fc.integer({ min: 1, max: 20_000 }).map(units => Decimal.fromUnits(units, 3));
const head = { symbol: fc.constantFrom(...symbols), side };

const request: fc.Arbitrary<OrderRequest> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      ...head,
      type: fc.constant('limit' as const),
      price,
      quantity,
      timeInForce: fc.constantFrom<TimeInForce>('GTC', 'GTC', 'GTC', 'IOC', 'FOK'),
      postOnly: fc.constantFrom(false, false, true),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      ...head,
      type: fc.constant('stop-limit' as const),
      price,
      quantity,
      stopPrice: price,
      trigger: fc.constantFrom<StopTrigger>('above', 'below'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ ...head, type: fc.constant('market' as const), quantity }) },
  { weight: 1, arbitrary: fc.record({ ...head, type: fc.constant('market' as const), quoteQuantity }) },
);

const command: fc.Arbitrary<ExchangeCommand> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('place' as const),
      account,
      request,
      clientOrderId: fc.nat({ max: 400 }).map(id => `c-${id}`),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('cancel' as const),
      account,
      orderId: fc.nat({ max: 60 }).map(count => `o-${count}`),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constantFrom('deposit' as const, 'withdraw' as const),
      account,
      asset: fc.constantFrom(...assets),
      amount: quantity,
    }),
  },
);

const rules: fc.Arbitrary<ExchangeRules> = fc.record({
  postOnlyWouldTake: fc.constantFrom('reject', 'reject-and-burn-id', 'reject-and-record', 'accept-and-cancel'),
  unfilledImmediate: fc.constantFrom('accept-and-cancel', 'reject'),
  marketShortfall: fc.constantFrom('cancel-rest', 'reject'),
  marketPriceBand: fc.constantFrom('0', '0.3', '100'),
  stopPriceReached: fc.constantFrom('wake', 'sleep', 'reject'),
  selfTrade: fc.constantFrom('allow', 'reject-taker'),
  reservation: fc.constantFrom('principal', 'principal-and-fee'),
});

const rate = fc.constantFrom('-0.01', '0', '0.001', '0.0037', '0.2');
const rates = {
  maker: rate,
  taker: rate,
  asset: fc.constantFrom('base' as const, 'quote' as const, 'received' as const),
};
const fees: fc.Arbitrary<MakerTakerFees> = fc.record({
  ...rates,
  scale: fc.constantFrom(0, 2, 8),
  rounding: fc.constantFrom<Rounding>('up', 'down', 'floor', 'ceiling', 'half-even'),
  sell: fc.record(rates),
});

function build(ruleSet: ExchangeRules, feeSet: MakerTakerFees): SimulatedExchange {
  const exchange = new SimulatedExchange({
    markets: [
      { instrument: anInstrument() },
      { instrument: anInstrument({ symbol: 'ETHXBT', base: 'ETH', quote: 'XBT' }) },
    ],
    fees: makerTakerFees(feeSet),
    rules: ruleSet,
  });
  for (const name of accounts)
    for (const asset of assets) exchange.apply({ type: 'deposit', account: name, asset, amount: 20 }, 0);
  return exchange;
}

/** What does not hold, of everything that must hold after every command, whatever it was. */
function violations(exchange: SimulatedExchange): readonly string[] {
  const broken: string[] = [];
  const must = (holds: boolean, what: string) => {
    if (!holds) broken.push(what);
  };
  for (const asset of assets)
    must(exchange.totalOf(asset).equals(exchange.netDeposits(asset)), `${asset} is conserved`);
  for (const name of accounts) {
    const reserved = new Map<string, Decimal>();
    for (const order of exchange.openOrders(name)) {
      const instrument = exchange.instrument(order.symbol);
      const asset = (order.side === 'buy' ? instrument?.quote : instrument?.base) ?? '';
      reserved.set(asset, (reserved.get(asset) ?? Decimal.zero).plus(order.reserved));
      must(order.reserved.isPositive(), `${order.orderId} is covered`);
    }
    for (const holding of exchange.balances(name)) {
      const { asset, available, total } = holding;
      must(!available.isNegative(), `${name} has no debt of ${asset}`);
      must(holding.reserved.plus(available).equals(total), `${asset} of ${name} adds up`);
      must(holding.reserved.equals(reserved.get(asset) ?? 0), `${asset} of ${name} is reserved by open orders`);
    }
  }
  for (const symbol of symbols) {
    const { bid, ask } = exchange.ticker(symbol) ?? {};
    if (bid !== undefined && ask !== undefined) must(bid.lessThan(ask), `${symbol} is not crossed`);
    const { bids, asks } = exchange.bookOrders(symbol);
    for (const { orderId, quantity: resting } of [...bids, ...asks]) {
      const order = exchange.order(orderId);
      must(order?.status === 'open', `${orderId} rests because it is open`);
      must(order?.quantity?.minus(order.base).equals(resting) === true, `${orderId} rests with what is left of it`);
    }
  }
  return broken;
}

/** What somebody knows who only listens to the events. */
class Listener {
  readonly balances = new Map<string, BalanceChanged>();
  readonly orders = new Map<string, OrderFilledPart>();
  readonly sequences = new Map<string, number>();
  readonly alive = new Set<string>();

  hear(events: readonly ExchangeEvent[]): void {
    for (const event of events) {
      if (event.type === 'balance-changed') this.hearBalance(event);
      else if (event.type === 'order-filled-part') this.hearFill(event);
      else if (event.type === 'trade') {
        expect(event.sequence).toBe((this.sequences.get(event.symbol) ?? 0) + 1);
        expect(event.quote).toEqual(event.price.times(event.base));
        this.sequences.set(event.symbol, event.sequence);
      } else if (event.type === 'order-accepted') this.alive.add(event.orderId);
      else if (event.type === 'order-finished') expect(this.alive.delete(event.orderId)).toBe(true);
    }
  }

  private hearBalance(event: BalanceChanged): void {
    const key = `${event.account} ${event.asset}`;
    const before = this.balances.get(key);
    expect(event.rowIndex).toBe((before?.rowIndex ?? 0) + 1);
    expect(event.total).toEqual((before?.total ?? Decimal.zero).plus(event.totalDelta));
    expect(event.available).toEqual((before?.available ?? Decimal.zero).plus(event.availableDelta));
    this.balances.set(key, event);
  }

  private hearFill(event: OrderFilledPart): void {
    const before = this.orders.get(event.orderId);
    for (const [total, delta] of [
      ['base', 'baseDelta'],
      ['quote', 'quoteDelta'],
      ['feeBase', 'feeBaseDelta'],
      ['feeQuote', 'feeQuoteDelta'],
    ] as const)
      expect(event[total]).toEqual((before?.[total] ?? Decimal.zero).plus(event[delta]));
    expect(this.alive.has(event.orderId)).toBe(true);
    this.orders.set(event.orderId, event);
  }
}

const commands = fc.array(command, { minLength: 1, maxLength: 100, size: 'max' });

describe('a simulated exchange', () => {
  test('conserves every unit, covers every order and never crosses, after every command', () => {
    fc.assert(
      fc.property(commands, rules, fees, (list, ruleSet, feeSet) => {
        const exchange = build(ruleSet, feeSet);
        for (const [index, step] of list.entries()) {
          exchange.apply(step, index);
          expect(violations(exchange)).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('tells everything in its events: who listens knows balances, fills and open orders', () => {
    fc.assert(
      fc.property(commands, rules, fees, (list, ruleSet, feeSet) => {
        const exchange = build(ruleSet, feeSet);
        const listener = new Listener();
        for (const name of accounts)
          for (const asset of assets)
            listener.balances.set(`${name} ${asset}`, {
              ...exchange.balance(name, asset),
              rowIndex: 1,
            } as unknown as BalanceChanged);
        for (const [index, step] of list.entries()) listener.hear(exchange.apply(step, index));
        for (const name of accounts)
          for (const { asset, total, available } of exchange.balances(name))
            expect(listener.balances.get(`${name} ${asset}`)).toMatchObject({ total, available });
        for (const [orderId, { base, quote, feeBase, feeQuote }] of listener.orders)
          expect(exchange.order(orderId)).toMatchObject({ base, quote, feeBase, feeQuote });
        const open = accounts.flatMap(name => exchange.openOrders(name).map(order => order.orderId));
        expect(open.sort()).toEqual([...listener.alive].sort());
      }),
      { numRuns: 150 },
    );
  });

  test('collects exactly the fees that the orders paid', () => {
    fc.assert(
      fc.property(commands, fees, (list, feeSet) => {
        const exchange = build({}, feeSet);
        for (const [index, step] of list.entries()) exchange.apply(step, index);
        const paid = new Map<string, Decimal>(assets.map(asset => [asset, Decimal.zero]));
        const add = (asset: string, fee: Decimal) => paid.set(asset, (paid.get(asset) ?? Decimal.zero).plus(fee));
        for (const name of accounts) {
          for (const order of exchange.orders(name, { limit: 1000 })) {
            const instrument = exchange.instrument(order.symbol);
            add(instrument?.base ?? '', order.feeBase);
            add(instrument?.quote ?? '', order.feeQuote);
          }
        }
        for (const asset of assets) expect(exchange.feesCollected(asset)).toEqual(paid.get(asset));
      }),
      { numRuns: 100 },
    );
  });

  test('gives the same events for the same commands', () => {
    fc.assert(
      fc.property(commands, rules, fees, (list, ruleSet, feeSet) => {
        const [first, second] = [build(ruleSet, feeSet), build(ruleSet, feeSet)];
        for (const [index, step] of list.entries())
          expect(JSON.stringify(second.apply(step, index))).toBe(JSON.stringify(first.apply(step, index)));
      }),
      { numRuns: 50 },
    );
  });
});
