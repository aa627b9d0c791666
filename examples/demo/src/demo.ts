import process from 'node:process';
import { helpText, readDemoOptions, UsageError } from './demo-options.ts';
import type { DemoReport } from './demo-report.ts';
import { runDemo } from './run-demo.ts';

const exitCodes = { good: 0, bad: 1, usage: 2, interrupted: 130 } as const;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readDemoOptions(args);
    if (options.help) {
      process.stdout.write(helpText);
      return exitCodes.good;
    }
    // With --json, standard output belongs to the one line at the end.
    const people = options.json ? process.stderr : process.stdout;
    const tell = (line: string): void => void people.write(`${line}\n`);
    const { report, good } = await runDemo(options, { signal: interruption(), stdout: people, tell });
    for (const line of verdict(report)) tell(line);
    if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
    return good ? exitCodes.good : exitCodes.bad;
  } catch (error) {
    const isUsage = error instanceof UsageError;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (isUsage) process.stderr.write('Try: npm start -- --help\n');
    return isUsage ? exitCodes.usage : exitCodes.bad;
  }
}

/** The first Ctrl-C asks for a stop in order, which the runner then tells of; the second ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}

function verdict({ strategies, reconnects, differences, differenceDetails, problems }: DemoReport): readonly string[] {
  const orders = Object.values(strategies).reduce((sum, each) => sum + each.orders, 0);
  const cut = reconnects.market + reconnects.private;
  const streams = cut === 0 ? [] : [`${cut} streams were cut and came back: market data, and our own orders.`];
  const found = problems.map(problem => `Problem: ${problem}`);
  if (differences === 0) {
    return [...found, ...streams, `The exchange's books and ours agree: ${orders} orders, every fill, every balance.`];
  }
  return [
    ...found,
    ...streams,
    `The exchange's books and ours differ in ${differences} points:`,
    ...differenceDetails.map(each => `  ${each}`),
  ];
}
