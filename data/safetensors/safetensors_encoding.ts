/** Writes safetensors files, and checks what is to be in them. */

import { quote } from "../../config/errors.ts";
import { sizeOf } from "../array.ts";
import { turnBytes } from "../byte_order.ts";
import { checkShape, isKind } from "../checks.ts";
import { LONGEST_HEADER, METADATA } from "./safetensors_header.ts";

const ACTION = "encode safetensors";

/** Arrays that can be written, and what the format calls their types. */
const DTYPES = { Float32Array: "F32", BigInt64Array: "I64" };

/** A tensor on its way into a file. */
export interface WrittenTensor {
  /** Its shape. */
  readonly shape: readonly number[];
  /** Its elements, in row-major order. */
  readonly data: Float32Array | BigInt64Array;
}

type Kind = keyof typeof DTYPES;

/** A file with these tensors, in their order; their data have to be of one of these kinds. */
export function encodeTensors(
  tensors: Readonly<Record<string, WrittenTensor>>,
  metadata: Readonly<Record<string, string>>,
  kinds: readonly Kind[],
): Uint8Array {
  const { header, values } = encodeHeader(tensors, metadata, kinds);
  const start = 8 + header.length;
  const bytes = values.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const file = new Uint8Array(start + bytes);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  let at = start;
  for (const data of values) {
    const part = file.subarray(at, at += data.byteLength);
    part.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    turnBytes(part, data.BYTES_PER_ELEMENT, true);
  }
  return file;
}

/** The header, padded with spaces so that the values start at a multiple of 8, and the values in its order. */
function encodeHeader(
  tensors: Readonly<Record<string, WrittenTensor>>,
  metadata: Readonly<Record<string, string>>,
  kinds: readonly Kind[],
): { header: Uint8Array; values: WrittenTensor["data"][] } {
  checkRecord("tensors by name", tensors);
  checkRecord("metadata as strings by name", metadata);
  const rows: string[] = [];
  const texts = Object.entries(metadata);
  for (const [key, text] of texts) checkText(key, text);
  if (texts.length > 0) rows.push(member(METADATA, metadata));
  const values: WrittenTensor["data"][] = [];
  let at = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    const { shape, data } = checkTensor(name, tensor, kinds);
    const kind = kinds.find((one) => isKind(data, [one]))!;
    const end = at + data.byteLength;
    rows.push(member(name, {
      dtype: DTYPES[kind],
      shape,
      data_offsets: [at, end],
    }));
    values.push(data);
    at = end;
  }
  const json = new TextEncoder().encode(`{${rows.join()}}`);
  const length = Math.ceil(json.length / 8) * 8;
  if (length > LONGEST_HEADER) {
    throw new RangeError(
      `Cannot ${ACTION}: expected a header of ${LONGEST_HEADER} bytes at most, received ${length}`,
    );
  }
  const header = new Uint8Array(length).fill(0x20);
  header.set(json);
  return { header, values };
}

function member(name: string, value: unknown): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}

/** Maps, arrays, promises and instances have no members that could be meant. */
function checkRecord(expected: string, value: unknown): void {
  const isObject = typeof value === "object" && value !== null;
  const prototype = isObject && Object.getPrototypeOf(value);
  // Also an object of another realm, such as a notebook's cell.
  if (
    isObject &&
    (prototype === null || Object.getPrototypeOf(prototype) === null)
  ) return;
  throw new TypeError(
    `Cannot ${ACTION}: expected an object with ${expected}, received ${
      quote(value)
    }`,
  );
}

function checkText(key: string, text: unknown): void {
  if (typeof text !== "string") {
    throw new TypeError(
      `Cannot ${ACTION}: expected metadata of strings, received ${
        quote(text)
      } for ${quote(key)}`,
    );
  }
  checkWhole(key);
  checkWhole(text);
}

/** Half of a character has no bytes in UTF-8. */
function checkWhole(text: string): void {
  if (text.isWellFormed()) return;
  throw new RangeError(
    `Cannot ${ACTION}: expected text without half surrogate pairs, received ${
      quote(text)
    }`,
  );
}

function checkTensor(
  name: string,
  tensor: unknown,
  kinds: readonly Kind[],
): WrittenTensor {
  const called = quote(name);
  if (name === METADATA) {
    throw new RangeError(
      `Cannot ${ACTION}: expected a name of a tensor, received ${called}`,
    );
  }
  checkWhole(name);
  const { shape, data, value } = Object(tensor) as Partial<
    WrittenTensor & { value: unknown }
  >;
  checkShape(ACTION, `the shape of ${called}`, shape);
  if (!isKind(data, kinds)) {
    throw new TypeError(
      `Cannot ${ACTION}: expected the data of ${called} as ${
        kinds.join(" or ")
      }, received ${quote(data)}${hintAt(data, value)}`,
    );
  }
  const { length } = data as WrittenTensor["data"];
  if (length !== sizeOf(shape)) {
    throw new RangeError(
      `Cannot ${ACTION}: expected ${
        sizeOf(shape)
      } values for ${called}, received ${length}`,
    );
  }
  return { shape, data: data as WrittenTensor["data"] };
}

/** What a program that gave something else may have meant. */
function hintAt(data: unknown, value: unknown): string {
  if (ArrayBuffer.isView(data)) return " (Float32Array.from rounds it)";
  if (has(data, "then")) return " (await it)";
  if (typeof data === "function") return " (await tensor.data() gives it)";
  return has(value, "data") ? " (await variable.value.data() gives it)" : "";
}

function has(value: unknown, key: string): boolean {
  return typeof value === "object" && value !== null && key in value;
}
