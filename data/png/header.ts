/** What the header of a PNG file says, and how its lines lie. */

/** How the samples of a pixel are meant. */
export type Colour = "grey" | "rgb" | "palette" | "greyAlpha" | "rgba";

/** The header of a PNG file. */
export interface PngHeader {
  /** Pixels in a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Bits of a sample. */
  readonly depth: number;
  /** How the samples of a pixel are meant. */
  readonly colour: Colour;
  /** Samples of a pixel. */
  readonly samples: number;
  /** Whether it comes in seven passes, from coarse to fine. */
  readonly isInterlaced: boolean;
}

/** Some of the pixels, line by line: all of them, or every so many along an axis. */
export interface Lines {
  /** The column of the first pixel, and how many lie between two. */
  readonly x: readonly [start: number, step: number];
  /** The row of the first line, and how many lie between two. */
  readonly y: readonly [start: number, step: number];
  /** Pixels of a line. */
  readonly width: number;
  /** Lines. */
  readonly height: number;
  /** Bytes of a line, without that of its filter. */
  readonly bytes: number;
}

/** By their number: what the samples mean, how many there are, and how many bits they may have. */
const COLOURS: Readonly<
  Record<number, readonly [Colour, number, readonly number[]]>
> = {
  0: ["grey", 1, [1, 2, 4, 8, 16]],
  2: ["rgb", 3, [8, 16]],
  3: ["palette", 1, [1, 2, 4, 8]],
  4: ["greyAlpha", 2, [8, 16]],
  6: ["rgba", 4, [8, 16]],
};

/** Columns and rows of Adam7's passes. */
const PASSES = [
  [[0, 8], [0, 8]],
  [[4, 8], [0, 8]],
  [[0, 4], [4, 8]],
  [[2, 4], [0, 4]],
  [[0, 2], [2, 4]],
  [[1, 2], [0, 2]],
  [[0, 1], [1, 2]],
] as const;

/** Reads the chunk of the header; `null` where it is none that the standard knows. */
export function readHeader(chunk: Uint8Array): PngHeader | null {
  if (chunk.length !== 13) return null;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, number, compression, filter, interlace] = chunk.subarray(8);
  const [colour, samples, depths] = COLOURS[number] ?? [];
  if (colour === undefined || !depths?.includes(depth)) return null;
  if (compression !== 0 || filter !== 0 || interlace > 1) return null;
  if (![width, height].every((size) => size > 0 && size < 2 ** 31)) return null;
  const isInterlaced = interlace === 1;
  return { width, height, depth, colour, samples, isInterlaced };
}

/** The lines in the order of the file. */
export function linesOf(header: PngHeader): Lines[] {
  const bits = header.depth * header.samples;
  const all = header.isInterlaced ? PASSES : [[[0, 1], [0, 1]]] as const;
  return all.map(([x, y]) => {
    const width = Math.ceil((header.width - x[0]) / x[1]);
    const height = Math.ceil((header.height - y[0]) / y[1]);
    return { x, y, width, height, bytes: Math.ceil(width * bits / 8) };
  }).filter(({ width, height }) => width > 0 && height > 0);
}
