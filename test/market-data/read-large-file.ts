// Reads files that are larger than the heap that it is given, and prints how many rows came, and the most memory it ever had.
import process from 'node:process';
import { mergeSources, resampleBars } from '@trader/sim';
import { barFile, writeColumnFile } from '@trader/sim/node';

const [, , what, first = '', second = ''] = process.argv;
const bars = (file: string) => barFile({ file, symbol: 'A', intervalMs: 60_000 });

async function countRows(): Promise<number> {
  if (what === 'convert') return (await writeColumnFile(second, bars(first))).rows;
  const merge = mergeSources(what === 'merge' ? [bars(first), bars(second)] : [resampleBars(bars(first), 3_600_000)]);
  let rows = 0;
  for (let run = await merge.next(); run !== undefined; run = await merge.next()) rows += run.to - run.from;
  return rows;
}

const rows = await countRows();
process.stdout.write(JSON.stringify({ rows, rssPeakMb: Math.round(process.resourceUsage().maxRSS / 1024) }));
