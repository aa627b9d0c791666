import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BacktestReport, renderReport } from '@trader/sim';
import { reportAssets } from '@trader/sim/node';
import { configInvalid, errorFinding } from '../config/finding.ts';

/** Where a report was written, absolute. */
export interface WrittenReport {
  /** The page for people. */
  readonly html: string;
  /** The JSON for machines. */
  readonly json: string;
}

/**
 * Writes the page and, beside it, the JSON. A file is there whole or not at all.
 *
 * @throws `config/invalid` when they cannot be written there.
 */
export async function writeReport(report: BacktestReport, html: string): Promise<WrittenReport> {
  return writePages(html, report, renderReport(report, reportAssets()));
}

/**
 * Writes a page and, beside it, its content as JSON.
 *
 * @throws `config/invalid` when they cannot be written there.
 */
export async function writePages(html: string, content: unknown, page: string): Promise<WrittenReport> {
  const json = html.replace(/\.html$/, '.json');
  try {
    await mkdir(path.dirname(html), { recursive: true });
    await writeWhole(json, `${JSON.stringify(content)}\n`);
    await writeWhole(html, page);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    const problem = `the report cannot be written: ${(error as Error).message}`;
    throw configInvalid([errorFinding(html, problem, 'Name another file with --report')], error);
  }
  return { html, json };
}

async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.part`;
  await writeFile(unfinished, text);
  await rename(unfinished, file);
}
