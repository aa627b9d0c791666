import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { describeAccount, isTradingError } from '@trader/core';
import { configInvalid, errorFinding } from '../config/finding.ts';
import { printable } from '../display/printable.ts';
import { compactJournal } from '../journal/compact-journal.ts';
import type { Retention } from '../journal/compaction.ts';
import type { EntryRow } from '../journal/entry-row.ts';
import { followJournal } from '../journal/follow-journal.ts';
import { JournalReader } from '../journal/journal-reader.ts';
import { type JournalSummary, verifyJournal } from '../journal/verify-journal.ts';
import { exitCodes } from '../run/exit-codes.ts';
import { type CommandContext, loadProjectWithoutKeys, type ProjectFlags } from './command-context.ts';

/** Flags of `trader journal verify`. */
export interface JournalFlags extends ProjectFlags {
  /** A journal that no configuration has to name. */
  readonly file?: string;
}

/** Flags of `trader journal export`. */
export interface ExportFlags extends JournalFlags {
  /** The first sequence that is written. */
  readonly from: number;
}

/** Flags of `trader journal tail`. */
export interface TailFlags extends JournalFlags {
  /** How many of the newest entries. */
  readonly lines: number;
  /** Whether entries that are added are shown too. */
  readonly follow?: boolean;
}

/** Flags of `trader journal compact`. */
export interface CompactFlags extends JournalFlags {
  /** Days of entries that stay. Default: what the configuration says, otherwise none before the newest snapshot. */
  readonly keepDays?: number;
}

/** Lines written between two looks at the signal. */
const linesPerTurn = 500;

/** Characters of a record that a line for people shows. */
const recordWidth = 160;

/** `trader journal verify`: reads everything and says what is there; exit code 1 with the place when something is wrong. */
export function verifyCommand(flags: JournalFlags, context: CommandContext): Promise<number> {
  return withReader(flags, context, async reader => {
    try {
      const summary = verifyJournal(reader);
      context.stdout.write(
        flags.json === true ? `${JSON.stringify({ ok: true, ...summary })}\n` : summaryText(summary),
      );
      return exitCodes.ok;
    } catch (error) {
      if (flags.json !== true || !isTradingError(error, 'journal/failed')) throw error;
      const { message, context: facts } = error;
      context.stdout.write(`${JSON.stringify({ ok: false, file: reader.file, message, ...facts })}\n`);
      return exitCodes.failed;
    }
  });
}

/** `trader journal export`: one JSON object per line. */
export function exportCommand(flags: ExportFlags, context: CommandContext): Promise<number> {
  return withReader(flags, context, async reader => {
    for (const row of reader.read(flags.from)) {
      context.stdout.write(lineOf(row, true));
      // Now and then it is looked whether anybody still reads.
      if (row.sequence % linesPerTurn === 0) await turn();
      if (context.signal.aborted) break;
    }
    return exitCodes.ok;
  });
}

/** `trader journal tail`: the newest entries, and with `--follow` those that come. */
export function tailCommand(flags: TailFlags, context: CommandContext): Promise<number> {
  return withReader(flags, context, async reader => {
    const from = Math.max(1, reader.lastSequence - flags.lines + 1);
    const rows = flags.follow === true ? followJournal(reader, from, context.signal) : reader.read(from);
    for await (const row of rows) context.stdout.write(lineOf(row, flags.json === true));
    return exitCodes.ok;
  });
}

/** `trader journal compact`: drops what a snapshot stands in for; exit code 1 with the reason when nothing may go. */
export async function compactCommand(flags: CompactFlags, context: CommandContext): Promise<number> {
  const { file, retention } = await compactionOf(flags, context);
  const { dropped, beginning, isShrunk } = compactJournal(file, retention, Date.now());
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify({ ok: true, file, dropped, beginning, isShrunk })}\n`);
    return exitCodes.ok;
  }
  const entries = dropped === 1 ? '1 entry was' : `${dropped} entries were`;
  const size = isShrunk
    ? 'the file was made smaller'
    : 'a run has the file, which keeps its size and fills the room again';
  context.stdout.write(`ok: ${file}: ${entries} dropped, it begins with the snapshot at entry ${beginning}; ${size}\n`);
  return exitCodes.ok;
}

async function compactionOf(
  { keepDays, ...flags }: CompactFlags,
  context: CommandContext,
): Promise<{ readonly file: string; readonly retention: Retention }> {
  const given = keepDays === undefined ? undefined : { days: keepDays };
  if (flags.file !== undefined) return { file: path.resolve(flags.file), retention: given ?? { days: 0 } };
  const loaded = await loadProjectWithoutKeys(flags, context);
  const { projectDir, config } = loaded;
  if (config.journal === false) throw keepsNone(loaded.placeOf(['journal']));
  const { file, retentionDays, entriesMax } = config.journal;
  const isConfigured = retentionDays !== undefined || entriesMax !== undefined;
  const configured = isConfigured ? { days: retentionDays, entries: entriesMax } : { days: 0 };
  return { file: path.resolve(projectDir, file), retention: given ?? configured };
}

async function withReader(
  flags: JournalFlags,
  context: CommandContext,
  use: (reader: JournalReader) => Promise<number>,
): Promise<number> {
  const reader = new JournalReader(flags.file ?? (await configuredFile(flags, context)));
  try {
    return await use(reader);
  } finally {
    reader.close();
  }
}

async function configuredFile(flags: ProjectFlags, context: CommandContext): Promise<string> {
  const loaded = await loadProjectWithoutKeys(flags, context);
  const { projectDir, config } = loaded;
  if (config.journal !== false) return path.resolve(projectDir, config.journal.file);
  throw keepsNone(loaded.placeOf(['journal']));
}

function keepsNone(place: string) {
  const problem = 'journal is false, so this project keeps none';
  return configInvalid([errorFinding(place, problem, 'Name a journal with --file FILE')]);
}

function summaryText(summary: JournalSummary): string {
  const { file, schemaVersion, entries, beginning, firstTimeMs, lastTimeMs, account, counts } = summary;
  const since = beginning === 1 ? '' : ` since the snapshot at entry ${beginning}`;
  const span =
    firstTimeMs === undefined || lastTimeMs === undefined
      ? ''
      : `, ${timeText(firstTimeMs)} to ${timeText(lastTimeMs)}`;
  const lines = Object.entries(counts).map(([type, count]) => `${String(count).padStart(10)}  ${type}`);
  const owner = account === undefined ? 'it belongs to no account yet' : `it belongs to ${describeAccount(account)}`;
  const head = `ok: ${file}, version ${schemaVersion}: ${entries} entries without a hole${since}, every checksum right${span}; ${owner}`;
  return `${[head, ...lines].join('\n')}\n`;
}

function lineOf({ sequence, timeMs, type, text }: EntryRow, json: boolean): string {
  // The text is the record's JSON already.
  if (json) return `{"sequence":${sequence},"timeMs":${timeMs},"record":${text}}\n`;
  const shown = text.length <= recordWidth ? text : `${text.slice(0, recordWidth)}…`;
  return `${String(sequence).padStart(8)}  ${timeText(timeMs)}  ${type.padEnd(15)}  ${printable(shown)}\n`;
}

function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
