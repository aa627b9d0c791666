import { endianness } from 'node:os';
import { crc32 } from 'node:zlib';
import { unreadableFile } from '../unreadable-file.ts';
import type { ColumnFileHeader } from './column-layout.ts';

// Layout of version 1, all numbers little-endian, every part at a multiple of 8 bytes:
//
//   prelude   8 bytes signature · u32 version · u32 bytes of header · u32 CRC-32 of header · u32 0 · header (JSON, UTF-8, spaces at its end)
//   block     u32 'BLOK' · u32 rows · u32 bytes of content · u32 CRC-32 of content · f64 first time · f64 last time · u32 CRC-32 of these
//             32 bytes · u32 0 · content
//   …
//   end       u32 'ENDE' · u32 blocks · u32 bytes of index · u32 CRC-32 of index · f64 rows · f64 offset of the end · u32 CRC-32 of these
//             32 bytes · u32 0 · index: per block f64 offset, f64 first row, f64 first time, f64 last time
//   trailer   f64 offset of the end · 8 bytes signature

/** First and last 8 bytes: not text, and damaged by whatever changes line ends. */
export const signature = Buffer.from([0x89, 0x54, 0x43, 0x4f, 0x4c, 0x0d, 0x0a, 0x1a]);

const version = 1;
/** Bytes of the prelude before its header. */
export const preludeBytes = 24;
/** Bytes before the content of a block. */
export const frameBytes = 40;
/** Bytes of the trailer. */
export const trailerBytes = 16;
/** A block has at most as many bytes of content. */
export const contentBytesMax = 256 * 1024 * 1024;

const blockMark = 0x4b4f4c42;
const endMark = 0x45444e45;

/** What stands before a content: how much, and what it covers. */
export interface Frame {
  /** A block of rows, or the end with the index. */
  readonly part: 'block' | 'end';
  /** Rows of a block; blocks of the file at its end. */
  readonly count: number;
  /** Bytes of the content. */
  readonly contentBytes: number;
  /** Checksum of the content. */
  readonly checksum: number;
  /** First time of a block; rows of the file at its end. */
  readonly first: number;
  /** Last time of a block; where the end begins. */
  readonly last: number;
}

/** Refuses machines whose numbers lie the other way round. */
export function assertLittleEndian(file: string): void {
  if (endianness() !== 'LE')
    throw unreadableFile(file, 'column files need a little-endian machine; use the text it was made from');
}

/** The beginning of a file. */
export function encodePrelude(header: ColumnFileHeader): Buffer {
  const text = JSON.stringify(header);
  const bytes = Buffer.from(text.padEnd(text.length + ((8 - (Buffer.byteLength(text) % 8)) % 8)));
  const prelude = Buffer.alloc(preludeBytes);
  signature.copy(prelude);
  prelude.writeUInt32LE(version, 8);
  prelude.writeUInt32LE(bytes.length, 12);
  prelude.writeUInt32LE(crc32(bytes), 16);
  return Buffer.concat([prelude, bytes]);
}

/** How long the header is. @throws for files of another kind or version. */
export function decodePrelude(
  file: string,
  prelude: Buffer,
): { readonly headerBytes: number; readonly checksum: number } {
  if (prelude.length < preludeBytes || !prelude.subarray(0, 8).equals(signature)) {
    throw unreadableFile(file, 'it is not a column file; make one of text with: trader convert TEXT COLUMNS');
  }
  const found = prelude.readUInt32LE(8);
  if (found !== version) {
    throw unreadableFile(
      file,
      `its version is ${found}, and this release reads version ${version}; convert the text again`,
    );
  }
  return { headerBytes: prelude.readUInt32LE(12), checksum: prelude.readUInt32LE(16) };
}

/** What stands before a content. */
export function encodeFrame(
  { part, count, first, last }: Pick<Frame, 'part' | 'count' | 'first' | 'last'>,
  content: Uint8Array,
): Buffer {
  const frame = Buffer.alloc(frameBytes);
  frame.writeUInt32LE(part === 'block' ? blockMark : endMark, 0);
  frame.writeUInt32LE(count, 4);
  frame.writeUInt32LE(content.length, 8);
  frame.writeUInt32LE(crc32(content), 12);
  frame.writeDoubleLE(first, 16);
  frame.writeDoubleLE(last, 24);
  frame.writeUInt32LE(crc32(frame.subarray(0, 32)), 32);
  return frame;
}

/** Reads a frame; `undefined`: damaged. */
export function decodeFrame(frame: Buffer): Frame | undefined {
  if (frame.length < frameBytes || frame.readUInt32LE(32) !== crc32(frame.subarray(0, 32))) return undefined;
  const mark = frame.readUInt32LE(0);
  const contentBytes = frame.readUInt32LE(8);
  if ((mark !== blockMark && mark !== endMark) || contentBytes > contentBytesMax) return undefined;
  return {
    part: mark === blockMark ? 'block' : 'end',
    count: frame.readUInt32LE(4),
    contentBytes,
    checksum: frame.readUInt32LE(12),
    first: frame.readDoubleLE(16),
    last: frame.readDoubleLE(24),
  };
}

/** The last bytes of a file. */
export function encodeTrailer(endOffset: number): Buffer {
  const trailer = Buffer.alloc(trailerBytes);
  trailer.writeDoubleLE(endOffset);
  signature.copy(trailer, 8);
  return trailer;
}
