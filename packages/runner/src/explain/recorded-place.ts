import { listRuns } from '../recording/recording-folder.ts';
import { RecordingReader } from '../recording/recording-reader.ts';
import type { OrderStory } from './order-story.ts';

/** Bytes of a recording that are searched for one order at most: some seconds of reading. */
const searchedBytesMax = 64 * 2 ** 20;

/** Where an order was asked for in its run's recording. */
export interface RecordedPlace {
  /** The run's folder in the folder of recordings. */
  readonly run: string;
  /** Number of the event, from 1. */
  readonly event: number;
}

/** Finds the recorded event that asked for an order; says in words why it cannot be told. */
export async function findRecordedPlace(dir: string, story: OrderStory): Promise<RecordedPlace | string> {
  const requested = story.entries.find(({ record }) => record.type === 'order-requested')?.sequence;
  if (requested === undefined || story.run === undefined)
    return 'the recorded event: its request is not in the journal';
  const shortId = story.run.runId.slice(0, 8).toLowerCase();
  const run = listRuns(dir).find(each => each.shortId === shortId);
  if (run === undefined) return `the recorded event: run ${shortId} was not recorded, or its recording is gone`;
  const bytes = run.segments.reduce((sum, segment) => sum + segment.bytes, 0);
  if (bytes > searchedBytesMax)
    return `the recorded event: the recording of run ${shortId} is too large to look through`;
  const reader = new RecordingReader(dir, run, []);
  for await (const { sequence, journal } of reader.read()) {
    if (journal !== undefined && journal[0] <= requested && requested <= journal[1])
      return { run: run.name, event: sequence };
  }
  const why = reader.damage === undefined ? 'it ends before it' : `${reader.damage.file} ${reader.damage.problem}`;
  return `the recorded event: the recording of run ${shortId} does not have it (${why})`;
}
