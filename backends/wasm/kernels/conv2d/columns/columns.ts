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
  type Locals,
  memory,
} from "../../../assembler/mod.ts";
import type { Arguments } from "../../../kernel.ts";
import type { Call, WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";
import type { Band } from "../bands.ts";
import type { Conv2DLayout } from "../shapes.ts";

const PARAMS = {
  columns: "pointer",
  /** Bytes behind each row of the matrix that belong to no tap. */
  gapBytes: "size",
  /** The first image of the wide side. */
  image: "pointer",
  imageBytes: "size",
  images: "size",
  /** Rows of the narrow side, and pixels of each. */
  row0: "size",
  row1: "size",
  width: "size",
  kernelHeight: "size",
  kernelWidth: "size",
  channels: "size",
  strideY: "size",
  strideX: "size",
  dilationY: "size",
  dilationX: "size",
  padY: "size",
  padX: "size",
  /** Rows and pixels of the wide side. */
  imageHeight: "size",
  imageWidth: "size",
} as const;

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
    im2col: module.define({ params: PARAMS }, copyRuns),
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
    col2im: module.define({ params: PARAMS }, addRuns),
  }));
  return col2im.bind(argumentsOf(places, band, layout));
}

function argumentsOf(
  { columns, gapBytes = 0, images }: ColumnsAndImages,
  band: Band,
  { shapes, geometry: { strides, dilations, padding } }: Conv2DLayout,
): Arguments<typeof PARAMS> {
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

type Word = Local<"i32">;
type Params = Locals<typeof PARAMS>;

/** Taps that see neighbouring pixels: a row of the kernel or, where it is dilated, one tap. */
interface Run {
  /** Row of the image that they see, and pixel that the first one sees; either may lie outside. */
  readonly y: Word;
  readonly x: Word;
  /** How many they are. */
  readonly taps: Word;
  /** The first tap whose pixel is in the image, and the one behind the last. */
  readonly first: Word;
  readonly end: Word;
  /** Address of a pixel, `tap` taps on. */
  pixel(tap: Word): ReturnType<typeof i32.add>;
}

/** Runs a body for every run of the band's windows, in the order of the matrix. */
function eachRun(
  f: FunctionBuilder,
  p: Params,
  body: (run: Run) => void,
): void {
  const i = f.local("i32"), j = f.local("i32");
  const a = f.local("i32"), b = f.local("i32");
  const y = f.local("i32"), x = f.local("i32");
  const first = f.local("i32"), end = f.local("i32");
  const isDilated = i32.gtU(p.dilationX, 1);
  const taps = f.local("i32", i32.select(isDilated, 1, p.kernelWidth));
  const pixel = (tap: Word) => {
    const place = i32.add(i32.mul(y, p.imageWidth), i32.add(x, tap));
    return i32.add(p.image, i32.mul(i32.mul(place, p.channels), FLOAT_BYTES));
  };
  const window = (): void => {
    f.for(a, 0, p.kernelHeight, 1, () => {
      const below = i32.add(i32.mul(i, p.strideY), i32.mul(a, p.dilationY));
      f.set(y, i32.sub(below, p.padY));
      f.for(b, 0, p.kernelWidth, taps, () => {
        const beside = i32.add(i32.mul(j, p.strideX), i32.mul(b, p.dilationX));
        f.set(x, i32.sub(beside, p.padX));
        f.set(first, i32.select(i32.ltS(x, 0), i32.sub(0, x), 0));
        const left = i32.sub(p.imageWidth, x);
        f.set(end, i32.select(i32.ltS(left, taps), left, taps));
        body({ y, x, taps, first, end, pixel });
      });
    });
    f.increase(p.columns, p.gapBytes);
  };
  f.while(p.images, () => {
    f.for(i, p.row0, p.row1, 1, () => f.for(j, 0, p.width, 1, window));
    f.increase(p.image, p.imageBytes);
    f.increase(p.images, -1);
  });
}

/** The body of im2col. */
function copyRuns(f: FunctionBuilder, p: Params): void {
  const { columns, channels } = p;
  const n = f.local("i32"), from = f.address();
  const zeros = (pixels: Word): void => {
    f.if(pixels, () => {
      f.set(n, i32.mul(i32.mul(pixels, channels), FLOAT_BYTES));
      f.do(memory.fill(columns, 0, n));
      f.increase(columns, n);
    });
  };
  eachRun(f, p, ({ y, taps, first, end, pixel }) => {
    const isOutside = i32.geU(y, p.imageHeight);
    f.set(first, i32.select(i32.ltS(first, taps), first, taps));
    f.set(first, i32.select(isOutside, taps, first));
    f.set(end, i32.select(i32.ltS(end, first), first, end));
    zeros(first);
    f.set(from, pixel(first));
    f.set(n, i32.mul(i32.sub(end, first), channels));
    inVectors(
      f,
      n,
      [from, columns],
      ({ load, store }) => f.do(store(columns, load(from))),
    );
    f.set(first, i32.sub(taps, end));
    zeros(first);
  });
}

/** The body of col2im. */
function addRuns(f: FunctionBuilder, p: Params): void {
  const { columns, channels } = p;
  const n = f.local("i32"), from = f.address(), to = f.address();
  eachRun(f, p, ({ y, taps, first, end, pixel }) => {
    const isInside = i32.ltU(y, p.imageHeight);
    f.if(i32.and(isInside, i32.gtS(end, first)), () => {
      const skipped = i32.mul(i32.mul(first, channels), FLOAT_BYTES);
      f.set(to, pixel(first));
      f.set(from, i32.add(columns, skipped));
      f.set(n, i32.mul(i32.sub(end, first), channels));
      inVectors(
        f,
        n,
        [to, from],
        ({ load, store }) => f.do(store(to, f32x4.add(load(to), load(from)))),
      );
    });
    f.increase(columns, i32.mul(i32.mul(taps, channels), FLOAT_BYTES));
  });
}
