/** Reads the header of a safetensors file, and trusts none of it. */

import { sizeOf } from "./array.ts";

/** Where a tensor lies. */
export interface SafetensorsEntry {
  /** Its name. */
  readonly name: string;
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its first byte, counted from the end of the header. */
  readonly begin: number;
  /** The byte after its last. */
  readonly end: number;
}

/** What the header says, checked. */
export interface SafetensorsHeader {
  /** The tensors in the order of their bytes. */
  readonly entries: readonly SafetensorsEntry[];
  /** The text beside them. */
  readonly metadata: Record<string, string>;
  /** The first byte after the header. */
  readonly start: number;
}

/** Reads and checks the header of a whole file. */
export function readHeader(file: Uint8Array): SafetensorsHeader {
  const { json, start } = parseHeader(file);
  const { __metadata__: metadata = {}, ...rows } = json;
  if (!isRecord(metadata) || !Object.values(metadata).every(isString)) {
    refuse("expected __metadata__ to hold strings", JSON.stringify(metadata));
  }
  const entries = Object.entries(rows)
    .map(([name, row]) => readEntry(name, row))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== at) refuse(`expected "${name}" to begin at ${at}`, begin);
    at = end;
  }
  const length = file.length - start;
  if (at !== length) refuse(`expected ${at} bytes of values`, length);
  return { entries, metadata: metadata as Record<string, string>, start };
}

function parseHeader(
  file: Uint8Array,
): { json: Record<string, unknown>; start: number } {
  if (file.length < 8) refuse("expected 8 bytes or more", file.length);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(file.length - 8)) {
    refuse(`expected a header of ${length} bytes`, file.length - 8);
  }
  const start = 8 + Number(length);
  const text = new TextDecoder().decode(
    new Uint8Array(file.subarray(8, start)),
  );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    refuse("expected a header in JSON", JSON.stringify(text.slice(0, 40)));
  }
  if (!isRecord(json)) refuse("expected an object", text.slice(0, 40));
  return { json, start };
}

function readEntry(name: string, row: unknown): SafetensorsEntry {
  if (!isRecord(row)) refuse(`expected a row for "${name}"`, row);
  const { dtype, shape, data_offsets: offsets } = row;
  if (dtype !== "F32") refuse(`expected "${name}" to be F32`, dtype);
  if (!isSizes(shape)) {
    refuse(`expected a shape for "${name}"`, JSON.stringify(shape));
  }
  if (!isSizes(offsets) || offsets.length !== 2) {
    refuse(`expected two offsets for "${name}"`, JSON.stringify(offsets));
  }
  const [begin, end] = offsets;
  const expected = sizeOf(shape) * Float32Array.BYTES_PER_ELEMENT;
  if (end - begin !== expected) {
    refuse(`expected ${expected} bytes for "${name}"`, end - begin);
  }
  return { name, shape, begin, end };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) &&
    value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}

function refuse(expected: string, received: unknown): never {
  throw new TypeError(
    `Cannot decode safetensors: ${expected}, received ${received}`,
  );
}
