import { fileURLToPath } from 'node:url';

/** A seed that once failed. */
export interface CorpusSeed {
  /** Which. */
  readonly seed: number;
  /** Of so many steps. */
  readonly steps: number;
  /** The invariant that it broke. */
  readonly broke: string;
  /** What was wrong. */
  readonly why: string;
}

/** Where the seeds that once failed are written down. */
export const corpusPath = fileURLToPath(new URL('corpus.json', import.meta.url));

/** The seeds in the text of a corpus. */
export function readCorpus(text: string): readonly CorpusSeed[] {
  return JSON.parse(text) as readonly CorpusSeed[];
}
