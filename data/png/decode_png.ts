/** Reads pictures from PNG files, of every kind that the standard has. */

import { ValueError } from "../../config/errors.ts";
import { checkArgumentCount } from "../../config/options.ts";
import { count, row } from "../../config/rows.ts";
import { readOptions, type Schema } from "../../config/schema.ts";
import { type Bytes, bytesOf } from "../bytes.ts";
import { BEST_COMPRESSION, exactly, inflate } from "../compression.ts";
import { damaged, type PngChunks, readChunks } from "./chunks.ts";
import { FILTERS } from "./filters.ts";
import { type Lines, linesOf } from "./header.ts";
import type { DeepPicture, Picture } from "./picture.ts";
import {
  type Channels,
  channelsOf,
  pixelWriter,
  readSamples,
} from "./pixels.ts";

/**
 * How a PNG file is read.
 * @category Files
 */
export interface PngOptions {
  /** Bits of a channel, whatever the file has: 8, or 16; 8 if not given. */
  readonly bits?: 8 | 16;
  /** How many pixels it may have: larger ones are refused before memory is taken; 100 million if not given. */
  readonly maxPixels?: number;
}

const ACTION = "decode PNG";
const OPTIONS = {
  bits: row<8 | 16>(
    "8 or 16",
    (value) => value === 8 || value === 16 ? value : undefined,
    8,
  ),
  maxPixels: count(1e8),
} satisfies Schema<PngOptions>;

/**
 * The picture in a PNG file: grey, colour or palette, opaque or not, of any depth, interlaced or not. It has 1 channel where
 * the file is grey, 3 where it has colours, 4 where anything is transparent. Gamma and profiles are let be, as by others.
 *
 * @example
 * ```ts
 * import { decodePng, encodePng } from "@decograd/decograd/data";
 * import { assertEquals } from "@std/assert";
 *
 * const data = Uint8Array.of(255, 0, 0);
 * const file = await encodePng({ width: 1, height: 1, channels: 3, data });
 * const picture = await decodePng(file);
 * assertEquals([picture.width, picture.height, picture.channels], [1, 1, 3]);
 * assertEquals(picture.data, data);
 * ```
 *
 * @throws {TypeError} if `file` holds no bytes, or is no PNG file, or a damaged one.
 * @throws {ValueError} if it has more pixels than may be.
 *
 * @category Files
 */
export function decodePng(
  file: Bytes,
  options?: PngOptions & { readonly bits?: 8 },
): Promise<Picture>;
/**
 * The same in 16 bits a channel.
 * @category Files
 */
export function decodePng(
  file: Bytes,
  options: PngOptions & { readonly bits: 16 },
): Promise<DeepPicture>;
export async function decodePng(
  file: Bytes,
  options: PngOptions = {},
): Promise<Picture | DeepPicture> {
  checkArgumentCount(ACTION, arguments, 2);
  const { bits, maxPixels } = readOptions(ACTION, OPTIONS, options);
  const chunks = readChunks(ACTION, bytesOf(ACTION, file));
  const { width, height } = chunks.header;
  if (width * height > maxPixels) {
    throw new ValueError(
      `Cannot ${ACTION}: expected at most ${maxPixels} pixels, received ${width} x ${height}`,
    );
  }
  const lines = linesOf(chunks.header);
  const bytes = await unpackedLines(chunks, lines);
  const channels = channelsOf(chunks);
  const size = width * height * channels;
  const data = bits === 8 ? new Uint8Array(size) : new Uint16Array(size);
  draw(chunks, lines, bytes, data, channels);
  return { width, height, channels, data } as Picture | DeepPicture;
}

/** All lines, each with the byte of its filter in front. */
async function unpackedLines(
  { packed }: PngChunks,
  lines: readonly Lines[],
): Promise<Uint8Array> {
  const size = lines.reduce(
    (sum, { bytes, height }) => sum + (1 + bytes) * height,
    0,
  );
  if (size > BEST_COMPRESSION * packed.length) {
    throw damaged(ACTION, `${packed.length} packed bytes for ${size}`);
  }
  try {
    return await exactly(size, inflate(packed));
  } catch (cause) {
    throw new TypeError(
      `Cannot ${ACTION}: expected pixels of ${size} bytes, received a damaged stream, or another number`,
      { cause },
    );
  }
}

function draw(
  chunks: PngChunks,
  lines: readonly Lines[],
  bytes: Uint8Array,
  to: Channels,
  channels: number,
): void {
  const { header } = chunks;
  const bits = to instanceof Uint8Array ? 8 : 16;
  const write = pixelWriter(ACTION, chunks, bits);
  // Then lines are channels as they lie.
  const isPlain = header.depth === 8 && bits === 8 &&
    header.colour !== "palette" && header.samples === channels;
  const step = Math.ceil(header.depth * header.samples / 8);
  let at = 0;
  for (const { x, y, width, height, bytes: length } of lines) {
    const samples = new Uint16Array(width * header.samples);
    let above: Uint8Array = new Uint8Array(length);
    for (let i = 0; i < height; i++) {
      const filter = FILTERS[bytes[at]];
      if (!filter) throw damaged(ACTION, `a line with filter ${bytes[at]}`);
      const line = bytes.subarray(at + 1, at + 1 + length);
      filter(line, above, step);
      const first = ((y[0] + i * y[1]) * header.width + x[0]) * channels;
      if (isPlain && x[1] === 1) to.set(line, first);
      else {
        readSamples(header, line, samples);
        write(samples, to, first, x[1] * channels);
      }
      above = line;
      at += 1 + length;
    }
  }
}
