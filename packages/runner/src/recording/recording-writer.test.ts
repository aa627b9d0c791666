import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  type ConsumedEvent,
  type InstrumentId,
  type RecordingHead,
  type RecordingNote,
  SimulatedClock,
  silentLogger,
} from '@trader/core';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { listRuns } from './recording-folder.ts';
import { findRuns, openRecording, RecordingReader } from './recording-reader.ts';
import { RecordingWriter, type RecordingWriterOptions } from './recording-writer.ts';

const startMs = Date.UTC(2026, 10, 22, 18, 30);
const project = { runnerVersion: '1', configFile: 'c.yaml', configSha256: '0', strategies: [] };

function folder(): string {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'trader-recording-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return path.join(dir, 'recordings');
}

function head(runId = 'ab'.repeat(16), atMs = startMs): RecordingHead {
  const engine = { runId, startMs: atMs, strategies: [] } as unknown as RecordingHead['engine'];
  return { format: 1, coreVersion: '1', journalSequence: 1, riskRules: [], engine };
}

/** Hardly compressible, so that sizes can be told in advance. */
function noisyTick(index: number): ConsumedEvent {
  const symbol = Array.from({ length: 20 }, (_, at) => Math.sin(index * 31 + at).toString(36)).join('');
  const market = { instrumentId: 'XBTZAR@x' as InstrumentId, symbol, bid: index, ask: index + 1, last: undefined };
  return { event: { type: 'tick', ...market, timeMs: index }, stampMs: startMs + index, effects: [], entries: [] };
}

function makeWriter(dir: string, options: Partial<RecordingWriterOptions> = {}) {
  const clock = new SimulatedClock(startMs);
  const limits = { segmentBytesMax: 2 ** 20, totalBytesMax: 2 ** 24 };
  const writer = new RecordingWriter({ dir, ...limits, project, clock, logger: silentLogger, ...options });
  return { writer, clock };
}

async function eventsOf(dir: string, notes: readonly RecordingNote[] = []) {
  const [run] = findRuns(dir, undefined);
  if (run === undefined) throw new Error('there is no run');
  const segments = notes.filter(each => each.note === 'segment');
  const reader = new RecordingReader(dir, run, segments);
  const sequences: number[] = [];
  for await (const { sequence } of reader.read()) sequences.push(sequence);
  return { sequences, damage: reader.damage };
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** Lets everything that was handed on be compressed, so that sizes are known. */
async function drained(writer: RecordingWriter): Promise<void> {
  do await new Promise(resolve => setImmediate(resolve));
  while (writer.backlogBytes > 0);
}

/** Lets a disk write what it was given. */
const written = (file: string, bytes: number) => vi.waitFor(() => expect(statSync(file).size).toBeGreaterThan(bytes));

describe('a recording', () => {
  test('comes back whole, in a file for its owner alone, and the journal gets its size and hash', async () => {
    const dir = folder();
    const { writer } = makeWriter(dir);
    writer.begin(head());
    for (const index of upTo(500)) writer.record(noisyTick(index));
    await writer.close();
    const file = '20261122T183000Z-abababab/000001.jsonl.gz';
    const { size, mode } = statSync(path.join(dir, file));
    expect(mode & 0o777).toBe(0o600);
    const notes = writer.takeNotes();
    expect(notes).toEqual([
      {
        note: 'segment',
        file,
        firstEvent: 1,
        lastEvent: 500,
        bytes: size,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect(await eventsOf(dir, notes)).toEqual({ sequences: upTo(500), damage: undefined });
    const [run] = findRuns(dir, 'abab');
    expect(run && (await openRecording(dir, run))).toMatchObject({ runId: 'ab'.repeat(16), project });
  });

  test('of a process that was killed is read up to what was flushed', async () => {
    const dir = folder();
    const { writer, clock } = makeWriter(dir);
    writer.begin(head());
    for (const index of upTo(20)) writer.record(noisyTick(index));
    clock.advance(1_000);
    const file = path.join(dir, '20261122T183000Z-abababab/000001.jsonl.gz');
    await written(file, 2_000);
    const copy = readFileSync(file);
    await writer.close();
    writeFileSync(file, copy);
    expect(await eventsOf(dir)).toEqual({ sequences: upTo(20), damage: undefined });
    truncateSync(file, copy.length - 500);
    const { sequences, damage } = await eventsOf(dir);
    expect(damage).toBeUndefined();
    expect(sequences.length).toBeLessThan(20);
    expect(sequences).toEqual(upTo(sequences.length));
  });

  test('is cut into segments, and the oldest are deleted and named beyond the total', async () => {
    const dir = folder();
    const { writer } = makeWriter(dir, { segmentBytesMax: 100_000, totalBytesMax: 350_000 });
    writer.begin(head());
    const notes: RecordingNote[] = [];
    for (const index of upTo(6_000)) {
      writer.record(noisyTick(index));
      if (index % 100 === 0) await drained(writer);
      notes.push(...writer.takeNotes());
    }
    await writer.close();
    notes.push(...writer.takeNotes());
    const dropped = notes.flatMap(note => (note.note === 'dropped' ? note.files : []));
    expect(dropped[0]).toMatch(/000001\.jsonl\.gz$/);
    const left = listRuns(dir).flatMap(({ segments }) => segments);
    expect(left.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(500_000);
    expect(left.length + dropped.length).toBe(notes.filter(({ note }) => note === 'segment').length);
    const [run] = findRuns(dir, undefined);
    expect(run && (await openRecording(dir, run))).toMatchObject({ problem: expect.stringContaining('is missing') });
    expect((await eventsOf(dir, notes)).damage).toMatchObject({ file: dropped[0], problem: 'is missing' });
  });

  test('of an older run goes first, with its folder', async () => {
    const dir = folder();
    for (const [index, digit] of ['a', 'b', 'c'].entries()) {
      const { writer } = makeWriter(dir, { segmentBytesMax: 100_000, totalBytesMax: 200_000 });
      writer.begin(head(digit.repeat(32), startMs + index * 60_000));
      for (const each of upTo(300)) writer.record(noisyTick(each));
      await writer.close();
    }
    expect(listRuns(dir).map(({ shortId }) => shortId)).toEqual(['bbbbbbbb', 'cccccccc']);
    expect(readdirSync(dir)).toHaveLength(2);
  });
});

describe('damage', () => {
  async function twoSegments() {
    const dir = folder();
    const { writer } = makeWriter(dir, { segmentBytesMax: 65_536 });
    writer.begin(head());
    for (const index of upTo(2_000)) {
      writer.record(noisyTick(index));
      if (index % 100 === 0) await drained(writer);
    }
    await writer.close();
    const notes = writer.takeNotes();
    const [first] = notes;
    if (first?.note !== 'segment') throw new Error('there is no segment');
    return { dir, notes, first, second: path.join(dir, first.file.replace('000001', '000002')) };
  }

  test('of a segment is named, and what came before it is read', async () => {
    const { dir, notes, first, second } = await twoSegments();
    const bytes = readFileSync(second);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(second, bytes);
    const { sequences, damage } = await eventsOf(dir, notes);
    expect(sequences).toEqual(upTo(first.lastEvent));
    expect(damage).toEqual({
      file: first.file.replace('000001', '000002'),
      problem: 'is damaged: its SHA-256 is not the one that the journal has',
    });
    // Where the journal knows nothing of it, its own checks tell.
    expect((await eventsOf(dir)).damage?.problem).toMatch(/^cannot be read after event \d+/);
  });

  test('a missing segment is named', async () => {
    const { dir, notes, first, second } = await twoSegments();
    rmSync(second);
    const { sequences, damage } = await eventsOf(dir, notes);
    expect(sequences).toEqual(upTo(first.lastEvent));
    expect(damage?.problem).toBe('is missing');
  });
});

describe('a recording that fails', () => {
  test('because the disk does not keep up says so once and takes nothing more', async () => {
    const dir = folder();
    const { writer } = makeWriter(dir, { backlogBytesMax: 100_000 });
    writer.begin(head());
    for (const index of upTo(3_000)) writer.record(noisyTick(index));
    await writer.close();
    expect(writer.takeNotes()).toEqual([
      {
        note: 'gap',
        fromEvent: expect.any(Number),
        reason: expect.stringMatching(/^the disk does not keep up: \d+ bytes/),
      },
    ]);
  });

  test('because its file cannot be made says why', async () => {
    const dir = folder();
    const { writer } = makeWriter(dir);
    writer.begin(head());
    await writer.close();
    writer.takeNotes();
    const again = makeWriter(dir).writer;
    again.begin(head());
    const notes: RecordingNote[] = [];
    await vi.waitFor(() => {
      notes.push(...again.takeNotes());
      expect(notes).toEqual([{ note: 'gap', fromEvent: 1, reason: expect.stringContaining('EEXIST') }]);
    });
    again.record(noisyTick(1));
    await again.close();
    expect(again.takeNotes()).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0)('because its folder is closed throws at the start', () => {
    const dir = folder();
    makeWriter(dir).writer.begin(head());
    chmodSync(dir, 0o500);
    onTestFinished(() => chmodSync(dir, 0o700));
    expect(() => makeWriter(dir).writer.begin(head('cd'.repeat(16)))).toThrow(/EACCES/);
    expect(existsSync(dir)).toBe(true);
  });
});
