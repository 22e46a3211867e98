/** Writes pictures as PNG files: 8 bits a channel, no filters. */

import { checkArgumentCount, checkOptions } from "../../config/options.ts";
import { quote } from "../../config/errors.ts";
import { joined } from "../bytes.ts";
import { checkInteger, isKind } from "../checks.ts";
import { deflate } from "../compression.ts";
import { crc32 } from "../crc32.ts";
import { type Picture, SIGNATURE } from "./picture.ts";

const ACTION = "encode PNG";
const COLOUR_TYPES = { 1: 0, 3: 2, 4: 6 } as const;

/**
 * The bytes of a PNG file that shows the picture.
 *
 * @example A red pixel
 * ```ts
 * import { encodePng } from "@decograd/decograd/data";
 * import { assertEquals } from "@std/assert";
 *
 * const file = await encodePng({
 *   width: 1,
 *   height: 1,
 *   channels: 3,
 *   data: new Uint8Array([255, 0, 0]),
 * });
 * assertEquals(new TextDecoder("latin1").decode(file.subarray(1, 4)), "PNG");
 * ```
 *
 * @throws {TypeError} if `picture` has other fields, or its data are not bytes.
 * @throws {RangeError} if a size is out of range, or they do not fit together.
 *
 * @category Files
 */
export async function encodePng(picture: Picture): Promise<Uint8Array> {
  checkArgumentCount(ACTION, arguments, 1);
  check(picture);
  const { width, height, channels } = picture;
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header[8] = 8; // bits a channel
  header[9] = COLOUR_TYPES[channels];
  return joined([
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("IDAT", await deflate(scanlines(picture))),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

function check(picture: Picture): void {
  checkOptions(ACTION, picture, ["width", "height", "channels", "data"]);
  const { width, height, channels, data } = picture;
  checkInteger(ACTION, "width", width, 1, 2 ** 31 - 1);
  checkInteger(ACTION, "height", height, 1, 2 ** 31 - 1);
  if (channels !== 1 && channels !== 3 && channels !== 4) {
    throw new RangeError(
      `Cannot ${ACTION}: expected 1, 3 or 4 channels, received ${
        quote(channels)
      }`,
    );
  }
  if (!isKind(data, ["Uint8Array", "Uint8ClampedArray"])) {
    throw new TypeError(
      `Cannot ${ACTION}: expected data as Uint8Array or Uint8ClampedArray with values from 0 to 255, received ${
        quote(data)
      } (Uint8ClampedArray.from(data, (x) => 255 * x) makes them of values from 0 to 1)`,
    );
  }
  const expected = width * height * channels;
  if (data.length !== expected) {
    throw new RangeError(
      `Cannot ${ACTION}: expected ${width} x ${height} x ${channels} = ${expected} values, received ${data.length}`,
    );
  }
}

/** Each row with the number of its filter before it: 0, none. */
function scanlines({ width, height, channels, data }: Picture): Uint8Array {
  const row = width * channels;
  const lines = new Uint8Array(height * (row + 1));
  for (let y = 0; y < height; y++) {
    lines.set(data.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  }
  return lines;
}

/** Length, type, content, and the checksum of the last two. */
function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, -4)));
  return bytes;
}
