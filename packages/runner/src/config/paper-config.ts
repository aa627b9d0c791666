import path from 'node:path';
import type { TraderConfig } from './trader-config.ts';

/** What the name of a file of a run on paper ends with, before its extension. */
const paperSuffix = '-paper';

/**
 * The configuration as it is used: on paper journal and recordings are elsewhere, so that nothing of them is ever taken for what happened
 * on the real account. Every command that reads them finds them there as well.
 */
export function separatePaper(config: TraderConfig): TraderConfig {
  const { mode, journal, recording } = config;
  if (mode !== 'paper') return config;
  return {
    ...config,
    journal: journal === false ? false : { ...journal, file: onPaper(journal.file) },
    recording: recording === false ? false : { ...recording, dir: onPaper(recording.dir) },
  };
}

function onPaper(file: string): string {
  const { dir, name, ext } = path.parse(file);
  return path.join(dir, `${name}${paperSuffix}${ext}`);
}

/** What the name of a brokerage ends with on paper. */
export const paperMark = ' (PAPER)';

/** What people read as the name of the brokerage: on paper it says so wherever the name is shown. */
export function brokerageLabel(mode: TraderConfig['mode'], name: string): string {
  return mode === 'paper' ? `${name}${paperMark}` : name;
}
