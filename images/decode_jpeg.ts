/** Reads pictures from JPEG files. */

import { ValueError } from "../config/errors.ts";
import { checkArgumentCount } from "../config/options.ts";
import { count } from "../config/rows.ts";
import { readOptions, type Schema } from "../config/schema.ts";
import { type Bytes, bytesOf } from "../data/bytes.ts";
import type { Picture } from "../data/png/picture.ts";
import { decodePixels } from "./jpeg_codec.ts";
import { readJpegHeader } from "./jpeg_header.ts";

/**
 * How a JPEG file is read.
 * @category Images
 */
export interface JpegOptions {
  /** How many pixels it may have: larger ones are refused before memory is taken; 100 million if not given. */
  readonly maxPixels?: number;
}

const ACTION = "decode JPEG";
const OPTIONS = { maxPixels: count(1e8) } satisfies Schema<JpegOptions>;
/** Pixels that a byte can stand for, at most: a bit for each block of 8 x 8. */
const BEST_COMPRESSION = 8 * 64;
/** A row or column more of blocks than there are pixels for. */
const MARGIN = 64;

/**
 * The picture in a JPEG file, of one pass or several: 1 channel where it is grey, 3 where it has colours. The pixels are those
 * of libjpeg (its accurate transform, halved colours smoothed), which Pillow reads too; a camera's orientation is let be.
 *
 * @example
 * ```ts ignore
 * import { decodeJpeg } from "@decograd/decograd/images";
 *
 * const { width, height, channels, data } = await decodeJpeg(await Deno.readFile("cat.jpg"));
 * ```
 *
 * @throws {TypeError} if `file` holds no bytes, or is no JPEG file, a damaged one, or one of a kind that is not read.
 * @throws {ValueError} if it has more pixels than may be.
 *
 * @category Images
 */
export async function decodeJpeg(
  file: Bytes,
  options: JpegOptions = {},
): Promise<Picture> {
  checkArgumentCount(ACTION, arguments, 2);
  const { maxPixels } = readOptions(ACTION, OPTIONS, options);
  const bytes = bytesOf(ACTION, file);
  const { width, height, components } = checkedHeader(bytes);
  if (width * height > maxPixels) {
    throw new ValueError(
      `Cannot ${ACTION}: expected at most ${maxPixels} pixels, received ${width} x ${height}`,
    );
  }
  const pixels = await decodePixels(bytes);
  const channels = components === 1 ? 1 : 3;
  const data = new Uint8Array(width * height * channels);
  for (let from = 0, to = 0; to < data.length; from += 4, to += channels) {
    data[to] = pixels[from];
    if (channels === 1) continue;
    data[to + 1] = pixels[from + 1];
    data[to + 2] = pixels[from + 2];
  }
  return { width, height, channels, data };
}

function checkedHeader(
  bytes: Uint8Array,
): { width: number; height: number; components: number } {
  const header = readJpegHeader(bytes);
  if (header === null) {
    throw new TypeError(
      `Cannot ${ACTION}: expected a whole JPEG file, received ${bytes.length} bytes that begin with [${
        bytes.subarray(0, 4).join(", ")
      }]`,
    );
  }
  const { width, height, components, precision, coding } = header;
  const isRead = (components === 1 || components === 3) && precision === 8 &&
    coding <= 2 && width > 0 && height > 0;
  if (!isRead) {
    throw new TypeError(
      `Cannot ${ACTION}: expected pixels of 1 or 3 components of 8 bits, in Huffman's coding, received ${width} x ${height} of ${components} components of ${precision} bits, coding ${coding}`,
    );
  }
  const most = BEST_COMPRESSION * bytes.length;
  if ((width - MARGIN) * (height - MARGIN) > most) {
    throw new TypeError(
      `Cannot ${ACTION}: expected a whole file, received ${bytes.length} bytes for ${width} x ${height} pixels`,
    );
  }
  return header;
}
