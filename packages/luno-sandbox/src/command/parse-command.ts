import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { defaultBehaviour, type SandboxBehaviour } from '../behaviour.ts';
import { defaultUsers, type LunoSandboxOptions, type MarketSourceOptions } from '../sandbox-options.ts';
import type { CommandProcess } from './command-process.ts';

/** What the flags ask for. */
export interface CommandFlags {
  /** Options of the sandbox. */
  readonly options: LunoSandboxOptions;
  /** Whether the end of standard input stops it. */
  readonly exitWithStdin: boolean;
  /** Whether every request is logged. */
  readonly verbose: boolean;
}

interface RawFlags {
  readonly port: number;
  readonly seed: number;
  readonly keyId: string;
  readonly keySecret: string;
  readonly balance?: Record<string, string>;
  readonly stepMs: number;
  readonly orders: number;
  readonly volatility: number;
  readonly takeChance: number;
  readonly empty?: true;
  readonly recording?: string;
  readonly recordingMarket: string;
  readonly recordingMode: 'flow' | 'verbatim';
  readonly speed: number;
  readonly behaviour?: Partial<SandboxBehaviour>;
  readonly rateLimit: number;
  readonly control: boolean;
  readonly exitWithStdin?: true;
  readonly verbose?: true;
}

/** Reads the flags; an exit code when the command ends here: help, version, or a flag that cannot be. */
export function parseCommand(
  argv: readonly string[],
  host: Pick<CommandProcess, 'stdout' | 'stderr'>,
): CommandFlags | { readonly exitCode: number } {
  const command = createCommand(host);
  try {
    command.parse([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 };
    throw error;
  }
  const flags = command.opts<RawFlags>();
  return {
    options: {
      port: flags.port,
      seed: flags.seed,
      users: [
        {
          name: 'trader',
          keys: [{ id: flags.keyId, secret: flags.keySecret }],
          balances: { ...defaultUsers[0]?.balances, ...flags.balance },
        },
      ],
      source: sourceOf(flags),
      behaviour: flags.behaviour ?? {},
      rateLimit: { requestsMax: flags.rateLimit, windowMs: 60_000 },
      control: flags.control,
    },
    exitWithStdin: flags.exitWithStdin ?? false,
    verbose: flags.verbose ?? false,
  };
}

function createCommand(host: Pick<CommandProcess, 'stdout' | 'stderr'>): Command {
  return new Command('luno-sandbox')
    .description(
      'An exchange on this machine that speaks the protocol of Luno. A stand-in: no real money, made-up markets.',
    )
    .option('--port <number>', 'TCP port on 127.0.0.1; 0 picks a free one', integer, 0)
    .option('--seed <number>', 'seed of ids, traders and every other chance', integer, 1)
    .option('--key-id <id>', 'id of the API key', 'sandbox')
    .option('--key-secret <secret>', 'secret of the API key', 'sandbox-secret')
    .option('--balance <asset=amount>', 'opening balance; repeatable', pair)
    .option('--step-ms <number>', 'time between steps of the simulated traders', integer, 100)
    .option('--orders <number>', 'resting orders per market', integer, 300)
    .option('--volatility <fraction>', 'standard deviation of the fair price per step', fraction, 0.000_05)
    .option('--take-chance <fraction>', 'how likely somebody takes liquidity per step', fraction, 0.25)
    .option('--empty', 'no simulated traders')
    .option('--recording <file>', 'play back recorded stream frames (.jsonl, .jsonl.gz) instead of simulated traders')
    .option('--recording-market <symbol>', 'market of the recording', 'XBTZAR')
    .addOption(new Option('--recording-mode <mode>', 'how it is played').choices(['flow', 'verbatim']).default('flow'))
    .option('--speed <factor>', 'recorded milliseconds per millisecond', fraction, 1)
    .option('--behaviour <name=value>', 'answer to an open question of the protocol; repeatable', behaviour)
    .option('--rate-limit <number>', 'REST calls per minute', integer, 300)
    .option('--no-control', 'switch /sandbox/… off')
    .option('--exit-with-stdin', 'stop when standard input ends, as it does when the parent dies')
    .option('--verbose', 'log every request')
    .configureOutput({ writeOut: text => host.stdout.write(text), writeErr: text => host.stderr.write(text) })
    .exitOverride();
}

function sourceOf(flags: RawFlags): MarketSourceOptions {
  if (flags.recording !== undefined) {
    const { recording: file, recordingMarket: marketId, recordingMode: mode, speed } = flags;
    return { kind: 'recorded', file, marketId, mode, speed };
  }
  if (flags.empty === true) return { kind: 'empty' };
  const { stepMs, orders: orderCount, volatility, takeChance } = flags;
  return { kind: 'simulated', stepMs, orderCount, volatility, takeChance };
}

function integer(text: string): number {
  const value = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('it must be an integer.');
  return value;
}

function fraction(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0)) throw new InvalidArgumentError('it must be a number of 0 or more.');
  return value;
}

function pair(text: string, earlier: Record<string, string> = {}): Record<string, string> {
  const match = /^([A-Za-z0-9]+)=(\d+(?:\.\d+)?)$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) throw new InvalidArgumentError('write it as XBT=1.5.');
  return { ...earlier, [match[1]]: match[2] };
}

/** A value takes the type of the behaviour's default. */
function behaviour(text: string, earlier: Partial<SandboxBehaviour> = {}): Partial<SandboxBehaviour> {
  const equals = text.indexOf('=');
  const name = text.slice(0, equals);
  if (equals < 1 || !Object.hasOwn(defaultBehaviour, name)) {
    throw new InvalidArgumentError(`write it as name=value; names are ${Object.keys(defaultBehaviour).join(', ')}.`);
  }
  const value = text.slice(equals + 1);
  const kind = typeof defaultBehaviour[name as keyof SandboxBehaviour];
  if (kind === 'number') return { ...earlier, [name]: fraction(value) };
  if (kind === 'boolean') return { ...earlier, [name]: value === 'true' };
  return { ...earlier, [name]: value };
}
