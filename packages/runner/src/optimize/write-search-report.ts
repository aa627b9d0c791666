import { renderSearchReport, type SearchReport } from '@trader/sim';
import { reportAssets } from '@trader/sim/node';
import { type WrittenReport, writePages } from '../backtest/write-report.ts';

/** Where a search was written, absolute. */
export interface WrittenSearchReport extends WrittenReport {
  /** Every trial, one JSON object per line: an interrupted search goes on with it. */
  readonly trials: string;
}

/**
 * Writes the page and, beside it, the JSON. A file is there whole or not at all.
 *
 * @throws `config/invalid` when they cannot be written there.
 */
export async function writeSearchReport(report: SearchReport, html: string): Promise<WrittenReport> {
  return writePages(html, report, renderSearchReport(report, reportAssets()));
}
