import { compareAccounts, describeAccount, SystemClock, silentLogger } from '@trader/core';
import { configJsonSchema } from '../config/config-schema.ts';
import type { Finding } from '../config/finding.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { configuredAccountKey, configuredJournalAccount } from '../journal/journal-account.ts';
import { createSystem } from '../run/create-system.ts';
import { exitCodeOfError, exitCodes } from '../run/exit-codes.ts';
import { otherAccountRemedy } from '../run/explain-error.ts';
import { type CommandContext, loadProject, type ProjectFlags } from './command-context.ts';
import { findingsOfError, printFindings } from './print-findings.ts';

/** Flags of `trader check`. */
export interface CheckFlags extends ProjectFlags {
  /** Print the JSON Schema of the configuration and do nothing else. */
  readonly schema?: boolean;
}

/** `trader check`: everything that can be checked without a network. */
export async function checkCommand(flags: CheckFlags, context: CommandContext): Promise<number> {
  if (flags.schema === true) {
    context.stdout.write(`${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
    return exitCodes.ok;
  }
  const { findings, exitCode, loaded } = await check(flags, context);
  if (flags.json === true) {
    const ok = exitCode === exitCodes.ok;
    context.stdout.write(`${JSON.stringify({ ok, findings, config: loaded?.config })}\n`);
    return exitCode;
  }
  printFindings(findings, context);
  context.stdout.write(`${conclusion(findings, loaded)}\n`);
  return exitCode;
}

interface Checked {
  readonly findings: readonly Finding[];
  readonly exitCode: number;
  readonly loaded: LoadedConfig | undefined;
}

async function check(flags: ProjectFlags, context: CommandContext): Promise<Checked> {
  let loaded: LoadedConfig | undefined;
  try {
    loaded = await loadProject(flags, context);
    const { system, brokerage, findings } = await createSystem(loaded, {
      logger: silentLogger,
      clock: new SystemClock(),
    });
    await system.stop();
    await brokerage.close();
    const about = accountFinding(brokerage.name, loaded);
    const all = [...loaded.warnings, ...findings, ...(about === undefined ? [] : [about])];
    return { findings: all, exitCode: about?.level === 'error' ? exitCodes.config : exitCodes.ok, loaded };
  } catch (error) {
    const findings = findingsOfError(error);
    if (findings === undefined) throw error;
    return { findings: [...(loaded?.warnings ?? []), ...findings], exitCode: exitCodeOfError(error), loaded };
  }
}

/** Which account the journal belongs to; an error where it is surely not the configured key's. */
function accountFinding(brokerage: string, loaded: LoadedConfig): Finding | undefined {
  const journaled = configuredJournalAccount(loaded);
  if (journaled === undefined) return undefined;
  const place = loaded.placeOf(['brokerage']);
  const owner = `the journal belongs to ${describeAccount(journaled)}`;
  const key = configuredAccountKey(loaded);
  const found = compareAccounts(journaled, { brokerage, ids: [], key });
  if (found !== 'different') return { level: 'info', kind: 'config', place, problem: owner, remedy: '' };
  // A key may have been replaced; where the brokerage names its accounts, only asking it tells.
  if (journaled.brokerage === brokerage && journaled.ids.length > 0) {
    const problem = `${owner}, and the key is another one than it was`;
    return { level: 'warning', kind: 'config', place, problem, remedy: 'trader doctor asks whose it is' };
  }
  const problem = `${owner}, and ${brokerage} is configured with ${key === undefined ? 'no key' : `key ${key}`}`;
  return { level: 'error', kind: 'config', place, problem, remedy: otherAccountRemedy };
}

function conclusion(findings: readonly Finding[], loaded: LoadedConfig | undefined): string {
  const count = findings.filter(({ level }) => level === 'error').length;
  if (count > 0 || loaded === undefined) return `${count} ${count === 1 ? 'error' : 'errors'}. Nothing would run.`;
  const { strategies, brokerage } = loaded.config;
  const enabled = strategies.filter(each => each.enabled).map(({ id }) => id);
  return `ok: ${enabled.join(', ')} would run on ${brokerage.adapter}. Nothing was sent; trader doctor also asks the brokerage.`;
}
