/** Images from files, told apart by what they begin with. */

import { quote, shorten } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import { count, oneOf } from "../config/rows.ts";
import { readOptions, type Schema } from "../config/schema.ts";
import type { ShapedArray } from "../data/array.ts";
import { type Bytes, bytesOf } from "../data/bytes.ts";
import { pathOf, shownPath } from "../data/files/file_path.ts";
import { fileSystem } from "../data/files/runtime.ts";
import { told } from "../data/files/told.ts";
import { decodePng } from "../data/png/decode_png.ts";
import { type Picture, SIGNATURE } from "../data/png/picture.ts";
import { type ColorMode, toColours } from "./colours.ts";
import { decodeJpeg } from "./decode_jpeg.ts";
import { ImageFileError } from "./image_file_error.ts";

/**
 * How an image is loaded.
 * @category Images
 */
export interface LoadImageOptions {
  /** Its channels, whatever the file has; `"rgb"` if not given. */
  readonly colorMode?: ColorMode;
  /** How many pixels it may have: larger ones are refused before memory is taken; 100 million if not given. */
  readonly maxPixels?: number;
}

/** The rows of these options. */
export const LOAD = {
  colorMode: oneOf<ColorMode>(["grayscale", "rgb", "rgba"], "rgb"),
  maxPixels: count(1e8),
} satisfies Schema<LoadImageOptions>;

/**
 * The image in a PNG or JPEG file, or in the bytes of one, as `[height, width, channels]` of 0 to 255. A path needs Deno or Node, and
 * read permission.
 *
 * @example
 * ```ts
 * import { encodePng } from "@decograd/decograd/data";
 * import { loadImage } from "@decograd/decograd/images";
 * import { assertEquals } from "@std/assert";
 *
 * const data = Uint8Array.of(255, 0, 0);
 * const file = await encodePng({ width: 1, height: 1, channels: 3, data });
 * const image = await loadImage(file, { colorMode: "grayscale" });
 * assertEquals(image, { shape: [1, 1, 1], data: Uint8Array.of(76) });
 * ```
 *
 * @throws {ImageFileError} if there is no file that can be read, it is no PNG or JPEG, damaged, or has more pixels than may be.
 * @throws {TypeError} if that is so of bytes, but for the pixels.
 * @throws {ValueError} if bytes have more pixels than may be.
 *
 * @category Images
 */
export async function loadImage(
  source: string | URL | Bytes,
  options: LoadImageOptions = {},
): Promise<ShapedArray<Uint8Array>> {
  const action = "load an image";
  checkArgumentCount(action, arguments, 2);
  const settings = readOptions(action, LOAD, options);
  if (typeof source !== "string" && !(source instanceof URL)) {
    return await imageOf(bytesOf(action, source), settings);
  }
  return await readImage(pathOf(action, source), settings);
}

/** The image in a file, whose name errors tell. */
export async function readImage(
  path: string,
  options: Required<LoadImageOptions>,
): Promise<ShapedArray<Uint8Array>> {
  const action = `load ${shownPath(path)}`;
  const { readFile } = fileSystem(action);
  const refused = (message: string, cause: unknown) =>
    new ImageFileError(message, path, { cause });
  const file = await readFile(path).catch((cause) => {
    const error = told(action, "to read a file there", cause);
    throw refused((error as Error).message, cause);
  });
  try {
    return await imageOf(file, options);
  } catch (cause) {
    throw refused(`Cannot ${action}: ${(cause as Error).message}`, cause);
  }
}

async function imageOf(
  file: Uint8Array,
  { colorMode, maxPixels }: Required<LoadImageOptions>,
): Promise<ShapedArray<Uint8Array>> {
  return toColours(await decoded(file, { maxPixels }), colorMode);
}

async function decoded(
  file: Uint8Array,
  options: { readonly maxPixels: number },
): Promise<Picture> {
  const begins = (bytes: readonly number[]) =>
    bytes.every((byte, i) => file[i] === byte);
  if (begins(SIGNATURE)) return await decodePng(file, options);
  if (begins([0xff, 0xd8])) return await decodeJpeg(file, options);
  const [first] = new TextDecoder("latin1").decode(file.subarray(0, 8))
    .split(/[^ -~]/);
  throw new TypeError(
    `Cannot decode an image: expected a PNG or JPEG file, received ${file.length} bytes that begin with ${
      quote(shorten(first))
    }`,
  );
}
