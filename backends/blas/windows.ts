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
import { lowered, type LoweredBand, pixelsOf } from "./lowering.ts";
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
  const results = runtime.address(out);
  if (depth === 0) fillZeros(runtime, out);
  const all = bands.map((band) => lowered(runtime, images, band, layout));
  const jobs = all.map(({ copies, matrices }, i): Job => [
    ...copies,
    ...matrices.filter(() => depth > 0 && o > 0).map((part) =>
      sgemmCall(runtime, {
        a: part.matrix,
        b: { address: kernel + part.tap * o * FLOAT_BYTES, pitch: o },
        c: { address: results + part.first * o * FLOAT_BYTES, pitch: o },
        size: [part.count, o, part.depth],
        accumulate: part.tap > 0,
      })
    ),
    ...epilogue.callsFor(bands[i]),
  ]);
  runtime.parallel(jobs, {
    work: productWork([pixels, o, depth]),
    ownBytes: mostBytes(all),
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
  const all = bands.map((band) => lowered(runtime, images, band, layout));
  const jobs = chunks.map(([from, end], chunk): Job => {
    const to = chunks.length > 1
      ? sums.address + chunk * bytes
      : runtime.address(out);
    const known = new Set<number>();
    return all.slice(from, end).flatMap(({ copies, matrices }) => [
      ...copies,
      ...matrices.map(({ matrix, tap, depth, first, count }) => {
        const product = {
          a: { ...matrix, transposed: !matrix.transposed },
          b: { address: gradients + first * o * FLOAT_BYTES, pitch: o },
          c: { address: to + tap * o * FLOAT_BYTES, pitch: o },
          size: [depth, o, count],
          accumulate: known.has(tap),
        } as const;
        known.add(tap);
        return sgemmCall(runtime, product);
      }),
    ]);
  });
  runtime.parallel(jobs, {
    work: productWork([depth, o, pixels]),
    ownBytes: mostBytes(all),
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

/** The scratch space of a thread that takes any of the bands. */
function mostBytes(all: readonly LoweredBand[]): number {
  return all.reduce((most, { ownBytes }) => Math.max(most, ownBytes), 0);
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
