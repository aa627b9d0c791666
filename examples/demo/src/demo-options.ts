import { parseArgs } from 'node:util';

/** What the demo was asked to do. */
export interface DemoOptions {
  /** Seed of the sandbox's market and of the strategies. */
  readonly seed: number;
  /** How long to trade, in seconds; `undefined` until Ctrl-C. */
  readonly seconds: number | undefined;
  /** Whether the last line of standard output is one JSON object. */
  readonly json: boolean;
  /** Whether only the help is wanted. */
  readonly help: boolean;
}

/** How long the demo trades when not told, in seconds. */
export const secondsDefault = 30;

/** The help page. */
export const helpText = `A sandbox exchange starts on this machine and two strategies trade on it, through the real Luno adapter.

Usage: npm start -- [options]

  --seconds N  trade for N seconds, 1 to 86400 (default ${secondsDefault})
  --forever    trade until Ctrl-C
  --seed N     seed of the market and the strategies, 0 to 4294967295 (default 1)
  --json       end with one line of JSON on standard output
  --help       this page

The first Ctrl-C stops in order (open orders are canceled, the books are compared); the second stops at once.

Exit codes: 0 the exchange's books and ours agree; 1 they differ, or something failed; 2 wrong usage.
`;

/** A mistake in the command line; the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads the command line. */
export function readDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parse(args);
  if (values.forever === true && values.seconds !== undefined) {
    throw new UsageError('--forever and --seconds exclude each other; give one of them');
  }
  return {
    seed: readInteger('seed', values.seed ?? '1', 0, 4_294_967_295),
    seconds:
      values.forever === true ? undefined : readInteger('seconds', values.seconds ?? `${secondsDefault}`, 1, 86_400),
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        seconds: { type: 'string' },
        forever: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readInteger(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`--${name} was "${text}"; it must be a whole number from ${min} to ${max}`);
}
