import {
  type AccountIdentity,
  AssetLedger,
  type Balance,
  type Brokerage,
  type CallOptions,
  compareAccounts,
  Decimal,
  describeAccount,
  type KeyRights,
  type Trading,
} from '@trader/core';
import type { LoadedConfig } from '../config/load-config.ts';
import { configuredAccountKey, configuredJournalAccount } from '../journal/journal-account.ts';
import { exitCodes } from '../run/exit-codes.ts';
import { otherAccountRemedy } from '../run/explain-error.ts';
import { type Diagnosis, fail, ok, warn } from './diagnosis.ts';

/** Which account the key reaches, and whether the project's journal belongs to it; nothing where nothing names the account. */
export async function* examineIdentity(
  { name, trading }: Brokerage,
  loaded: LoadedConfig,
  ask: () => CallOptions,
): AsyncGenerator<Diagnosis, void> {
  const found: AccountIdentity = {
    brokerage: name,
    ids: (await trading?.accountIds?.(ask())) ?? [],
    key: configuredAccountKey(loaded),
  };
  if (found.ids.length === 0 && found.key === undefined) return;
  const text = describeAccount(found);
  const journaled = configuredJournalAccount(loaded);
  if (journaled === undefined) {
    yield ok('account', `${text}; no journal belongs to an account yet`);
    return;
  }
  switch (compareAccounts(journaled, found)) {
    case 'same':
      yield ok('account', `${text}, the one that the journal belongs to`);
      return;
    case 'unknown':
      yield warn('account', `${text}; the journal belongs to ${describeAccount(journaled)}`, 'See that they are one');
      return;
    default:
      yield fail(
        'account',
        `${text}, and the journal belongs to ${describeAccount(journaled)}`,
        otherAccountRemedy,
        exitCodes.config,
      );
  }
}

/** Whether the key works, what it may do, and whether the account holds what the strategies are given. */
export async function* examineAccount(
  trading: Trading,
  loaded: LoadedConfig,
  ask: () => CallOptions,
): AsyncGenerator<Diagnosis, void> {
  const balances = await trading.balances(ask());
  yield ok('key', `it works; the account holds ${balances.filter(({ total }) => !total.isZero()).length} assets`);
  yield* explainRights(await trading.keyRights?.(ask()));
  yield* compareCapital(balances, loaded);
  const open = await trading.openOrders(ask());
  if (open.length === 0) yield ok('orders', 'no order is open in the account');
  else
    yield warn(
      'orders',
      `${open.length} orders are open in the account already`,
      'They hold balance; cancel them if they are not wanted',
    );
}

function* explainRights(rights: KeyRights | undefined): Generator<Diagnosis, void> {
  if (rights === undefined) {
    yield warn('rights', 'what the key may do cannot be found out', 'See that it may trade and may not withdraw');
    return;
  }
  if (!rights.read || !rights.trade) {
    const missing = rights.read ? 'trade' : 'read balances and orders';
    yield fail('rights', `the key may not ${missing}`, 'Make a key that may', exitCodes.credentials);
  }
  if (rights.withdraw === true) {
    const remedy = 'Make a key that may read and trade only: a key that leaks can then not empty the account';
    yield fail('rights', 'the key may withdraw money', remedy, exitCodes.credentials);
  } else if (rights.withdraw === undefined) {
    yield warn('rights', 'whether the key may withdraw cannot be found out', 'See that it may not');
  } else if (rights.read && rights.trade) {
    yield ok('rights', 'the key may read and trade, and may not withdraw');
  }
}

function* compareCapital(balances: readonly Balance[], loaded: LoadedConfig): Generator<Diagnosis, void> {
  const assigned = new AssetLedger();
  for (const { enabled, capital } of loaded.config.strategies) {
    if (!enabled) continue;
    for (const [asset, text] of Object.entries(capital ?? {})) assigned.add(asset, Decimal.parse(text));
  }
  for (const [asset, amount] of assigned.entries()) {
    const balance = balances.find(each => each.asset === asset);
    const total = balance?.total ?? Decimal.zero;
    const available = balance?.available ?? Decimal.zero;
    const facts = `strategies are given ${amount} ${asset}, the account holds ${total}, ${available} of it free`;
    if (amount.greaterThan(total)) yield fail('capital', facts, 'Lower their capital or add funds', exitCodes.config);
    else if (amount.greaterThan(available)) yield warn('capital', facts, 'Orders that are open already hold the rest');
    else yield ok('capital', facts);
  }
  if (assigned.size === 0)
    yield warn('capital', 'no strategy is given any capital', 'Write capital: { ZAR: … } to let them buy');
}
