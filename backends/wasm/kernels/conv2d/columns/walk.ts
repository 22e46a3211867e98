/** Walks through the windows of a convolution, in the order of their matrix (see columns.ts). */

import {
  type Arg,
  type FunctionBuilder,
  i32,
  type Local,
  type Locals,
} from "../../../assembler/mod.ts";
import { FLOAT_BYTES } from "../../../sizes.ts";

/** Where the windows and their matrix are. */
export const WINDOWS = {
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

type Word = Local<"i32">;
/** The same, in a kernel. */
export type WindowParams = Locals<typeof WINDOWS>;

/** Taps that see neighbouring pixels: a row of the kernel or, where it is dilated, one tap. */
export interface Run {
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

/** What is done with the runs of windows. */
export interface Bodies {
  /** With one that may reach beyond the image. */
  readonly any: (run: Run) => void;
  /** With one that lies in it: so many floats from a pixel on, which is behind them then. */
  readonly inside: (pixel: Word, floats: Word) => void;
}

/** Where a window is on the narrow side, and where it begins on the wide one. */
interface Place {
  readonly i: Word;
  readonly j: Word;
  readonly y: Word;
  readonly x: Word;
}

/** Runs a body for every run of the band's windows. Most windows lie in the image, and need no bounds for each run. */
export function eachWindow(
  f: FunctionBuilder,
  p: WindowParams,
  { any, inside }: Bodies,
): void {
  const [i, j, y, x] = Array.from({ length: 4 }, () => f.local("i32"));
  const place = { i, j, y, x };
  const mostY = mostOf(f, p.imageHeight, p.kernelHeight, p.dilationY);
  const mostX = mostOf(f, p.imageWidth, p.kernelWidth, p.dilationX);
  const isWithin = (from: Word, most: Word) =>
    i32.and(i32.geS(from, 0), i32.leS(from, most));
  const runsInside = insideOf(f, p, place, inside);
  const runs = anyOf(f, p, place, any);
  f.while(p.images, () => {
    f.for(i, p.row0, p.row1, 1, () =>
      f.for(j, 0, p.width, 1, () => {
        f.set(y, i32.sub(i32.mul(i, p.strideY), p.padY));
        f.set(x, i32.sub(i32.mul(j, p.strideX), p.padX));
        const isInside = i32.and(isWithin(y, mostY), isWithin(x, mostX));
        f.if(i32.and(isInside, i32.leU(p.dilationX, 1)), runsInside, runs);
        f.increase(p.columns, p.gapBytes);
      }));
    f.increase(p.image, p.imageBytes);
    f.increase(p.images, -1);
  });
}

/** Where a window that lies in the image may begin at most. */
function mostOf(f: FunctionBuilder, size: Word, kernel: Word, dilation: Word) {
  const reach = i32.add(i32.mul(i32.sub(kernel, 1), dilation), 1);
  return f.local("i32", i32.sub(size, reach));
}

/** The runs of a window that lies in the image, and is not dilated across. */
function insideOf(
  f: FunctionBuilder,
  p: WindowParams,
  { y, x }: Place,
  body: Bodies["inside"],
): () => void {
  const a = f.local("i32"), n = f.local("i32"), pixel = f.address();
  const floats = f.local("i32", i32.mul(p.kernelWidth, p.channels));
  const step = i32.mul(i32.mul(p.dilationY, p.imageWidth), p.channels);
  const beyond = i32.mul(i32.sub(step, floats), FLOAT_BYTES);
  const skipped = f.local("i32", beyond);
  return () => {
    f.set(pixel, addressOf(p, y, x));
    f.for(a, 0, p.kernelHeight, 1, () => {
      f.set(n, floats);
      body(pixel, n);
      f.increase(pixel, skipped);
    });
  };
}

/** The runs of any window. */
function anyOf(
  f: FunctionBuilder,
  p: WindowParams,
  { i, j, y, x }: Place,
  body: Bodies["any"],
): () => void {
  const a = f.local("i32"), b = f.local("i32");
  const first = f.local("i32"), end = f.local("i32");
  const isDilated = i32.gtU(p.dilationX, 1);
  const taps = f.local("i32", i32.select(isDilated, 1, p.kernelWidth));
  const pixel = (tap: Word) => addressOf(p, y, i32.add(x, tap));
  return () =>
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
}

/** The address of a pixel. */
function addressOf(p: WindowParams, y: Word, x: Arg<"i32">) {
  const place = i32.add(i32.mul(y, p.imageWidth), x);
  return i32.add(p.image, i32.mul(i32.mul(place, p.channels), FLOAT_BYTES));
}
