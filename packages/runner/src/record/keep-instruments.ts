import { rename } from 'node:fs/promises';
import path from 'node:path';
import { type Instrument, isTradingError } from '@trader/core';
import { readInstruments, writeInstruments } from '@trader/sim/node';

/**
 * Writes the rules of the recorded instruments into `instruments.json`, beside those of earlier recordings. Rules that have changed since are
 * kept in a file that is named by their time.
 */
export async function keepInstruments(
  folder: string,
  instruments: readonly Instrument[],
  timeMs: number,
): Promise<string> {
  const file = path.join(folder, 'instruments.json');
  const before = await readBefore(file);
  const symbols = new Set(instruments.map(({ symbol }) => symbol));
  const others = (before?.instruments ?? []).filter(({ symbol }) => !symbols.has(symbol));
  if (before !== undefined && hasChanged(before.instruments, instruments)) {
    const name = `instruments-${new Date(before.timeMs).toISOString().replace(/[:.]/g, '-')}.json`;
    await rename(file, path.join(folder, name));
  }
  await writeInstruments(file, { timeMs, instruments: [...others, ...instruments] });
  return file;
}

async function readBefore(file: string) {
  try {
    return await readInstruments(file);
  } catch (error) {
    if (
      isTradingError(error, 'market-data/unreadable') &&
      (error.cause as { code?: unknown } | undefined)?.code === 'ENOENT'
    )
      return undefined;
    throw error;
  }
}

function hasChanged(before: readonly Instrument[], now: readonly Instrument[]): boolean {
  const rules = new Map(before.map(instrument => [instrument.symbol, JSON.stringify(instrument)]));
  return now.some(
    instrument => (rules.get(instrument.symbol) ?? JSON.stringify(instrument)) !== JSON.stringify(instrument),
  );
}
