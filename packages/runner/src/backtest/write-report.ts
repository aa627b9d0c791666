import { access, constants, mkdir, rename, stat, writeFile } from 'node:fs/promises';
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
    throw notWritable(error, html);
  }
  return { html, json };
}

/**
 * Sees to it that a long run does not end in a report that cannot be written; leaves no trace.
 *
 * @throws `config/invalid` when it surely cannot.
 */
export async function checkReportPlace(html: string): Promise<void> {
  let folder = path.dirname(html);
  try {
    while (!(await isThere(folder))) folder = path.dirname(folder);
    if (!(await stat(folder)).isDirectory())
      throw Object.assign(new Error(`${folder} is no folder`), { code: 'ENOTDIR' });
    await access(folder, constants.W_OK);
    if ((await isThere(html)) && (await stat(html)).isDirectory())
      throw Object.assign(new Error(`${html} is a folder`), { code: 'EISDIR' });
  } catch (error) {
    throw notWritable(error, html);
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' || path.dirname(file) === file,
  );
}

function notWritable(error: unknown, html: string): unknown {
  if ((error as NodeJS.ErrnoException).code === undefined) return error;
  const problem = `the report cannot be written: ${(error as Error).message}`;
  return configInvalid([errorFinding(html, problem, 'Name another file for it (report)')], error);
}

async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.part`;
  await writeFile(unfinished, text);
  await rename(unfinished, file);
}
