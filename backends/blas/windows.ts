/** The three convolutions as products over the matrix of windows that im2col makes, band by band. */

import { groupBy } from "../../config/group_by.ts";
import { sizeOf } from "../view.ts";
import {
  addUp,
  type Band,
  bandsOf,
  type Call,
  col2imCall,
  type Conv2DLayout,
  type Convolution,
  fillZeros,
  FLOAT_BYTES,
  im2colCall,
  type InputGrad,
  isTiling,
  type Job,
  type KernelGrad,
  OWN,
  partsOf,
  putWindowsCall,
  type WasmRuntime,
  zerosCall,
} from "../wasm/mod.ts";
import { chunksOf, pixelsOfBand } from "./bands.ts";
import { productWork } from "./products.ts";
import { sgemmCall } from "./sgemm.ts";

/** Images that threads share evenly enough. */
const ENOUGH = 8;

/** The matrix of windows times the kernel. */
export function runConv2DByWindows(
  runtime: WasmRuntime,
  { x, w, out, shapes, geometry, epilogue }: Convolution,
): void {
  const layout = { shapes, geometry };
  const { w: [kh, kw, c, o], y: [batch, rows, columns] } = layout.shapes;
  const depth = kh * kw * c, pixels = batch * rows * columns;
  const perBand = pixelsOfBand(pixels, depth);
  const bands = bandsOf(batch, rows, columns, perBand);
  const [images, kernel] = [runtime.address(x), runtime.address(w)];
  const results = runtime.address(out), isMatrix = isOfMatrix(layout);
  if (depth === 0) fillZeros(runtime, out);
  const windows = windowBytes(bands, columns, depth);
  const jobs = bands.map((band): Job => {
    const { first, count } = pixelsOf(band, layout);
    const address = isMatrix ? images + first * c * FLOAT_BYTES : OWN;
    const places = { images, columns: OWN };
    const product = sgemmCall(runtime, {
      a: { address, pitch: depth },
      b: { address: kernel, pitch: o },
      c: { address: results + first * o * FLOAT_BYTES, pitch: o },
      size: [count, o, depth],
    });
    return [
      ...isMatrix ? [] : [im2colCall(runtime, places, band, layout)],
      ...depth > 0 && o > 0 ? [product] : [],
      ...epilogue.callsFor(band),
    ];
  });
  runtime.parallel(jobs, {
    work: productWork([pixels, o, depth]),
    ownBytes: isMatrix ? 0 : windows,
  });
}

/** Pixels times the whole kernel, whose columns col2im adds to the images. */
export function runInputGradByColumns(
  runtime: WasmRuntime,
  { dy, w, out, shapes, geometry, epilogue }: InputGrad,
): void {
  const layout = { shapes, geometry };
  const { x: [batch, H, W, c], w: [kh, kw], y } = layout.shapes;
  const [, rows, columns, o] = y, width = kh * kw * c;
  const pixels = o === 0 ? 0 : batch * rows * columns;
  const perBand = pixelsOfBand(pixels, width);
  const bands = bandsOf(pixels && batch, rows, columns, perBand);
  const images = runtime.address(out), imageBytes = H * W * c * FLOAT_BYTES;
  const zeros = ({ image, images: count }: Band): Call =>
    zerosCall(runtime, images + image * imageBytes, count * imageBytes);
  const epilogueOf = (band: Band): readonly Call[] =>
    epilogue.callsFor({ ...band, row: 0, rows: H });
  // Nothing is added up: each band stores what is its own.
  const isTiled = pixels * width > 0 && isTiling(layout);
  const addition = (band: Band): Call[] => {
    const { first, count } = pixelsOf(band, layout);
    const places = { images, columns: OWN };
    const product = sgemmCall(runtime, {
      a: { address: runtime.address(dy) + first * o * FLOAT_BYTES, pitch: o },
      b: { address: runtime.address(w), pitch: o, transposed: true },
      c: { address: OWN, pitch: width },
      size: [count, width, o],
    });
    const store = isTiled ? putWindowsCall : col2imCall;
    const columns = store(runtime, places, band, layout);
    return pixels * width > 0 ? [product, columns] : [];
  };
  const work = productWork([pixels, width, o]);
  const ownBytes = windowBytes(bands, columns, width);
  const run = (jobs: readonly Job[]): void =>
    runtime.parallel(jobs, { work, ownBytes });
  if (isTiled) {
    return run(bands.map((band): Job => {
      const lines = { row: band.row * kh, rows: band.rows * kh };
      return [...addition(band), ...epilogue.callsFor({ ...band, ...lines })];
    }));
  }
  const all = { image: 0, images: batch, row: 0, rows };
  const groups = bands.length === 0
    ? [[all]]
    : [...groupBy(bands, ({ image }) => image).values()];
  const areCut = groups.some((bands) => bands.length > 1);
  if (areCut && groups.length < ENOUGH) {
    run(groups.map(([first]): Job => [zeros(first)]));
    for (const turn of turnsOf(groups, layout)) {
      run(turn.map((bands): Job => bands.flatMap(addition)));
    }
    run(groups.map(([first]): Job => epilogueOf(first)));
  } else {
    run(groups.map((bands): Job => [
      zeros(bands[0]),
      ...bands.flatMap(addition),
      ...epilogueOf(bands[0]),
    ]));
  }
}

/** The transposed matrix of windows times the narrow side. */
export function runKernelGradByWindows(
  runtime: WasmRuntime,
  { x, dy, out, shapes, geometry }: KernelGrad,
): void {
  const layout = { shapes, geometry };
  const { w: [kh, kw, c, o], y: [batch, rows, columns] } = layout.shapes;
  const depth = kh * kw * c;
  if (sizeOf(dy.view.shape) === 0) return fillZeros(runtime, out);
  if (depth === 0) return;
  const pixels = batch * rows * columns;
  const bands = bandsOf(batch, rows, columns, pixelsOfBand(pixels, depth));
  const chunks = partsOf(bands.length, chunksOf(sizeOf(out.view.shape)), 1);
  const [images, gradients] = [runtime.address(x), runtime.address(dy)];
  const bytes = sizeOf(out.view.shape) * FLOAT_BYTES;
  using sums = runtime.scratch(chunks.length > 1 ? chunks.length * bytes : 0);
  const isMatrix = isOfMatrix(layout), places = { images, columns: OWN };
  const jobs = chunks.map(([from, end], chunk): Job => {
    const to = chunks.length > 1
      ? sums.address + chunk * bytes
      : runtime.address(out);
    return bands.slice(from, end).flatMap((band, i) => {
      const { first, count } = pixelsOf(band, layout);
      const address = isMatrix ? images + first * c * FLOAT_BYTES : OWN;
      const product = sgemmCall(runtime, {
        a: { address, pitch: depth, transposed: true },
        b: { address: gradients + first * o * FLOAT_BYTES, pitch: o },
        c: { address: to, pitch: o },
        size: [depth, o, count],
        accumulate: i > 0,
      });
      return isMatrix
        ? [product]
        : [im2colCall(runtime, places, band, layout), product];
    });
  });
  runtime.parallel(jobs, {
    work: productWork([depth, o, pixels]),
    ownBytes: isMatrix ? 0 : windowBytes(bands, columns, depth),
  });
  if (chunks.length > 1) addUp(runtime, out, sums.address, chunks.length);
}

/**
 * Bands of images that are cut, in turns: what a band adds reaches into the next one, so every second one of an image has its
 * turn together with those of other images. Where it reaches further, an image has its bands one after the other.
 */
function turnsOf(
  images: readonly (readonly Band[])[],
  { shapes: { w: [kh] }, geometry }: Conv2DLayout,
): (readonly (readonly Band[])[])[] {
  const [stride] = geometry.strides;
  const beyond = (kh - 1) * geometry.dilations[0] + 1 - stride;
  const least = Math.min(
    ...images.flatMap((bands) => bands.slice(0, -1)).map(({ rows }) => rows),
  );
  if (beyond > least * stride) return [images];
  return [0, 1].map((turn) =>
    images.flatMap((bands) =>
      bands.filter((_, i) => i % 2 === turn).map((band) => [band])
    )
  );
}

/** Whether the images are the matrix of their windows. */
function isOfMatrix({ shapes: { x, w: [kh, kw], y }, geometry }: Conv2DLayout) {
  return kh * kw === 1 && x[1] === y[1] && x[2] === y[2] &&
    geometry.padding.every((before) => before === 0);
}

/** The first pixel of a band on the narrow side, and how many they are. */
function pixelsOf(
  { image, images, row, rows }: Band,
  { shapes: { y: [, height, width] } }: Conv2DLayout,
): { first: number; count: number } {
  return {
    first: (image * height + row) * width,
    count: images * rows * width,
  };
}

/** Bytes of the windows of the largest band. */
function windowBytes(
  [largest]: readonly Band[],
  columns: number,
  width: number,
): number {
  if (!largest) return 0;
  return largest.images * largest.rows * columns * width * FLOAT_BYTES;
}
