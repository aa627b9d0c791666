import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import { type ConvertFlags, convertCommand } from './convert-command.ts';
import { readDuration } from './read-duration.ts';
import { type RecordFlags, recordCommand } from './record-command.ts';

/** Adds `trader record` and `trader convert`. */
export function addDataCommands(
  program: Command,
  context: CommandContext,
  perform: (run: () => Promise<number>) => Promise<void>,
): void {
  addRecord(program, context, perform);
  addConvert(program, context, perform);
}

type Perform = (run: () => Promise<number>) => Promise<void>;

function addRecord(program: Command, context: CommandContext, perform: Perform): void {
  program
    .command('record')
    .description(
      'write market data for backtests: live until Ctrl-C, or bars of the past with --history; trades nothing',
    )
    .option('--project <directory>', "the project's folder", '.')
    .option(
      '--config <file>',
      'the configuration, relative to the project (default: configs/global_strategy_config.yaml)',
    )
    .option('--symbol <name>', 'a market; may be given again (default: those of the enabled strategies)', added, [])
    .addOption(
      new Option(
        '--kind <kind>',
        'what to record live: tick, trade, book, bar or order (every message of an order-by-order stream); may be given again (default: tick and trade)',
      )
        .argParser(kind)
        .default([], 'tick and trade'),
    )
    .option('--depth <levels>', 'levels per side of books', count, 10)
    .option('--out <directory>', 'folder of all recordings, relative to the project', 'recordings')
    .option('--file-size <megabytes>', 'begin another file after as many', count, 64)
    .option('--for <seconds>', 'stop in order after this many seconds', seconds)
    .option('--history <time>', 'bars of the past instead, this far back, such as 30d', duration)
    .option('--interval <time>', 'length of bars, such as 5m', duration)
    .option('--overwrite', 'replace the files of an earlier recording of the past')
    .option('--json', 'print one JSON object in the end')
    .action((flags: RecordFlags) => perform(() => recordCommand(flags, context)));
}

function addConvert(program: Command, context: CommandContext, perform: Perform): void {
  const kinds = ['bar', 'trade', 'tick', 'book', 'order'];
  program
    .command('convert')
    .description('turn market data (CSV, JSON, recordings) into one column file, which backtests read much faster')
    .argument('<files...>', 'files that continue each other, or their folder')
    .requiredOption('-o, --output <file>', 'the column file to write, such as data/XBTZAR-1m.tcol')
    .requiredOption('--symbol <name>', 'the market')
    .addOption(new Option('--kind <kind>', 'what the files hold').choices(kinds).default('bar'))
    .addOption(new Option('--as <kind>', 'what to write (default: what the files hold)').choices(kinds))
    .option('--interval <time>', 'length of the bars in the files, such as 1m', duration)
    .option('--to <time>', 'length of the bars to write, such as 1h', duration)
    .addOption(new Option('--fill-gaps <how>', 'bars where nothing is there').choices(['none', 'flat']))
    .addOption(
      new Option('--time <format>', 'how times are written (default: found out)').choices([
        'auto',
        's',
        'ms',
        'us',
        'ns',
        'iso',
      ]),
    )
    .addOption(
      new Option('--stamps <when>', "whether a bar's time is when it opens or closes").choices(['open', 'close']),
    )
    .option('--delimiter <text>', 'what separates the cells of CSV (default: found out)')
    .option(
      '--column <field=column>',
      'which column holds what, by name or position from 0, such as close=4; may be given again',
      column,
      {},
    )
    .option('--depth <levels>', 'levels per side of books', count, 10)
    .option(
      '--adapter <package>',
      'reads order-by-order text in the words of its exchange: a package, as brokerage.adapter names it',
    )
    .option('--project <directory>', 'the project that has the adapter', '.')
    .option('--overwrite', 'replace the file')
    .option('--json', 'print one JSON object')
    .action((files: string[], flags: ConvertFlags) => perform(() => convertCommand(files, flags, context)));
}

function added(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function kind(text: string, before: readonly string[]): readonly string[] {
  if (!['tick', 'trade', 'book', 'bar', 'order'].includes(text))
    throw new InvalidArgumentError('It must be tick, trade, book, bar or order; bars of the past come with --history.');
  return [...before, text];
}

function column(text: string, before: Readonly<Record<string, string | number | false>>) {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new InvalidArgumentError('It must be FIELD=COLUMN, such as close=4 or volume=false.');
  const choice = text.slice(at + 1);
  const value = choice === 'false' ? (false as const) : /^\d+$/.test(choice) ? Number(choice) : choice;
  return { ...before, [text.slice(0, at)]: value };
}

function duration(text: string): number {
  const value = readDuration(text);
  if (value !== undefined) return value;
  throw new InvalidArgumentError('It must be a length of time, such as 30s, 5m, 1h or 30d.');
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 2_000_000) return value;
  throw new InvalidArgumentError('It must be a number of seconds above 0, such as 60.');
}

function count(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 100_000) return value;
  throw new InvalidArgumentError('It must be a whole number of 1 or more.');
}
