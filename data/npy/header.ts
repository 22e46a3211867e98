/** The header of NumPy's files: a Python dictionary as text, of which nothing is trusted. */

import { quote } from "../../config/errors.ts";
import { checkShape } from "../checks.ts";
import { type Code, CODES } from "./values.ts";

/** What the header says. */
export interface NpyHeader {
  /** The dtype. */
  readonly code: Code;
  /** Bytes of a value. */
  readonly size: number;
  /** Whether the lowest byte of a value is the first. */
  readonly isLittleEndian: boolean;
  /** Whether the first axis runs fastest. */
  readonly fortranOrder: boolean;
  /** Sizes, outermost first. */
  readonly shape: readonly number[];
  /** Bytes of the header. */
  readonly start: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // "\x93NUMPY"
/** Bytes that NumPy itself reads at most. */
const LONGEST = 10_000;
/** Axes that NumPy has at most. */
export const MOST_AXES = 64;
/** The header is as long as a multiple of this. */
const ALIGNMENT = 64;
/** Digits for which NumPy leaves room, so that an axis may grow. */
const ROOM = 21;
const ENTRY =
  /\s*(['"])(\w+)\1\s*:\s*(?:(['"])([^'"]*)\3|(True|False)|\(([\dL, ]*)\))\s*(?:,|(?=\}))/y;

/** Reads the header that the bytes begin with. */
export function readHeader(action: string, file: Uint8Array): NpyHeader {
  const [text, start] = readText(action, file);
  const fail = () => {
    throw new TypeError(
      `Cannot ${action}: expected a header with descr, fortran_order and shape of an array of numbers, received ${
        quote(text.trim())
      }`,
    );
  };
  const found = new Map<string, string>();
  ENTRY.lastIndex = text.startsWith("{") ? 1 : fail();
  let end = ENTRY.lastIndex;
  for (let match; (match = ENTRY.exec(text)); end = ENTRY.lastIndex) {
    const [, , name, , quoted, flag, tuple] = match;
    if (found.has(name)) fail();
    found.set(name, quoted ?? flag ?? `(${tuple})`);
  }
  if (found.size !== 3 || !/^\s*\}\s*$/.test(text.slice(end))) fail();
  const fortran = found.get("fortran_order") ?? "";
  if (!/^(True|False)$/.test(fortran)) fail();
  const [, sizes] = /^\(((?:\d+L?, ?)*(?:\d+L?)?)\)$/
    .exec(found.get("shape") ?? "") ?? fail();
  // A number in brackets alone is no tuple.
  if (/^\d+L?$/.test(sizes)) fail();
  const shape = (sizes.match(/\d+/g) ?? []).map(Number);
  checkShape(action, "shape", shape);
  if (shape.length > MOST_AXES) fail();
  const descr = found.get("descr") ?? "";
  const [, order, code] = /^([<>|=])([fiub][1248])$/.exec(descr) ?? [];
  const known = Object.values(CODES).find((one) => one === code);
  const size = Number(code?.[1]);
  if (!known || (order === "|" && size > 1)) {
    throw new TypeError(
      `Cannot ${action}: expected one of the dtypes ${
        Object.keys(CODES).join(", ")
      }, received ${quote(descr)}`,
    );
  }
  return {
    code: known,
    size,
    isLittleEndian: order !== ">",
    fortranOrder: fortran === "True",
    shape,
    start,
  };
}

/** The dictionary, and where the values begin. */
function readText(action: string, file: Uint8Array): [string, number] {
  const [major, minor] = file.subarray(6);
  const isKnown = MAGIC.every((byte, i) => file[i] === byte) &&
    major >= 1 && major <= 3 && minor === 0;
  const from = major === 1 ? 10 : 12;
  if (!isKnown || file.length < from) {
    throw new TypeError(
      `Cannot ${action}: expected a file of NumPy's, version 1.0 to 3.0, received ${file.length} other bytes`,
    );
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = major === 1
    ? view.getUint16(8, true)
    : view.getUint32(8, true);
  if (length > LONGEST || from + length > file.length) {
    throw new RangeError(
      `Cannot ${action}: expected a header of at most ${LONGEST} bytes within a file of ${file.length}, received one of ${length}`,
    );
  }
  const text = file.subarray(from, from + length);
  return [new TextDecoder("latin1").decode(text), from + length];
}

/** The header as NumPy writes it, version 1.0. */
export function writeHeader(
  code: Code,
  fortranOrder: boolean,
  shape: readonly number[],
): Uint8Array {
  const order = code[1] === "1" ? "|" : "<";
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '${order}${code}', 'fortran_order': ${
    fortranOrder ? "True" : "False"
  }, 'shape': ${tuple}, }`;
  const growing = shape.at(fortranOrder ? -1 : 0);
  const room = growing === undefined ? 0 : ROOM - `${growing}`.length;
  const least = 10 + text.length + room + 1;
  const length = least + ALIGNMENT - least % ALIGNMENT;
  const header = new Uint8Array(length).fill(0x20);
  header.set([...MAGIC, 1, 0]);
  new DataView(header.buffer).setUint16(8, length - 10, true);
  header.set(new TextEncoder().encode(text), 10);
  header[length - 1] = 0x0a;
  return header;
}
