import os from 'node:os';
import path from 'node:path';
import { type AssetAmount, type ClientOrderId, Decimal } from '@trader/core';
import { InvalidArgumentError } from 'commander';
import type { Settlement } from '../journal/left-order.ts';
import { settleInJournal } from '../journal/settle-in-journal.ts';
import { journalFile } from '../replay/replay-project.ts';
import { exitCodes } from '../run/exit-codes.ts';
import { type CommandContext, loadProjectWithoutKeys } from './command-context.ts';
import type { JournalFlags } from './journal-command.ts';

/** Flags of `trader settle`. */
export interface SettleFlags extends JournalFlags {
  /** What the person saw that proves it. */
  readonly note: string;
  /** Base filled in all, as decimal text. */
  readonly base?: string;
  /** Quote exchanged in all, as decimal text. */
  readonly quote?: string;
  /** Fees paid in all, each as `ASSET=AMOUNT`. */
  readonly fee?: readonly string[];
  /** Who says so. Default: the user of the machine. */
  readonly by?: string;
  /** Whether an order that is not unknown may be settled all the same. */
  readonly althoughOpen?: boolean;
}

/** Ends that a person may declare. */
const states = ['filled', 'canceled', 'expired', 'rejected'] as const satisfies readonly Settlement['state'][];

/** `trader settle`: declares how an unknown order ended, or clears up one that ended inconsistent, in the journal of a project that does not run. */
export async function settleCommand(
  order: string,
  named: string,
  flags: SettleFlags,
  context: CommandContext,
): Promise<number> {
  const state = states.find(each => each === named);
  if (state === undefined) throw new InvalidArgumentError(`The state is one of ${states.join(', ')}.`);
  const totals = totalsOf(flags);
  const settlement: Settlement = {
    command: 'settle',
    clientOrderId: order as ClientOrderId,
    state,
    note: flags.note,
    ...(totals === undefined ? {} : { totals }),
  };
  const file =
    flags.file === undefined ? journalFile(await loadProjectWithoutKeys(flags, context)) : path.resolve(flags.file);
  const { terms, from, wasInconsistent, sequence } = settleInJournal(file, settlement, {
    by: flags.by ?? userName(),
    nowMs: Date.now(),
    althoughOpen: flags.althoughOpen === true,
  });
  const what = wasInconsistent
    ? `had ended as ${from}, inconsistent, and is cleared up`
    : `was ${from} and is settled as ${state}`;
  const text = `ok: order ${order} (${terms.side} on ${terms.symbol}, strategy ${terms.strategy}) ${what}, entry ${sequence}; the next run counts it\n`;
  const facts = { ok: true, file, clientOrderId: order, from, state, sequence };
  context.stdout.write(flags.json === true ? `${JSON.stringify(facts)}\n` : text);
  return exitCodes.ok;
}

function totalsOf({ base, quote, fee = [] }: SettleFlags): Settlement['totals'] {
  if (base === undefined && quote === undefined && fee.length === 0) return undefined;
  if (base === undefined || quote === undefined) {
    throw new InvalidArgumentError('Totals need both --base and --quote: what was filled in all.');
  }
  const fees = fee.map(toFee);
  return {
    base: toAmount('--base', base),
    quote: toAmount('--quote', quote),
    fees: fees.length === 0 ? undefined : fees,
  };
}

function toFee(text: string): AssetAmount {
  const [asset = '', amount = ''] = text.split('=');
  if (asset === '' || amount === '') throw new InvalidArgumentError('Write fees as ASSET=AMOUNT, such as ZAR=1.25.');
  return { asset, amount: toAmount('--fee', amount) };
}

function toAmount(flag: string, text: string): Decimal {
  try {
    return Decimal.parse(text);
  } catch {
    throw new InvalidArgumentError(`${flag} was "${text}"; give decimal digits, such as 0.001.`);
  }
}

function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return 'operator';
  }
}
