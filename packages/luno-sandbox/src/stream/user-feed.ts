import type { ExchangeEvent, OrderFilledPart } from '@trader/sim';
import type { SandboxBehaviour } from '../behaviour.ts';
import type { Accounts } from '../exchange/accounts.ts';
import type { Random } from '../market/random.ts';
import type { NumberFormat } from '../wire/number-format.ts';
import { balanceMessage, fillMessage, type StatusSource, statusMessage, type UserMessage } from './user-messages.ts';

/** What a user feed is made of. */
export interface UserFeedParts {
  /** Which users have streams, and their account numbers. */
  readonly accounts: Accounts;
  /** How numbers are written. */
  readonly format: NumberFormat;
  /** Which messages, and in which order. */
  readonly behaviour: Pick<SandboxBehaviour, 'fillMessages' | 'statusMessages' | 'userMessageOrder'>;
  /** Chance, for shuffled order. */
  readonly random: Random;
}

/** Translates what one command did into user-stream messages, in the order in which they are to be sent. */
export type UserFeed = (events: readonly ExchangeEvent[]) => readonly UserMessage[];

/** The feed of all users. */
export function createUserFeed(parts: UserFeedParts): UserFeed {
  return events => {
    const groups = new Map<string, MessageGroup>();
    const instant = parts.behaviour.statusMessages === 'skip-instant' ? finishedOrders(events) : new Set<string>();
    for (const event of events) {
      if (!('account' in event) || !parts.accounts.has(event.account)) continue;
      let group = groups.get(event.account);
      if (group === undefined) {
        group = new MessageGroup(parts, instant);
        groups.set(event.account, group);
      }
      group.note(event);
    }
    return [...groups.values()].flatMap(group => group.inOrder());
  };
}

/** The messages of one user about one matching event. */
class MessageGroup {
  readonly #parts: UserFeedParts;
  readonly #instant: ReadonlySet<string>;
  readonly #accepted = new Set<string>();
  readonly #pending = new Set<string>();
  readonly #placement: UserMessage[] = [];
  readonly #fills: OrderFilledPart[] = [];
  readonly #status: UserMessage[] = [];
  readonly #balance: UserMessage[] = [];

  constructor(parts: UserFeedParts, instant: ReadonlySet<string>) {
    this.#parts = parts;
    this.#instant = instant;
  }

  note(event: ExchangeEvent & { readonly account: string }): void {
    switch (event.type) {
      case 'order-accepted':
        this.#accepted.add(event.orderId);
        if (!this.#instant.has(event.orderId)) this.#placement.push(statusMessage(event, 'AWAITING'));
        return;
      case 'order-opened':
        this.#toPending(event);
        return;
      case 'order-triggered':
        this.#toPending(event);
        return;
      case 'order-filled-part':
        if (this.#accepted.has(event.orderId)) this.#toPending(event);
        this.#addFill(event);
        return;
      case 'order-finished':
        this.#status.push(statusMessage(event, 'COMPLETE'));
        return;
      case 'balance-changed': {
        const account = this.#parts.accounts.of(event.account, event.asset);
        if (account !== undefined) this.#balance.push(balanceMessage(event, account, this.#parts.format));
        return;
      }
      default:
        return;
    }
  }

  inOrder(): readonly UserMessage[] {
    const { behaviour, random, format } = this.#parts;
    const fills = this.#fills.map(fill => fillMessage(fill, format));
    const order = behaviour.userMessageOrder === 'shuffled' ? random.pick(orders) : behaviour.userMessageOrder;
    const groups = { fill: fills, status: this.#status, balance: this.#balance };
    return [...this.#placement, ...order.split('-').flatMap(name => groups[name as keyof typeof groups])];
  }

  #toPending(event: StatusSource): void {
    if (this.#pending.has(event.orderId)) return;
    this.#pending.add(event.orderId);
    if (!this.#instant.has(event.orderId)) this.#placement.push(statusMessage(event, 'PENDING'));
  }

  #addFill(fill: OrderFilledPart): void {
    const last = this.#fills.findIndex(earlier => earlier.orderId === fill.orderId);
    const earlier = this.#fills[last];
    if (earlier === undefined || this.#parts.behaviour.fillMessages === 'per-trade') this.#fills.push(fill);
    else this.#fills[last] = joined(earlier, fill);
  }
}

const orders = [
  'fill-status-balance',
  'fill-balance-status',
  'status-fill-balance',
  'status-balance-fill',
  'balance-fill-status',
  'balance-status-fill',
] as const;

function finishedOrders(events: readonly ExchangeEvent[]): Set<string> {
  return new Set(events.flatMap(event => (event.type === 'order-finished' ? [event.orderId] : [])));
}

/** Two fills of one order as one: the later totals, the sum of the increases. */
function joined(earlier: OrderFilledPart, later: OrderFilledPart): OrderFilledPart {
  return {
    ...later,
    baseDelta: earlier.baseDelta.plus(later.baseDelta),
    quoteDelta: earlier.quoteDelta.plus(later.quoteDelta),
    feeBaseDelta: earlier.feeBaseDelta.plus(later.feeBaseDelta),
    feeQuoteDelta: earlier.feeQuoteDelta.plus(later.feeQuoteDelta),
  };
}
