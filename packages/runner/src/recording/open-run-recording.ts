import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Clock, Logger } from '@trader/core';
import type { LoadedConfig } from '../config/load-config.ts';
import { ownManifest } from '../scaffold/package-dir.ts';
import { RecordingWriter } from './recording-writer.ts';
import type { RecordedProject, RecordedStrategyFile } from './segment-header.ts';

/** What a run's recording needs beside the configuration. */
export interface RunRecordingParts {
  /** For the pace of flushing. */
  readonly clock: Clock;
  /** Is told what is deleted. */
  readonly logger: Logger;
  /** The strategies' files, absolute, by id. */
  readonly strategyFiles: ReadonlyMap<string, string>;
}

/** The recording that a configuration asks for; `undefined` where it wants none, or has no journal to replay it with. */
export function openRunRecording(loaded: LoadedConfig, parts: RunRecordingParts): RecordingWriter | undefined {
  const { recording, journal } = loaded.config;
  if (recording === false || journal === false) return undefined;
  const { dir, segmentBytesMax, totalBytesMax } = recording;
  return new RecordingWriter({
    dir: path.resolve(loaded.projectDir, dir),
    segmentBytesMax: Math.min(segmentBytesMax, Math.floor(totalBytesMax / 2)),
    totalBytesMax,
    project: recordedProject(loaded, parts.strategyFiles),
    clock: parts.clock,
    logger: parts.logger,
  });
}

/** The project as it is now, as recordings keep it. */
export function recordedProject(loaded: LoadedConfig, strategyFiles: ReadonlyMap<string, string>): RecordedProject {
  return {
    runnerVersion: ownManifest().version,
    configFile: loaded.file,
    configSha256: sha256(JSON.stringify(loaded.config)),
    strategies: [...strategyFiles].map(([id, file]) => recordedFile(id, file, loaded.projectDir)),
  };
}

function recordedFile(id: string, file: string, projectDir: string): RecordedStrategyFile {
  return { id, file: path.relative(projectDir, file).replaceAll(path.sep, '/'), sha256: sha256(readFileSync(file)) };
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
