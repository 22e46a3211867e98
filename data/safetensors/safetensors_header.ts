/** Reads the header of a safetensors file, and trusts none of it. */

import { quote } from "../../config/errors.ts";
import {
  OtherNumber,
  parseStrictJson,
  type StrictJson,
} from "./strict_json.ts";

/** Bytes of the longest header that the format allows. */
export const LONGEST_HEADER = 100_000_000;
/** The name under which the text beside the tensors stands. */
export const METADATA = "__metadata__";

/** Where a tensor lies. */
export interface SafetensorsEntry {
  /** Its name. */
  readonly name: string;
  /** The type of its elements, one of those that are asked for. */
  readonly dtype: string;
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

/** Bytes of an element of each type that is read. */
export type ElementSizes = Readonly<Record<string, number>>;

/** The text beside the tensors of a file that begins as one of safetensors; `null` for another. */
export function metadataOf(file: Uint8Array): Record<string, string> | null {
  // Long files of another kind are not searched for a header.
  if (file[8] !== "{".charCodeAt(0)) return null;
  try {
    return readMetadata(parseHeader(file).rows.get(METADATA) ?? null);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Reads and checks the header of a whole file of tensors of these types. */
export function readHeader(
  file: Uint8Array,
  sizes: ElementSizes = { F32: 4 },
): SafetensorsHeader {
  const { rows, start } = parseHeader(file);
  const metadata = readMetadata(rows.get(METADATA) ?? null);
  rows.delete(METADATA);
  const entries = [...rows]
    .map(([name, row]) => readEntry(name, row, sizes))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== at) refuse(`${quote(name)} to begin at ${at}`, begin);
    at = end;
  }
  const length = file.length - start;
  if (at !== length) refuse(`${at} bytes of values`, length);
  return { entries, metadata, start };
}

function parseHeader(
  file: Uint8Array,
): { rows: Map<string, StrictJson>; start: number } {
  if (file.length < 8) refuse("8 bytes or more", file.length);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(LONGEST_HEADER)) {
    refuse(`a header of ${LONGEST_HEADER} bytes at most`, length);
  }
  if (length > BigInt(file.length - 8)) {
    refuse(`a header of ${length} bytes`, file.length - 8);
  }
  const start = 8 + Number(length);
  const json = readJson(file.subarray(8, start));
  if (!(json instanceof Map)) refuse("an object", shown(json));
  return { rows: json, start };
}

function readJson(bytes: Uint8Array): StrictJson {
  // A byte order mark is no JSON, and the decoder would swallow it.
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text: string;
  try {
    text = decoder.decode(new Uint8Array(bytes));
  } catch {
    return refuse("a header in UTF-8", "other bytes");
  }
  try {
    return parseStrictJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse("a header in strict JSON", error.message);
  }
}

function readMetadata(json: StrictJson): Record<string, string> {
  if (json === null) return {};
  const texts: [string, string][] = [];
  if (!(json instanceof Map)) {
    refuse(`${METADATA} to hold strings`, shown(json));
  }
  for (const [key, text] of json) {
    if (typeof text !== "string") {
      refuse(`${METADATA} to hold strings`, `${shown(text)} for ${quote(key)}`);
    }
    texts.push([key, text]);
  }
  return Object.fromEntries(texts);
}

function readEntry(
  name: string,
  row: StrictJson,
  sizes: ElementSizes,
): SafetensorsEntry {
  const called = quote(name);
  if (!(row instanceof Map)) refuse(`a row for ${called}`, shown(row));
  const dtype = row.get("dtype");
  if (typeof dtype !== "string" || !Object.hasOwn(sizes, dtype)) {
    const types = Object.keys(sizes).join(", ");
    return refuse(`${called} to be ${types}`, shown(dtype));
  }
  const shape = row.get("shape");
  if (!isSizes(shape)) refuse(`a shape for ${called}`, shown(shape));
  const offsets = row.get("data_offsets");
  if (!isSizes(offsets) || offsets.length !== 2) {
    refuse(`two offsets for ${called}`, shown(offsets));
  }
  const [begin, end] = offsets;
  const expected = bytesIn(sizes[dtype], shape, called);
  if (end - begin !== expected) {
    refuse(`${expected} bytes for ${called}`, end - begin);
  }
  return { name, dtype, shape, begin, end };
}

/** Bytes of the values; no product on the way may be inexact, not even before a 0. */
function bytesIn(
  size: number,
  shape: readonly number[],
  called: string,
): number {
  let bytes = size;
  for (const size of shape) {
    bytes *= size;
    if (!Number.isSafeInteger(bytes)) {
      refuse(`sizes of a file for ${called}`, quote(shape));
    }
  }
  return bytes;
}

function isSizes(value: StrictJson | undefined): value is number[] {
  return Array.isArray(value) &&
    value.every((size) => typeof size === "number");
}

function shown(json: StrictJson | undefined): string {
  if (json instanceof Map) return "an object";
  if (json instanceof OtherNumber) return quote(json.text);
  if (!Array.isArray(json)) return quote(json);
  return quote(
    json.map((item) => item instanceof OtherNumber ? item.text : item),
  );
}

function refuse(expected: string, received: string | number | bigint): never {
  throw new TypeError(
    `Cannot decode safetensors: expected ${expected}, received ${received}`,
  );
}
