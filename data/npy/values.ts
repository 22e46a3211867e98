/** Values of NumPy's dtypes, as arrays of this language hold them: exactly, or not at all. */

import { quote } from "../../config/errors.ts";
import type { NumericArray } from "../batches.ts";
import { IS_LITTLE_ENDIAN } from "../byte_order.ts";

/**
 * The kinds of arrays that are made of a file: float16 becomes float32, int64 and uint64 float64, bool bytes of 0 and 1.
 * @category Files
 */
export type NpyData =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array;

type Kind = {
  new (length: number): NpyData;
  new (buffer: ArrayBufferLike, offset: number, length: number): NpyData;
};

/**
 * A dtype, by NumPy's name.
 * @category Files
 */
export type NpyDtype =
  | "float64"
  | "float32"
  | "float16"
  | "int64"
  | "int32"
  | "int16"
  | "int8"
  | "uint64"
  | "uint32"
  | "uint16"
  | "uint8"
  | "bool";

/** A dtype as files write it. */
export type Code = `f${2 | 4 | 8}` | `${"i" | "u"}${1 | 2 | 4 | 8}` | "b1";

/** Dtypes as files write them. */
export const CODES: Readonly<Record<NpyDtype, Code>> = {
  float64: "f8",
  float32: "f4",
  float16: "f2",
  int64: "i8",
  int32: "i4",
  int16: "i2",
  int8: "i1",
  uint64: "u8",
  uint32: "u4",
  uint16: "u2",
  uint8: "u1",
  bool: "b1",
};

const KINDS: Readonly<Partial<Record<Code, Kind>>> = {
  f8: Float64Array,
  f4: Float32Array,
  i4: Int32Array,
  i2: Int16Array,
  i1: Int8Array,
  u4: Uint32Array,
  u2: Uint16Array,
  u1: Uint8Array,
};

/** The dtype of an array. */
export function codeOf(data: NumericArray): Code {
  const letter = data.constructor.name[0].toLowerCase();
  return `${letter}${data.BYTES_PER_ELEMENT}` as Code;
}

/** The values of bytes in the order of this machine; they may be taken over. */
export function decodeValues(
  action: string,
  code: Code,
  bytes: Uint8Array,
): NpyData {
  const { buffer, byteOffset, byteLength } = bytes;
  const Kind = KINDS[code];
  if (Kind) {
    return new Kind(
      buffer,
      byteOffset,
      byteLength / Kind.prototype.BYTES_PER_ELEMENT,
    );
  }
  if (code === "f2") {
    return fromHalves(new Uint16Array(buffer, byteOffset, byteLength / 2));
  }
  if (code === "b1") {
    const wrong = bytes.findIndex((byte) => byte > 1);
    if (wrong >= 0) refuse(action, "0 or 1 of bool", bytes[wrong], wrong);
    return bytes;
  }
  const words = new Uint32Array(buffer, byteOffset, byteLength / 4);
  const data = new Float64Array(words.length / 2);
  const low = IS_LITTLE_ENDIAN ? 0 : 1;
  for (let i = 0; i < data.length; i++) {
    const high = words[2 * i + 1 - low];
    const signed = code === "i8" ? high | 0 : high;
    data[i] = signed * 2 ** 32 + words[2 * i + low];
    if (!Number.isSafeInteger(data[i])) {
      refuse(action, "integers that float64 holds exactly", data[i], i);
    }
  }
  return data;
}

/** Values as bytes in the order of this machine; each has to fit exactly. */
export function encodeValues(
  action: string,
  code: Code,
  data: NumericArray,
): Uint8Array {
  const Kind = KINDS[code] ?? (code === "b1" ? Uint8Array : null);
  if (Kind) {
    const values = new Kind(data.length);
    values.set(data);
    const most = code === "b1" ? 1 : Infinity;
    if (data.constructor !== Kind || code === "b1") {
      for (let i = 0; i < data.length; i++) {
        if (Object.is(values[i], data[i]) && values[i] <= most) continue;
        if (!Number.isNaN(data[i]) || !Number.isNaN(values[i])) {
          refuse(
            action,
            `values that ${nameOf(code)} holds exactly`,
            data[i],
            i,
          );
        }
      }
    }
    return new Uint8Array(values.buffer);
  }
  return code === "f2" ? toHalves(action, data) : toWords(action, code, data);
}

function toWords(action: string, code: Code, data: NumericArray): Uint8Array {
  const words = new Uint32Array(2 * data.length);
  const low = IS_LITTLE_ENDIAN ? 0 : 1;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    const isWithin = Number.isSafeInteger(value) && !Object.is(value, -0) &&
      (code === "i8" || value >= 0);
    if (!isWithin) {
      refuse(action, `values that ${nameOf(code)} holds exactly`, value, i);
    }
    words[2 * i + low] = value;
    words[2 * i + 1 - low] = Math.floor(value / 2 ** 32);
  }
  return new Uint8Array(words.buffer);
}

/** Numbers of 16 bits (IEEE 754 binary16). */
function fromHalves(halves: Uint16Array): Float32Array {
  const data = new Float32Array(halves.length);
  for (let i = 0; i < data.length; i++) {
    const exponent = (halves[i] >> 10) & 31, fraction = halves[i] & 1023;
    const size = exponent === 31
      ? fraction === 0 ? Infinity : NaN
      : exponent === 0
      ? fraction * 2 ** -24
      : (1024 + fraction) * 2 ** (exponent - 25);
    data[i] = halves[i] >> 15 ? -size : size;
  }
  return data;
}

function toHalves(action: string, data: NumericArray): Uint8Array {
  const halves = new Uint16Array(data.length);
  const single = new Float32Array(1), bits = new Uint32Array(single.buffer);
  for (let i = 0; i < data.length; i++) {
    single[0] = data[i];
    const exponent = ((bits[0] >>> 23) & 255) - 127;
    const size = Math.abs(single[0]);
    if (Number.isNaN(size)) halves[i] = 0x7e00;
    else if (size === Infinity) halves[i] = 0x7c00;
    else if (exponent < -14) halves[i] = size * 2 ** 24;
    else halves[i] = ((exponent + 15) << 10) | ((bits[0] >>> 13) & 1023);
    if (bits[0] >>> 31 && !Number.isNaN(size)) halves[i] |= 0x8000;
  }
  const back = fromHalves(halves);
  for (let i = 0; i < data.length; i++) {
    if (!Object.is(back[i], data[i])) {
      refuse(action, "values that float16 holds exactly", data[i], i);
    }
  }
  return new Uint8Array(halves.buffer);
}

function nameOf(code: Code): string {
  const [name] = Object.entries(CODES).find(([, one]) => one === code)!;
  return name;
}

function refuse(
  action: string,
  expected: string,
  value: number,
  at: number,
): never {
  throw new RangeError(
    `Cannot ${action}: expected ${expected}, received ${
      Object.is(value, -0) ? "-0" : quote(value)
    } at ${at}`,
  );
}
