import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Instrument, type InstrumentFields, isTradingError } from '@trader/core';
import type { BacktestConfig } from '../config/backtest-config.ts';
import { configInvalid, errorFinding, withoutStop } from '../config/finding.ts';
import type { LoadedConfig } from '../config/load-config.ts';

const where = ['backtest', 'instruments'] as const;

/**
 * The rules of the markets: from the file that the configuration names, or as it has them.
 *
 * @throws `config/invalid` for a file that cannot be read, and for rules that contradict themselves.
 */
export async function readInstruments(
  { instruments }: BacktestConfig,
  loaded: LoadedConfig,
): Promise<readonly Instrument[]> {
  if (typeof instruments !== 'string')
    return instruments.map((fields, index) => toInstrument(fields, loaded.placeOf([...where, index])));
  const list = listOf(await readJson(instruments, loaded), instruments);
  return list.map((fields, index) => toInstrument(fields, `${instruments} [${index}]`));
}

async function readJson(file: string, loaded: LoadedConfig): Promise<unknown> {
  const refuse = (problem: string, cause: unknown) => {
    const remedy = 'Let trader record write it, or list the instruments here: symbol, base, quote, tickSize, lotSize';
    return configInvalid([errorFinding(loaded.placeOf(where), `${file} ${problem}`, remedy)], cause);
  };
  let text: string;
  try {
    text = await readFile(path.resolve(loaded.projectDir, file), 'utf8');
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw refuse(isMissing ? 'does not exist' : `cannot be read: ${(error as Error).message}`, error);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw refuse(`is not JSON: ${withoutStop((error as Error).message)}`, error);
  }
}

/** A list, or a list under `instruments`. */
function listOf(content: unknown, file: string): readonly unknown[] {
  const list = Array.isArray(content) ? content : (content as { instruments?: unknown } | null)?.instruments;
  if (Array.isArray(list) && list.length > 0) return list;
  throw configInvalid([errorFinding(file, 'the file holds no list of instruments', 'Let trader record write it')]);
}

function toInstrument(fields: unknown, place: string): Instrument {
  try {
    return new Instrument(fields as InstrumentFields);
  } catch (error) {
    if (!isTradingError(error) && !(error instanceof TypeError)) throw error;
    const problem = `this is not an instrument: ${withoutStop((error as Error).message)}`;
    throw configInvalid([errorFinding(place, problem, 'Correct it')], error);
  }
}
