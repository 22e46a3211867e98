/**
 * im2col and its adjoint, col2im: between the wide side of a convolution and the matrix of its windows, which has a row for
 * each pixel of the narrow side and a column for each tap and channel.
 */

import {
  f32x4,
  type FunctionBuilder,
  i32,
  inVectors,
  type Local,
  memory,
} from "../../../assembler/mod.ts";
import type { Arguments } from "../../../kernel.ts";
import type { Call, WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import type { Band } from "../bands.ts";
import type { Conv2DLayout } from "../shapes.ts";
import { eachWindow, type Run, type WindowParams, WINDOWS } from "./walk.ts";

/** The two matrices of a call. */
export interface ColumnsAndImages {
  /** Where the band's rows of the matrix begin. */
  readonly columns: number;
  /** Bytes behind each row that belong to no tap; 0 if not given. */
  readonly gapBytes?: number;
  /** Where the first image of the batch begins. */
  readonly images: number;
}

/** The call that copies the windows of a band, with the zeros beyond the images, into the rows of the matrix. */
export function im2colCall(
  runtime: WasmRuntime,
  places: ColumnsAndImages,
  band: Band,
  layout: Conv2DLayout,
): Call {
  const { im2col } = runtime.kernels("im2col", (module) => ({
    im2col: module.define({ params: WINDOWS }, copyRuns),
  }));
  return im2col.bind(argumentsOf(places, band, layout));
}

/** The call that adds the rows of the matrix of a band to the images, where their windows are. */
export function col2imCall(
  runtime: WasmRuntime,
  places: ColumnsAndImages,
  band: Band,
  layout: Conv2DLayout,
): Call {
  const { col2im } = runtime.kernels("col2im", (module) => ({
    col2im: module.define({ params: WINDOWS }, addRuns),
  }));
  return col2im.bind(argumentsOf(places, band, layout));
}

/** Likewise where windows lie side by side and fill the images (see `isTiling`): what was there is not looked at. */
export function putWindowsCall(
  runtime: WasmRuntime,
  places: ColumnsAndImages,
  band: Band,
  layout: Conv2DLayout,
): Call {
  const { put } = runtime.kernels("put windows", (module) => ({
    put: module.define({ params: WINDOWS }, putRuns),
  }));
  return put.bind(argumentsOf(places, band, layout));
}

function argumentsOf(
  { columns, gapBytes = 0, images }: ColumnsAndImages,
  band: Band,
  { shapes, geometry: { strides, dilations, padding } }: Conv2DLayout,
): Arguments<typeof WINDOWS> {
  const { x: [, imageHeight, imageWidth], w, y } = shapes;
  const [kernelHeight, kernelWidth, channels] = w;
  const imageBytes = imageHeight * imageWidth * channels * FLOAT_BYTES;
  return {
    columns,
    gapBytes,
    image: images + band.image * imageBytes,
    imageBytes,
    images: band.images,
    row0: band.row,
    row1: band.row + band.rows,
    width: y[2],
    kernelHeight,
    kernelWidth,
    channels,
    strideY: strides[0],
    strideX: strides[1],
    dilationY: dilations[0],
    dilationX: dilations[1],
    padY: padding[0],
    padX: padding[1],
    imageHeight,
    imageWidth,
  };
}

/** The body of im2col. */
function copyRuns(f: FunctionBuilder, p: WindowParams): void {
  const { columns, channels } = p;
  const n = f.local("i32"), from = f.address();
  const zeros = (pixels: Local<"i32">): void => {
    f.if(pixels, () => {
      f.set(n, i32.mul(i32.mul(pixels, channels), FLOAT_BYTES));
      f.do(memory.fill(columns, 0, n));
      f.increase(columns, n);
    });
  };
  const copy = (from: Local<"i32">, n: Local<"i32">): void =>
    inVectors(
      f,
      n,
      [from, columns],
      ({ load, store }) => f.do(store(columns, load(from))),
    );
  const any = ({ y, taps, first, end, pixel }: Run): void => {
    const isOutside = i32.geU(y, p.imageHeight);
    f.set(first, i32.select(i32.ltS(first, taps), first, taps));
    f.set(first, i32.select(isOutside, taps, first));
    f.set(end, i32.select(i32.ltS(end, first), first, end));
    zeros(first);
    f.set(from, pixel(first));
    f.set(n, i32.mul(i32.sub(end, first), channels));
    copy(from, n);
    f.set(first, i32.sub(taps, end));
    zeros(first);
  };
  eachWindow(f, p, { any, inside: copy });
}

/** The body of col2im. */
function addRuns(f: FunctionBuilder, p: WindowParams): void {
  const { columns, channels } = p;
  const n = f.local("i32"), from = f.address(), to = f.address();
  const add = (to: Local<"i32">, from: Local<"i32">, n: Local<"i32">): void =>
    inVectors(
      f,
      n,
      [to, from],
      ({ load, store }) => f.do(store(to, f32x4.add(load(to), load(from)))),
    );
  const any = ({ y, taps, first, end, pixel }: Run): void => {
    const isInside = i32.ltU(y, p.imageHeight);
    f.if(i32.and(isInside, i32.gtS(end, first)), () => {
      const skipped = i32.mul(i32.mul(first, channels), FLOAT_BYTES);
      f.set(to, pixel(first));
      f.set(from, i32.add(columns, skipped));
      f.set(n, i32.mul(i32.sub(end, first), channels));
      add(to, from, n);
    });
    f.increase(columns, i32.mul(i32.mul(taps, channels), FLOAT_BYTES));
  };
  eachWindow(f, p, { any, inside: (to, n) => add(to, columns, n) });
}

/** The body of `putWindowsCall`; no window reaches beyond the images. */
function putRuns(f: FunctionBuilder, p: WindowParams): void {
  const inside = (to: Local<"i32">, n: Local<"i32">): void =>
    inVectors(
      f,
      n,
      [to, p.columns],
      ({ load, store }) => f.do(store(to, load(p.columns))),
    );
  eachWindow(f, p, { any: () => {}, inside });
}
