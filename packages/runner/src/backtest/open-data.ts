import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import type { MarketSource } from '@trader/sim';
import { barFile, bookFile, listDataFiles, openColumnFile, tickFile, tradeFile } from '@trader/sim/node';
import type { BacktestConfig, DataConfig } from '../config/backtest-config.ts';
import { isColumnFile } from '../config/backtest-schema.ts';
import { configInvalid, errorFinding, type Finding, withoutStop } from '../config/finding.ts';
import type { LoadedConfig } from '../config/load-config.ts';

/** Market data of a project, ready to be read. */
export interface OpenedData {
  /** One source for each entry of the configuration; named as the configuration names its files. */
  readonly sources: readonly MarketSource[];
  /** SHA-256 of the files of each source, hexadecimal, by its name. */
  readonly hashes: Readonly<Record<string, string>>;
}

/**
 * Looks through every data file once, for its hash and the number of its lines, and makes sources of them.
 *
 * @throws `config/invalid` for files that are not there, one finding each.
 */
export async function openData(
  { data }: BacktestConfig,
  loaded: LoadedConfig,
  signal: AbortSignal | undefined,
): Promise<OpenedData> {
  const findings: Finding[] = [];
  const sources: MarketSource[] = [];
  const hashes: Record<string, string> = {};
  for (const [index, entry] of data.entries()) {
    try {
      const named = filesOf(entry).map(file => path.resolve(loaded.projectDir, file));
      const files = await filesBehind(named, entry);
      // A folder has recordings of several kinds.
      const name = `${filesOf(entry).join(', ')}${files === named ? '' : ` (${entry.kind})`}`;
      const { sha256, lines } = await examine(files, signal);
      hashes[name] = sha256;
      const source = await openSource(entry, loaded.projectDir);
      sources.push({ ...source, name, symbol: symbolOf(source, entry), rows: source.rows ?? lines });
    } catch (error) {
      signal?.throwIfAborted();
      findings.push(missingFile(error, loaded.placeOf(['backtest', 'data', index, 'file'])));
    }
  }
  if (findings.length > 0) throw configInvalid(findings);
  return { sources, hashes };
}

function filesOf({ file }: DataConfig): readonly string[] {
  return typeof file === 'string' ? [file] : file;
}

/** The files themselves, and of folders their files of the kind. */
async function filesBehind(named: readonly string[], { kind, interval }: DataConfig): Promise<readonly string[]> {
  const areFiles = await Promise.all(named.map(async file => (await stat(file)).isFile()));
  if (areFiles.every(isFile => isFile)) return named;
  return await listDataFiles(named, kind, kind === 'bar' ? interval : undefined);
}

/** A column file knows its market; another one behind its name would be somebody else's prices. */
function symbolOf(source: MarketSource, { symbol }: DataConfig): string {
  if (source.symbol === symbol) return symbol;
  throw new Error(`it holds ${source.symbol}, not ${symbol}`);
}

async function openSource(config: DataConfig, projectDir: string): Promise<MarketSource> {
  const { file, symbol, kind, interval, stamps, depth = 10, time, delimiter, header, columns } = config;
  if (isColumnFile(file)) return openColumnFile(path.resolve(projectDir, file));
  const options = {
    file: filesOf(config).map(file => path.resolve(projectDir, file)),
    symbol,
    ...(time === undefined ? {} : { time }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(header === undefined ? {} : { header }),
    ...(columns === undefined ? {} : { columns }),
  };
  if (kind === 'trade') return tradeFile(options);
  if (kind === 'tick') return tickFile(options);
  if (kind === 'book') return bookFile({ ...options, depth });
  return barFile({ ...options, intervalMs: interval ?? 0, ...(stamps === undefined ? {} : { stamps }) });
}

/** Hash of the files' bytes, and how many lines they have once unpacked. */
async function examine(
  files: readonly string[],
  signal: AbortSignal | undefined,
): Promise<{ readonly sha256: string; readonly lines: number }> {
  const hash = createHash('sha256');
  let lines = 0;
  for (const file of files) {
    const bytes = createReadStream(file);
    bytes.on('data', chunk => hash.update(chunk));
    const text = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
    bytes.on('error', error => text.destroy(error));
    try {
      for await (const chunk of text) {
        signal?.throwIfAborted();
        lines += countLines(chunk as Buffer);
      }
    } catch (error) {
      throw isGzipFault(error)
        ? new Error(`${file} is cut off or damaged, as gzip; get it again`, { cause: error })
        : error;
    }
  }
  return { sha256: hash.digest('hex'), lines };
}

const lineFeed = 10;

function countLines(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, at + 1)) count += 1;
  return count;
}

function isGzipFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}

function missingFile(error: unknown, place: string): Finding {
  const { code, message, path: file = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT')
    return errorFinding(place, `${file} does not exist`, 'Correct the path; it starts at the project');
  const [what, remedy = 'name a file of market data'] = withoutStop(message).split(/; (?=[^;]*$)/);
  return errorFinding(place, what ?? message, `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}`);
}
