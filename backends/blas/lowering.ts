/**
 * How the windows of a band lie in memory to be multiplied.
 *
 * A window is some rows of the image, and windows below each other share rows. So rows are lowered: windows of one row's
 * height are copied, and the rows of the kernel are multiplied one by one by matrices that overlap. That takes a copy of
 * `kw` times the image in place of `kh * kw`. Cho, Brand: MEC: Memory-efficient Convolution for Deep Neural Network (2017).
 *
 * Where windows share no rows, and where a row has so few elements that products would have few terms, windows are copied
 * as a whole (im2col); those of grey images tap by tap, as a transposed matrix.
 */

import {
  type Band,
  type Call,
  type Conv2DLayout,
  FLOAT_BYTES,
  haveTapPlanes,
  im2colCall,
  OWN,
  tapPlanesCall,
  type WasmRuntime,
} from "../wasm/mod.ts";
import type { Matrix } from "./sgemm.ts";

/** Elements of a window's row, and pixels of an image on the narrow side, from which rows are lowered. */
const LEAST_TERMS = 32, LEAST_PIXELS = 64;

/** A matrix whose rows are the windows of some pixels, or a row of each window. */
export interface Lowered {
  /** Where it is. */
  readonly matrix: Matrix;
  /** The first of the kernel's elements that it is multiplied by, and how many there are. */
  readonly tap: number;
  readonly depth: number;
  /** The first pixel on the narrow side, and how many there are. */
  readonly first: number;
  readonly count: number;
}

/** The windows of a band. */
export interface LoweredBand {
  /** The calls that copy them into the scratch space of the thread. */
  readonly copies: readonly Call[];
  /** The matrices; those of the same pixels are added up. */
  readonly matrices: readonly Lowered[];
  /** The bytes of the copies. */
  readonly ownBytes: number;
}

/** The windows of a band of the images at an address. */
export function lowered(
  runtime: WasmRuntime,
  images: number,
  band: Band,
  layout: Conv2DLayout,
): LoweredBand {
  const { w: [kh, kw, c] } = layout.shapes, depth = kh * kw * c;
  const whole = pixelsOf(band, layout);
  if (isOfMatrix(layout)) {
    const address = images + whole.first * c * FLOAT_BYTES;
    const matrix = { address, pitch: c };
    const matrices = [{ matrix, tap: 0, depth, ...whole }];
    return { copies: [], matrices, ownBytes: 0 };
  }
  if (isByRows(layout)) return loweredRows(runtime, images, band, layout);
  const isByTaps = haveTapPlanes(layout);
  const copy = isByTaps
    ? tapPlanesCall(runtime, { images, planes: OWN }, band, layout)
    : im2colCall(runtime, { images, columns: OWN }, band, layout);
  const matrix = isByTaps
    ? { address: OWN, pitch: whole.count, transposed: true }
    : { address: OWN, pitch: depth };
  return {
    copies: [copy],
    matrices: [{ matrix, tap: 0, depth, ...whole }],
    ownBytes: whole.count * depth * FLOAT_BYTES,
  };
}

/** The first pixel of a band on the narrow side, and how many they are. */
export function pixelsOf(
  { image, images, row, rows }: Band,
  { shapes: { y: [, height, width] } }: Conv2DLayout,
): { first: number; count: number } {
  return {
    first: (image * height + row) * width,
    count: images * rows * width,
  };
}

/** The same for all bands, whose products add up. */
function isByRows(
  { shapes: { w: [kh, kw, c], y }, geometry: { strides } }: Conv2DLayout,
): boolean {
  return kh > strides[0] && kw * c >= LEAST_TERMS &&
    y[1] * y[2] >= LEAST_PIXELS;
}

/** Rows of the images that the same rows of the kernel's phase see: every `stride`th one. */
interface Phase {
  /** How many of them there are of each image. */
  readonly rows: number;
  /** Where they are copied. */
  readonly address: number;
}

function loweredRows(
  runtime: WasmRuntime,
  images: number,
  band: Band,
  { shapes, geometry }: Conv2DLayout,
): LoweredBand {
  const { w: [kh, kw, c, o], y } = shapes, [, height, width] = y;
  const { strides: [stride], dilations: [dilation], padding } = geometry;
  const depth = kw * c, rowBytes = width * depth * FLOAT_BYTES;
  const seen = Array.from({ length: kh }, (_, a) => ({
    phase: a * dilation % stride,
    below: Math.floor(a * dilation / stride),
  }));
  const phases = new Map<number, Phase>();
  const copies: Call[] = [];
  let ownBytes = 0;
  for (const { phase } of seen) {
    if (phases.has(phase)) continue;
    const below = seen.filter((other) => other.phase === phase)
      .map(({ below }) => below);
    const rows = band.rows + Math.max(...below), address = OWN + ownBytes;
    phases.set(phase, { rows, address });
    copies.push(
      im2colCall(
        runtime,
        { images, columns: address },
        { ...band, rows },
        {
          shapes: { ...shapes, w: [1, kw, c, o] },
          geometry: { ...geometry, padding: [padding[0] - phase, padding[1]] },
        },
      ),
    );
    ownBytes += band.images * rows * rowBytes;
  }
  const matrices = Array.from(
    { length: band.images },
    (_, i) =>
      seen.map(({ phase, below }, a): Lowered => {
        const { rows, address } = phases.get(phase)!;
        return {
          matrix: {
            address: address + (i * rows + below) * rowBytes,
            pitch: depth,
          },
          tap: a * depth,
          depth,
          first: ((band.image + i) * height + band.row) * width,
          count: band.rows * width,
        };
      }),
  ).flat();
  return { copies, matrices, ownBytes };
}

/** Whether the images are the matrix of their windows. */
function isOfMatrix(
  { shapes: { x, w: [kh, kw], y }, geometry }: Conv2DLayout,
): boolean {
  return kh * kw === 1 && x[1] === y[1] && x[2] === y[2] &&
    geometry.padding.every((before) => before === 0);
}
