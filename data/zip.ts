/** Zip archives: entries that are stored or deflated; no encryption, no parts, nothing beyond 4 GiB. */

import { quote } from "../config/errors.ts";
import {
  BEST_COMPRESSION,
  deflateRaw,
  exactly,
  inflateRaw,
} from "./compression.ts";
import { joined } from "./bytes.ts";
import { crc32 } from "./crc32.ts";

/** A file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const LOCAL = 0x04034b50, CENTRAL = 0x02014b50, END = 0x06054b50;
const LOCAL_BYTES = 30, CENTRAL_BYTES = 46, END_BYTES = 22;
/** Bytes of the comment behind the end of an archive, at most. */
const LONGEST_COMMENT = 0xffff;
const STORED = 0, DEFLATED = 8;
const IS_ENCRYPTED = 1, IS_UTF8 = 1 << 11;
const FIRST_OF_JANUARY_1980 = 0x21;

/** An entry as the directory has it. */
interface Listed {
  readonly name: string;
  readonly method: number;
  readonly checksum: number;
  readonly packed: Uint8Array;
  readonly size: number;
}

/** Whether the bytes begin as an archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

/**
 * The files of an archive, one after the other. What they are unpacked to is bounded before: each by what deflate can do,
 * all by `most` bytes.
 */
export async function readZip(
  action: string,
  archive: Uint8Array,
  most: number,
): Promise<ZipEntry[]> {
  const listed = readDirectory(action, archive);
  const packed = listed.reduce((sum, { packed }) => sum + packed.length, 0);
  const size = listed.reduce((sum, { size }) => sum + size, 0);
  if (packed > archive.length) throw damaged(action, "entries that overlap");
  if (size > most) {
    throw new RangeError(
      `Cannot ${action}: expected files of at most ${most} bytes, received ${size}`,
    );
  }
  const entries: ZipEntry[] = [];
  for (const one of listed) {
    entries.push({ name: one.name, bytes: await unpacked(action, one) });
  }
  return entries;
}

/** The names of the files in an archive, as they are written in it; `null` if it is no whole one. */
export function namesInZip(archive: Uint8Array): string[] | null {
  try {
    return readDirectory("read", archive).map(({ name }) => name);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return null;
    throw error;
  }
}

function readDirectory(action: string, archive: Uint8Array): Listed[] {
  const view = viewOf(archive);
  const end = findEnd(action, view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (view.getUint32(end + 4, true) !== 0 || at === 0xffffffff) {
    throw damaged(action, "an archive in parts or beyond 4 GiB");
  }
  if (at + view.getUint32(end + 12, true) !== end) {
    throw damaged(action, "a directory of another length, or elsewhere");
  }
  const listed: Listed[] = [];
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL) {
      throw damaged(action, "a directory with other entries than it says");
    }
    const size = view.getUint32(at + 24, true);
    const nameEnd = at + CENTRAL_BYTES + view.getUint16(at + 28, true);
    if (nameEnd > end) throw damaged(action, "a name beyond the directory");
    const bytes = archive.subarray(at + CENTRAL_BYTES, nameEnd);
    const name = new TextDecoder().decode(bytes);
    const method = view.getUint16(at + 10, true);
    const packed = packedBytes(action, archive, {
      from: view.getUint32(at + 42, true),
      length: view.getUint32(at + 20, true),
      name: bytes,
    });
    const isKnown = method === STORED || method === DEFLATED;
    if (!isKnown || view.getUint16(at + 8, true) & IS_ENCRYPTED) {
      throw damaged(action, `${quote(name)}, neither stored nor deflated`);
    }
    const isPossible = method === STORED
      ? size === packed.length
      : size <= BEST_COMPRESSION * packed.length;
    if (!isPossible) throw damaged(action, `${quote(name)} of another length`);
    const checksum = view.getUint32(at + 16, true);
    listed.push({ name, method, checksum, packed, size });
    at = nameEnd + view.getUint16(at + 30, true) +
      view.getUint16(at + 32, true);
  }
  return listed;
}

/** Where the end of the directory is described: behind it there is a comment at most. */
function findEnd(action: string, view: DataView): number {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (
      view.getUint32(at, true) === END &&
      view.getUint16(at + 20, true) === last - at
    ) return at;
  }
  throw damaged(action, `${view.byteLength} bytes without its end`);
}

function packedBytes(
  action: string,
  archive: Uint8Array,
  { from, length, name }: { from: number; length: number; name: Uint8Array },
): Uint8Array {
  const view = viewOf(archive);
  if (
    from + LOCAL_BYTES <= archive.length &&
    view.getUint32(from, true) === LOCAL
  ) {
    const nameEnd = from + LOCAL_BYTES + view.getUint16(from + 26, true);
    const own = archive.subarray(from + LOCAL_BYTES, nameEnd);
    if (own.length !== name.length || own.some((byte, i) => byte !== name[i])) {
      throw damaged(action, "an entry of another name than its directory says");
    }
    const start = nameEnd + view.getUint16(from + 28, true);
    if (start + length <= archive.length) {
      return archive.subarray(start, start + length);
    }
  }
  throw damaged(action, "an entry beyond its end");
}

async function unpacked(
  action: string,
  { name, method, checksum, packed, size }: Listed,
): Promise<Uint8Array> {
  let bytes = packed;
  if (method === DEFLATED) {
    try {
      bytes = await exactly(size, inflateRaw(packed));
    } catch (cause) {
      throw new TypeError(
        `Cannot ${action}: expected a whole zip archive, received one with ${
          quote(name)
        } damaged`,
        { cause },
      );
    }
  }
  if (crc32(bytes) === checksum) return bytes;
  throw damaged(action, `${quote(name)} damaged`);
}

/** An archive of files. */
export async function writeZip(
  entries: readonly ZipEntry[],
  isDeflated: boolean,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes } of entries) {
    const encoded = new TextEncoder().encode(name);
    const packed = isDeflated ? await deflateRaw(bytes) : bytes;
    const central = new Uint8Array(CENTRAL_BYTES + encoded.length);
    const view = viewOf(central);
    view.setUint32(0, CENTRAL, true);
    view.setUint16(4, 20, true);
    view.setUint16(6, 20, true);
    view.setUint16(8, IS_UTF8, true);
    view.setUint16(10, isDeflated ? DEFLATED : STORED, true);
    view.setUint16(14, FIRST_OF_JANUARY_1980, true);
    view.setUint32(16, crc32(bytes), true);
    view.setUint32(20, packed.length, true);
    view.setUint32(24, bytes.length, true);
    view.setUint16(28, encoded.length, true);
    view.setUint32(42, at, true);
    central.set(encoded, CENTRAL_BYTES);
    const local = new Uint8Array(LOCAL_BYTES + encoded.length);
    viewOf(local).setUint32(0, LOCAL, true);
    // From the version needed to the length of the name both are the same.
    local.set(central.subarray(6, 30), 4);
    local.set(encoded, LOCAL_BYTES);
    parts.push(local, packed);
    directory.push(central);
    at += local.length + packed.length;
  }
  const end = new Uint8Array(END_BYTES);
  const view = viewOf(end);
  view.setUint32(0, END, true);
  view.setUint16(8, entries.length, true);
  view.setUint16(10, entries.length, true);
  view.setUint32(12, directory.reduce((n, one) => n + one.length, 0), true);
  view.setUint32(16, at, true);
  return joined([...parts, ...directory, end]);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(action: string, received: string): TypeError {
  return new TypeError(
    `Cannot ${action}: expected a whole zip archive, received ${received}`,
  );
}
