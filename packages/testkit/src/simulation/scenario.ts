import { type Capabilities, Decimal, type TradingSystemOptions } from '@trader/core';
import type { RandomStream } from '../random/random-stream.ts';

/** How the simulated brokerage takes fees. */
export interface FeeMode {
  /** Fees come in what a fill brings in, or always in quote. */
  readonly takenIn: 'received' | 'quote';
  /** Fraction for orders that rest; negative is a rebate. */
  readonly maker: Decimal;
  /** Fraction for orders that take. */
  readonly taker: Decimal;
}

/** How likely each kind of trouble is in one seed; 0 leaves it out. Probabilities are per occasion unless a field says otherwise. */
interface Odds {
  /** A call to the brokerage gets into trouble. */
  readonly call: number;
  /** A call that only reads gets into trouble. */
  readonly read: number;
  /** A frame of the private stream is lost, together with a gap. */
  readonly dropFrame: number;
  /** A frame of the private stream is lost, and nothing shows it. */
  readonly dropFrameSilently: number;
  /** A frame comes twice. */
  readonly duplicateFrame: number;
  /** A frame does not name our id. */
  readonly anonymousFrame: number;
  /** The private stream goes down, per second. */
  readonly linkDown: number;
  /** A commit takes its time. */
  readonly slowCommit: number;
  /** A commit fails. */
  readonly failCommit: number;
  /** An append finds the journal full. */
  readonly journalFull: number;
  /** The process dies, per second. */
  readonly crash: number;
  /** The process dies inside one call of a port. */
  readonly crashInPort: number;
  /** The process is stopped in order and started again, per second. */
  readonly cleanRestart: number;
  /** Our clock jumps, per second. */
  readonly clockJump: number;
  /** Our clock is set forward or back by minutes, per second. */
  readonly clockJumpFar: number;
  /** The brokerage's clock is set forward or back, per second. */
  readonly brokerageClockStep: number;
  /** Prices come late, twice or not at all. */
  readonly tick: number;
  /** The market stream breaks, per second. */
  readonly marketDown: number;
  /** A call never comes back, or only after minutes. */
  readonly hang: number;
  /** The brokerage refuses to cancel an order for some time, although it is open. */
  readonly refusedCancel: number;
  /** A trade is revised later: it was for more quote than told first, per open order with fills and second. */
  readonly revisedTrade: number;
  /** A list comes back incomplete, and nothing says so. */
  readonly truncatedList: number;
  /** A fee is booked after its fill. */
  readonly lateFee: number;
  /** Money comes in or goes out, per second. */
  readonly transfer: number;
  /** Somebody starts the system a second time on the same journal, per second. */
  readonly secondInstance: number;
  /** A hook throws. */
  readonly hookThrows: number;
  /** A person does something, per second. */
  readonly operator: number;
  /** Somebody else trades on the account, per second. */
  readonly foreignOrder: number;
  /** The brokerage cancels an order by itself, per open order and second. */
  readonly selfCancel: number;
}

/** Everything that one seed decides before the first event. */
export interface Scenario {
  /** What the brokerage can do. */
  readonly capabilities: Capabilities;
  /** How it takes fees. */
  readonly fees: FeeMode;
  /** The brokerage's clock minus true time, in milliseconds. */
  readonly brokerageOffsetMs: number;
  /** What goes wrong, and how often. */
  readonly odds: Odds;
  /** How long the adapter waits for an answer, in milliseconds. */
  readonly callTimeoutMs: number;
  /** Our placements may wait so long, in milliseconds. */
  readonly placeWithinMs: number;
  /** Whether another system trades on the same account. */
  readonly hasRival: boolean;
  /** What is done about orders by hand. */
  readonly foreignOrders: NonNullable<TradingSystemOptions['foreignOrders']>;
  /** What is done about balances that nothing explains. */
  readonly unexplainedBalances: NonNullable<TradingSystemOptions['unexplainedBalances']>;
  /** How often the account is read although it is pushed, in milliseconds. */
  readonly auditMs: number;
  /** Whether lists of open orders tell our ids. */
  readonly listsNameUs: boolean;
  /** Whether strategies use exits that the engine holds. */
  readonly usesExits: boolean;
  /** Whether journal entries go through text, as on a disk; else they are kept as they are, which takes a fifth less time. */
  readonly keepsText: boolean;
  /** Records between two snapshots of everything. */
  readonly snapshotEvery: number;
  /** Whether what is older than the newest snapshot is dropped when a process ends. */
  readonly compacts: boolean;
  /** Ended orders that are remembered. */
  readonly closedOrdersMax: number;
}

/** Draws which troubles there are, and how strong: with all of them always at full strength, many mistakes would hide behind others. */
export function drawScenario(random: RandomStream): Scenario {
  const strength = (most: number): number => (random.chance(0.3) ? 0 : most * random.next() ** 2);
  const readLagMs = random.pick([0, 200, 2_000]);
  const streams = random.chance(0.75);
  const fills = random.pick(['cumulative', 'trade-id', 'both'] as const);
  const takenIn = random.pick(['received', 'quote'] as const);
  return {
    capabilities: {
      orderTypes: random.chance(0.5) ? ['market', 'limit', 'stop-limit'] : ['market', 'limit'],
      timesInForce: ['GTC', 'IOC', 'FOK'],
      postOnly: 'cancels',
      marketBuySizing: random.pick(['quote', 'either']),
      marketSellSizing: 'base',
      clientOrderId: { lengthMax: random.pick([20, 36, 64]), characters: '0-9A-Za-z' },
      requestExpiry: random.chance(0.9)
        ? {
            timeToLiveMs: random.pick([500, 1_000, 10_000]),
            readLagMs,
            clockResolutionMs: random.pick([0, 1, 1_000]),
          }
        : undefined,
      privateStream: { orders: streams, fills: streams, balances: streams },
      marketStream: random.chance(0.85),
      fills,
      feeAssets: takenIn === 'quote' ? ['quote'] : ['base', 'quote'],
      bookDepthMax: 3,
      shortSelling: false,
      rateLimit: { requestsMax: 300, windowMs: 60_000 },
    },
    fees: {
      takenIn,
      maker: Decimal.from(random.pick(['0', '0.0005', '-0.0002'])),
      taker: Decimal.from(random.pick(['0', '0.001', '0.0025'])),
    },
    brokerageOffsetMs: random.integer(-60_000, 60_000),
    odds: drawOdds(random, strength, {
      mayBeLate: streams && fills !== 'trade-id',
      mayBeRevised: fills === 'cumulative',
    }),
    callTimeoutMs: random.pick([1_500, 5_000]),
    placeWithinMs: random.pick([500, 5_000]),
    hasRival: random.chance(0.08),
    foreignOrders: random.pick(['alarm', 'ignore', { adopt: 'busy' }] as const),
    unexplainedBalances: random.pick(['halt', 'alarm', 'ignore', 'ignore', 'ignore'] as const),
    snapshotEvery: random.pick([100, 500, 20_000]),
    auditMs: random.pick([10_000, 30_000]),
    listsNameUs: random.chance(0.7),
    usesExits: random.chance(0.3),
    keepsText: random.chance(0.25),
    compacts: random.chance(0.5),
    closedOrdersMax: 5_000,
  };
}

function drawOdds(
  random: RandomStream,
  strength: (most: number) => number,
  { mayBeLate, mayBeRevised }: { readonly mayBeLate: boolean; readonly mayBeRevised: boolean },
): Odds {
  return {
    call: strength(0.5),
    read: strength(0.4),
    dropFrame: strength(0.2),
    dropFrameSilently: strength(0.05),
    duplicateFrame: strength(0.3),
    anonymousFrame: strength(0.5),
    linkDown: strength(0.1),
    slowCommit: strength(0.6),
    failCommit: strength(0.004),
    journalFull: strength(0.001),
    crash: strength(0.05),
    crashInPort: strength(0.008),
    cleanRestart: strength(0.02),
    clockJump: strength(0.03),
    clockJumpFar: strength(0.004),
    brokerageClockStep: strength(0.02),
    tick: strength(0.3),
    marketDown: strength(0.05),
    hang: strength(0.02),
    refusedCancel: strength(0.3),
    revisedTrade: mayBeRevised ? strength(0.05) : 0,
    truncatedList: strength(0.2),
    lateFee: mayBeLate ? strength(0.3) : 0,
    transfer: random.chance(0.25) ? 0.02 * random.next() : 0,
    secondInstance: strength(0.01),
    hookThrows: strength(0.01),
    operator: strength(0.1),
    foreignOrder: strength(0.1),
    selfCancel: strength(0.05),
  };
}
