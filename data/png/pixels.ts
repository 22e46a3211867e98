/** The samples of a PNG file as the channels of pixels. */

import { damaged, type PngChunks } from "./chunks.ts";
import type { PngHeader } from "./header.ts";

/** What takes the channels: bytes, or 16 bits each. */
export type Channels = Uint8Array | Uint16Array;

/** Writes a line of samples as pixels into `to`, from the channel `at`, `step` channels further for each pixel. */
type Write = (
  samples: Uint16Array,
  to: Channels,
  at: number,
  step: number,
) => void;

/** How many channels the pictures of a file have. */
export function channelsOf({ header, transparency }: PngChunks): 1 | 3 | 4 {
  const { colour } = header;
  const isOpaque = transparency === null &&
    (colour === "grey" || colour === "rgb" || colour === "palette");
  return isOpaque ? colour === "grey" ? 1 : 3 : 4;
}

/**
 * What makes channels of `bits` of the samples of a file.
 *
 * @throws {TypeError} if the colours do not go with the header.
 */
export function pixelWriter(
  action: string,
  chunks: PngChunks,
  bits: 8 | 16,
): Write {
  const { header: { colour, depth }, transparency: clear } = chunks;
  if (colour === "palette") return paletteWriter(action, chunks, bits);
  const opaque = 2 ** bits - 1;
  const toChannel = channelOf(depth, bits);
  const isGrey = colour === "grey" || colour === "greyAlpha";
  if (clear === null && !colour.endsWith("lpha") && colour !== "rgba") {
    const count = isGrey ? 1 : 3;
    return (samples, to, at, step) => {
      for (let i = 0; i < samples.length; i += count, at += step) {
        for (let c = 0; c < count; c++) to[at + c] = toChannel(samples[i + c]);
      }
    };
  }
  const colours = isGrey ? 1 : 3;
  const hasAlpha = colour === "greyAlpha" || colour === "rgba";
  if (clear !== null && (hasAlpha || clear.length !== 2 * colours)) {
    throw damaged(action, `tRNS of ${clear.length} bytes with ${colour}`);
  }
  // Samples of this colour are seen through; they are compared with all their bits.
  const hidden = clear === null
    ? []
    : Array.from({ length: colours }, (_, c) =>
      clear[2 * c] << 8 | clear[2 * c + 1]);
  const count = hasAlpha ? colours + 1 : colours;
  return (samples, to, at, step) => {
    for (let i = 0; i < samples.length; i += count, at += step) {
      for (let c = 0; c < 3; c++) {
        to[at + c] = toChannel(samples[isGrey ? i : i + c]);
      }
      to[at + 3] = hasAlpha
        ? toChannel(samples[i + colours])
        : hidden.every((sample, c) => samples[i + c] === sample)
        ? 0
        : opaque;
    }
  };
}

function paletteWriter(
  action: string,
  { palette, transparency: clear }: PngChunks,
  bits: 8 | 16,
): Write {
  const colours = palette as Uint8Array;
  const count = colours.length / 3;
  if (clear !== null && clear.length > count) {
    throw damaged(action, `tRNS of ${clear.length} for ${count} colours`);
  }
  const toChannel = channelOf(8, bits);
  return (samples, to, at, step) => {
    for (let i = 0; i < samples.length; i++, at += step) {
      const index = samples[i];
      if (index >= count) {
        throw damaged(action, `colour ${index} of a palette of ${count}`);
      }
      for (let c = 0; c < 3; c++) {
        to[at + c] = toChannel(colours[3 * index + c]);
      }
      if (clear !== null) to[at + 3] = toChannel(clear[index] ?? 255);
    }
  };
}

/** A sample as a channel: all bits set are all bits set, and of 16 bits the upper 8 are kept. */
function channelOf(depth: number, bits: 8 | 16): (sample: number) => number {
  if (depth === bits) return (sample) => sample;
  if (depth > bits) return (sample) => sample >> 8;
  const factor = (2 ** bits - 1) / (2 ** depth - 1);
  return (sample) => sample * factor;
}

/** Reads the samples of a line, whose bytes are in `line`. */
export function readSamples(
  { depth }: PngHeader,
  line: Uint8Array,
  samples: Uint16Array,
): void {
  if (depth === 8) samples.set(line.subarray(0, samples.length));
  else if (depth === 16) {
    for (let i = 0; i < samples.length; i++) {
      samples[i] = line[2 * i] << 8 | line[2 * i + 1];
    }
  } else {
    const perByte = 8 / depth, mask = 2 ** depth - 1;
    for (let i = 0; i < samples.length; i++) {
      const shift = 8 - depth * (1 + i % perByte);
      samples[i] = line[Math.floor(i / perByte)] >> shift & mask;
    }
  }
}
