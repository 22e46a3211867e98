/** NumPy's archives of several arrays. */

import { quote } from "../../config/errors.ts";
import {
  checkArgumentCount,
  checkOptions,
  isOptions,
} from "../../config/options.ts";
import { flag, integer } from "../../config/rows.ts";
import { readOptions, type Schema } from "../../config/schema.ts";
import type { ShapedArray } from "../array.ts";
import type { NumericArray } from "../batches.ts";
import { type Bytes, bytesOf } from "../bytes.ts";
import { decodeArray, encodeNpy, type NpyArray } from "./npy.ts";
import { readZip, writeZip } from "../zip.ts";

/**
 * How an archive is written.
 * @category Files
 */
export interface NpzOptions {
  /** Whether it is deflated, as by `savez_compressed`; false if not given. */
  readonly compressed?: boolean;
}

/**
 * How much of an archive is read.
 * @category Files
 */
export interface NpzLimits {
  /** Bytes that its files have at most, unpacked; 4 GiB if not given. */
  readonly maxBytes?: number;
}

const OPTIONS = { compressed: flag(false) } satisfies Schema<NpzOptions>;
const LIMITS = {
  maxBytes: integer(2 ** 32, { least: 0 }),
} satisfies Schema<NpzLimits>;
const SUFFIX = ".npy";
/** Counted and named in 16 bits, measured in 32. */
const MOST = 0xffff, MOST_BYTES = 0xffffffff;

/**
 * The bytes of an archive of arrays by name, which `numpy.load` reads.
 *
 * @example There and back
 * ```ts
 * import { decodeNpz, encodeNpz } from "@decograd/decograd/data";
 * import { assertEquals } from "@std/assert";
 *
 * const arrays = { bias: { shape: [2], data: new Float32Array([1, 2]) } };
 * const file = await encodeNpz(arrays, { compressed: true });
 * assertEquals(await decodeNpz(file), arrays);
 * ```
 *
 * @throws {TypeError} if `arrays` is no plain object of `{ shape, data }`, or an option is unknown.
 * @throws {RangeError} if data do not fit their shape, or all do not fit into an archive of 4 GiB.
 *
 * @category Files
 */
export async function encodeNpz(
  arrays: Readonly<Record<string, ShapedArray<NumericArray>>>,
  options: NpzOptions = {},
): Promise<Uint8Array> {
  const action = "encode npz";
  checkArgumentCount(action, arguments, 2);
  const { compressed } = readOptions(action, OPTIONS, options);
  if (!isOptions(arrays)) {
    throw new TypeError(
      `Cannot ${action}: expected an object of arrays by name, received ${
        quote(arrays)
      }`,
    );
  }
  const names = Object.keys(arrays);
  for (const name of names) {
    if (name.isWellFormed() && name.length < MOST / 4) continue;
    throw new RangeError(
      `Cannot ${action}: expected names that can be written, received ${
        quote(name)
      }`,
    );
  }
  const entries = names.map((name) => {
    checkOptions(action, arrays[name], ["shape", "data"]);
    return { name: name + SUFFIX, bytes: encodeNpy(arrays[name]) };
  });
  const size = entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (names.length >= MOST || size > MOST_BYTES / 2) {
    throw new RangeError(
      `Cannot ${action}: expected fewer than ${MOST} arrays of at most 2 GiB, received ${names.length} of ${size} bytes`,
    );
  }
  return await writeZip(entries, compressed);
}

/**
 * The arrays of an archive that `numpy.savez` or `savez_compressed` has written, by name; values as `decodeNpy` has them.
 *
 * @throws {TypeError} if `file` holds no bytes, or is no whole archive of arrays of numbers.
 * @throws {RangeError} if there are more than `maxBytes` in it, or an array is longer or shorter than it says.
 *
 * @category Files
 */
export async function decodeNpz(
  file: Bytes,
  options: NpzLimits = {},
): Promise<Record<string, NpyArray>> {
  const action = "decode npz";
  checkArgumentCount(action, arguments, 2);
  const { maxBytes } = readOptions(action, LIMITS, options);
  const entries = await readZip(action, bytesOf(action, file), maxBytes);
  const arrays = new Map<string, NpyArray>();
  for (const { name: full, bytes } of entries) {
    const name = full.slice(0, -SUFFIX.length);
    if (!full.endsWith(SUFFIX) || arrays.has(name)) {
      throw new TypeError(
        `Cannot ${action}: expected files with names in ${SUFFIX}, each once, received ${
          quote(full)
        }`,
      );
    }
    arrays.set(name, decodeArray(action, bytes));
  }
  return Object.fromEntries(arrays);
}
