import path from 'node:path';
import { coreVersion } from '@trader/core';
import { configInvalid, errorFinding } from '../config/finding.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { JournalReader } from '../journal/journal-reader.ts';
import { recordedProject } from '../recording/open-run-recording.ts';
import type { StoredRun } from '../recording/recording-folder.ts';
import { findRuns, type OpenedRecording, openRecording } from '../recording/recording-reader.ts';
import { loadStrategies } from '../strategies/load-strategies.ts';
import type { ReplayReport } from './replay-report.ts';
import { replayRun } from './replay-run.ts';

/** What to replay. */
export interface ReplayOptions {
  /** The run: the beginning of its id, or its folder's name. Default: the newest one. */
  readonly run: string | undefined;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Where recordings are when the configuration wants none any more. */
const dirDefault = 'state/recordings';

/** Runs named in a message at most. */
const namedMax = 10;

/**
 * Replays a recorded run of a project with the strategy files of today and the configuration of then.
 *
 * @throws `config/invalid` when there is no such run, or a strategy of it is missing; `journal/failed` when the journal cannot be read.
 */
export async function replayProject(loaded: LoadedConfig, options: ReplayOptions): Promise<ReplayReport> {
  const file = journalFile(loaded);
  const dir = recordingsDir(loaded);
  const run = chooseRun(dir, options.run, loaded);
  const recording = await openRecording(dir, run);
  if ('problem' in recording) return unreadable(run, `${recording.file} ${recording.problem}`);
  const { entries, files, findings } = await loadStrategies(loaded);
  const errors = findings.filter(({ level }) => level === 'error');
  if (errors.length > 0) throw configInvalid(errors);
  const journal = new JournalReader(file);
  try {
    return await replayRun({
      projectDir: loaded.projectDir,
      dir,
      recording,
      journal,
      strategies: new Map(entries.map(({ id, strategy }) => [id, strategy])),
      changes: changesSince(recording, loaded, files),
      signal: options.signal,
    });
  } finally {
    journal.close();
  }
}

/** The folder of a project's recordings, absolute. */
export function recordingsDir({ projectDir, config }: LoadedConfig): string {
  return path.resolve(projectDir, config.recording === false ? dirDefault : config.recording.dir);
}

/** The file of a project's journal, absolute. */
export function journalFile(loaded: LoadedConfig): string {
  const { journal } = loaded.config;
  if (journal !== false) return path.resolve(loaded.projectDir, journal.file);
  const problem = 'journal is false, so this project keeps no decisions to look at';
  throw configInvalid([errorFinding(loaded.placeOf(['journal']), problem, 'Keep a journal, and run again')]);
}

function chooseRun(dir: string, wanted: string | undefined, { projectDir }: LoadedConfig): StoredRun {
  const place = path.relative(projectDir, dir);
  const found = findRuns(dir, wanted);
  const [newest] = found;
  if (newest !== undefined && (wanted === undefined || found.length === 1)) return newest;
  const all = findRuns(dir, undefined);
  if (all.length === 0) {
    throw configInvalid([
      errorFinding(place, 'there is no recording', 'trader run makes one, unless recording is false'),
    ]);
  }
  const problem = found.length === 0 ? `no recorded run is called ${wanted}` : `${wanted} is more than one run`;
  const names = (found.length === 0 ? all : found).slice(0, namedMax).map(({ name }) => name);
  throw configInvalid([errorFinding(place, problem, `There is: ${names.join(', ')}`)]);
}

function changesSince(
  { head, project }: OpenedRecording,
  loaded: LoadedConfig,
  files: ReadonlyMap<string, string>,
): readonly string[] {
  const changes: string[] = [];
  if (head.coreVersion !== coreVersion) changes.push(`@trader/core was ${head.coreVersion} and is ${coreVersion}`);
  if (head.riskRules.length > 0) changes.push(`risk rules of a program are not replayed: ${head.riskRules.join(', ')}`);
  if (project === undefined) return changes;
  const now = recordedProject(loaded, files);
  for (const { id, file, sha256 } of project.strategies) {
    const today = now.strategies.find(each => each.id === id);
    if (today !== undefined && today.sha256 !== sha256) changes.push(`${file} has changed`);
  }
  if (now.configSha256 !== project.configSha256) {
    changes.push(`${project.configFile} has changed; symbols, capital, params and limits are those of the run`);
  }
  return changes;
}

function unreadable(run: StoredRun, problem: string): ReplayReport {
  return {
    outcome: 'incomplete',
    run: run.name,
    startedMs: undefined,
    endedMs: undefined,
    events: 0,
    orders: 0,
    hash: '',
    difference: undefined,
    trapped: undefined,
    problem,
    changes: [],
  };
}
