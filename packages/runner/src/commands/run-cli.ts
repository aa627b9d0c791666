import { Command, CommanderError, InvalidArgumentError } from 'commander';
import picocolors from 'picocolors';
import { addDataCommands } from '../record/data-commands.ts';
import { exitCodeOfError, exitCodes } from '../run/exit-codes.ts';
import { ownManifest } from '../scaffold/package-dir.ts';
import { type BacktestFlags, backtestCommand } from './backtest-command.ts';
import { type CheckFlags, checkCommand } from './check-command.ts';
import type { CommandContext, ProjectFlags } from './command-context.ts';
import { doctorCommand } from './doctor-command.ts';
import { explainCommand } from './explain-command.ts';
import { type InitFlags, initCommand } from './init-command.ts';
import {
  type CompactFlags,
  compactCommand,
  type ExportFlags,
  exportCommand,
  type JournalFlags,
  type TailFlags,
  tailCommand,
  verifyCommand,
} from './journal-command.ts';
import { type OptimizeFlags, optimizeCommand } from './optimize-command.ts';
import { toSettlement } from './person-commands.ts';
import { findingsOfError, printFindings } from './print-findings.ts';
import { type ReplayFlags, replayCommand } from './replay-command.ts';
import { type RunFlags, runCommand } from './run-command.ts';
import { type SettleFlags, settleCommand } from './settle-command.ts';

const exitCodeHelp = `
Exit codes:
  0    everything was done
  1    the run failed, or a strategy failed and is paused
  2    the command line is wrong
  3    the configuration, a strategy file or the project is wrong
  4    a key is missing, refused, or may not do what is needed
  5    the brokerage cannot be reached
  6    stopped, and orders are left that the stop policy wanted gone, or whose outcome is unknown
  7    a replay decided something else than its run did
  8    a recording is missing, damaged or cut short; what is there replays alike
  9    a hook never returned, and the process was ended; orders are as they were
  130  a second Ctrl-C ended it at once; orders are as they were
`;

/** Runs the `trader` command with these arguments and gives its exit code; never exits by itself. */
export async function runCli(args: readonly string[], context: CommandContext): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = createProgram(context, async run => {
    exitCode = await run();
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    // Commander has told of its own errors; this one is ours.
    if (error instanceof InvalidArgumentError) context.stderr.write(`error: ${error.message}\n`);
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    return report(error, args.includes('--json'), context);
  }
  return exitCode;
}

function createProgram(context: CommandContext, perform: (run: () => Promise<number>) => Promise<void>): Command {
  const program = new Command('trader')
    .description('Runs trading strategies from a project: configs/, strategies/ and .env')
    .version(ownManifest().version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this page')
    .addHelpText('after', exitCodeHelp)
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help to see what there is)')
    .exitOverride()
    .configureOutput({
      writeOut: text => void context.stdout.write(text),
      writeErr: text => void context.stderr.write(text),
    });
  onProject(program, 'run', 'trade until Ctrl-C; a second Ctrl-C leaves at once')
    .option('--for <seconds>', 'stop in order after this many seconds', seconds)
    .option('--plain', 'one line per event instead of the live table')
    .option('--json', 'one JSON object per line; the last one is the summary')
    .option('--accept-account', 'take the journal for this account although it belongs to another one')
    .option('--resume', 'take new risk again, whatever halted it')
    .option('--resume-strategy <id>', 'let a paused strategy go on; may be given again', added)
    .option('--settle <id=state>', 'declare how an unknown order ended (needs --note); may be given again', settlements)
    .option('--note <text>', 'what you saw that proves it')
    .action((flags: RunFlags) => perform(() => runCommand(flags, context)));
  addBacktestCommand(program, context, perform);
  addOptimizeCommand(program, context, perform);
  addDataCommands(program, context, perform);
  onProject(program, 'check', 'check configuration, secrets, strategies and params, without a network')
    .option('--schema', 'print the JSON Schema of the configuration')
    .option('--json', 'print one JSON object')
    .action((flags: CheckFlags) => perform(() => checkCommand(flags, context)));
  onProject(program, 'doctor', 'ask the brokerage too: key, clock, markets, money; sends no order')
    .option('--json', 'print one JSON object')
    .action((flags: ProjectFlags) => perform(() => doctorCommand(flags, context)));
  onProject(
    program,
    'replay',
    'run engine and strategies again on a recorded run; name the first decision that differs',
  )
    .option('--run <id>', 'which run, by the beginning of its id or by its folder (default: the newest)')
    .option('--json', 'print one JSON object')
    .action((flags: ReplayFlags) => perform(() => replayCommand(flags, context)));
  onProject(program, 'explain', 'why an order was placed and what became of it, step by step, also while a run goes on')
    .argument('<order>', "the order: our id or the brokerage's, or the beginning of one")
    .option('--file <file>', "a journal's file, without a project")
    .option('--json', 'print one JSON object')
    .action((order: string, flags: JournalFlags) => perform(() => explainCommand(order, flags, context)));
  addSettleCommand(program, context, perform);
  addJournalCommands(program, context, perform);
  program
    .command('init')
    .description('write a new project that works')
    .argument('<directory>', 'its folder')
    .option('--json', 'print one JSON object')
    .action((directory: string, flags: InitFlags) => perform(() => initCommand(directory, flags, context)));
  return program;
}

function addBacktestCommand(
  program: Command,
  context: CommandContext,
  perform: (run: () => Promise<number>) => Promise<void>,
): void {
  onSimulation(
    program,
    'backtest',
    'run the strategies on market data of the past and write a report; no network, no keys',
  )
    .option('--strategy <id>', 'run only this one; may be given again', added)
    .option('--report <file>', 'the HTML file; the JSON is written beside it')
    .option('--log <file>', "add the strategies' log lines to this file")
    .option('--json', 'print the figures as one JSON object')
    .action((flags: BacktestFlags) => perform(() => backtestCommand(flags, context)));
}

function addOptimizeCommand(
  program: Command,
  context: CommandContext,
  perform: (run: () => Promise<number>) => Promise<void>,
): void {
  onSimulation(program, 'optimize', 'search the params of a strategy by backtests and write a report')
    .option('--method <name>', 'grid, random or direct')
    .option('--trials <count>', 'most sets to try', count)
    .option('--workers <count>', 'backtests at once', count)
    .option('--objective <figure>', 'the figure to make as good as possible, such as sharpeRatio')
    .option('--fresh', 'forget the trials of an interrupted search')
    .option('--json', 'print the best set as one JSON object')
    .action((flags: OptimizeFlags) => perform(() => optimizeCommand(flags, context)));
}

function addSettleCommand(
  program: Command,
  context: CommandContext,
  perform: (run: () => Promise<number>) => Promise<void>,
): void {
  onProject(
    program,
    'settle',
    'declare how an unknown order ended, while nothing runs: the next run counts it as evidence',
  )
    .argument('<order>', 'our id of the order')
    .argument('<state>', 'filled, canceled, expired or rejected')
    .requiredOption('--note <text>', 'what you saw that proves it')
    .option('--base <amount>', 'base that was filled in all')
    .option('--quote <amount>', 'quote that was exchanged in all')
    .option('--fee <asset=amount>', 'a fee that was paid in all; may be given again', added)
    .option('--by <name>', 'who says so (default: the user of this machine)')
    .option('--although-open', 'settle an order that is open or submitted, not unknown')
    .option('--file <file>', "a journal's file, without a project")
    .option('--json', 'print one JSON object')
    .action((order: string, state: string, flags: SettleFlags) =>
      perform(() => settleCommand(order, state, flags, context)),
    );
}

function addJournalCommands(
  program: Command,
  context: CommandContext,
  perform: (run: () => Promise<number>) => Promise<void>,
): void {
  const journal = program
    .command('journal')
    .description('look at what is kept between runs, also while one is going on');
  const onJournal = (name: string, description: string): Command =>
    onProject(journal, name, description)
      .option('--file <file>', "a journal's file, without a project")
      .option('--json', 'JSON, one object per line');
  onJournal('verify', 'read everything: sequence, checksums, records; say what is there').action(
    (flags: JournalFlags) => perform(() => verifyCommand(flags, context)),
  );
  onJournal('compact', 'drop what a snapshot stands in for, also while a run is going on; changes the file')
    .option(
      '--keep-days <days>',
      'days of entries that stay (default: as configured, otherwise from the newest snapshot on)',
      days,
    )
    .action((flags: CompactFlags) => perform(() => compactCommand(flags, context)));
  onJournal('export', 'write every entry as one JSON object per line')
    .option('--from <sequence>', 'the first one', count, 1)
    .action((flags: ExportFlags) => perform(() => exportCommand(flags, context)));
  onJournal('tail', 'show the newest entries')
    .option('-n, --lines <count>', 'how many', count, 10)
    .option('-f, --follow', 'go on with those that come, until Ctrl-C')
    .action((flags: TailFlags) => perform(() => tailCommand(flags, context)));
}

function onProject(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--project <directory>', "the project's folder", '.')
    .option(
      '--config <file>',
      'the configuration, relative to the project (default: configs/global_strategy_config.yaml)',
    );
}

/** A command that simulates a project: `SimulationFlags` beside those of every project. */
function onSimulation(program: Command, name: string, description: string): Command {
  return onProject(program, name, description)
    .option('--from <date>', 'the first day or time, such as 2024-01-31')
    .option('--to <date>', 'the end, which is not part of the run')
    .option('--seed <text>', 'names all randomness')
    .option(
      '--set <path=value>',
      'a value of the configuration, such as strategies.ID.params.fast=10; may be given again',
      added,
    );
}

function added(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function settlements(text: string, before?: readonly string[]): readonly string[] {
  toSettlement(text, '');
  return added(text, before);
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0 && value <= 2_000_000) return value;
  throw new InvalidArgumentError('It must be a number of seconds above 0, such as 60.');
}

function days(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new InvalidArgumentError('It must be a number of days, 0 or more.');
}

function count(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('It must be a whole number of 1 or more.');
}

/** One clear message, on standard error for people, as the last line of standard output for machines. */
function report(error: unknown, json: boolean, context: CommandContext): number {
  const exitCode = exitCodeOfError(error);
  const findings = findingsOfError(error);
  const message = error instanceof Error ? error.message : String(error);
  if (json) {
    const code = (error as { code?: unknown }).code;
    context.stdout.write(`${JSON.stringify({ type: 'error', code, message, findings, exitCode })}\n`);
  } else if (findings !== undefined) {
    printFindings(findings, { ...context, stdout: context.stderr });
  } else {
    const colours = picocolors.createColors(context.colour && context.stderr.isTTY === true);
    context.stderr.write(`${colours.red('error')}  ${exitCode === exitCodes.failed ? detail(error) : message}\n`);
  }
  return exitCode;
}

/** What is not foreseen is shown with where it came from. */
function detail(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? error.message : (error.stack ?? error.message);
}
