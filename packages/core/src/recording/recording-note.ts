/** A segment of the recording is complete. */
export interface SegmentNote {
  /** Discriminant. */
  readonly note: 'segment';
  /** The file, relative to the folder of recordings. */
  readonly file: string;
  /** Its first event; events of a run count from 1. */
  readonly firstEvent: number;
  /** Its last event. */
  readonly lastEvent: number;
  /** Its size in bytes. */
  readonly bytes: number;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly sha256: string;
}

/** Old segments were deleted, because all of them together passed their limit. */
export interface DroppedNote {
  /** Discriminant. */
  readonly note: 'dropped';
  /** The files, relative to the folder of recordings. */
  readonly files: readonly string[];
}

/** The recording failed: from this event on the run is not recorded. */
export interface GapNote {
  /** Discriminant. */
  readonly note: 'gap';
  /** The first event that is missing. */
  readonly fromEvent: number;
  /** Why, for a person. */
  readonly reason: string;
}

/** What the journal keeps about a recording. */
export type RecordingNote = SegmentNote | DroppedNote | GapNote;
