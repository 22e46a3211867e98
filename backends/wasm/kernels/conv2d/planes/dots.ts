/**
 * Products of pixels and a few columns as they lie in memory, without packing: `planes[n][pixel] = sum over k of
 * image[pixel][k] * columns[n][k]`, with vectors along the sum.
 */

import {
  f32x4,
  type FunctionBuilder,
  i32,
  type Local,
  madd,
  v128,
  type Value,
} from "../../../assembler/mod.ts";
import type { WasmRuntime } from "../../../runtime.ts";
import { FLOAT_BYTES, LANES, VECTOR_BYTES } from "../../../sizes.ts";

/** Pixels that are worked on at a time, which share what is loaded of the columns. */
const PIXELS = 4;
/** Columns that share what is loaded of the pixels; with PIXELS, the sums fill most registers. */
const COLUMNS = 3;

const PARAMS = {
  planes: "pointer",
  /** Bytes from a plane to the next, and within it from an image and from a row to the next. */
  planeBytes: "size",
  planeImage: "size",
  planeRow: "size",
  image: "pointer",
  imageBytes: "size",
  rowBytes: "size",
  images: "size",
  rows: "size",
  /** Pixels of a row. */
  width: "size",
  columns: "pointer",
  /** Columns, which are planes. */
  count: "size",
} as const;

/** Sums of `depth` terms; pixels of a row and columns follow each other. */
export function dotsKernel(runtime: WasmRuntime, depth: number) {
  return runtime.kernels(`dots ${depth}`, (module) => ({
    dots: module.define({ params: PARAMS }, (f, p) => {
      const { planes, image, images } = p;
      const line = f.address(), row = f.local("i32"), to = f.address();
      const pixel = f.address(), at = f.address(), left = f.local("i32");
      const n = f.local("i32"), column = f.address(), plane = f.address();
      const shape = { depth, relaxedMadd: runtime.hasRelaxedMadd };

      const pixelsBy = (pixels: number): void => {
        f.set(n, p.count);
        f.set(column, p.columns);
        f.set(plane, at);
        for (const some of [COLUMNS, 1]) {
          f.while(i32.geU(n, some), () => {
            const sums = dots(f, pixel, column, pixels, { ...shape, some });
            sums.forEach((sum) => {
              const store = pixels > 1
                ? v128.store(plane, sum)
                : v128.store32Lane(plane, sum, 0);
              f.do(store);
              f.increase(plane, p.planeBytes);
            });
            f.increase(column, some * depth * FLOAT_BYTES);
            f.increase(n, -some);
          });
        }
        f.increase(at, pixels * FLOAT_BYTES);
        f.increase(pixel, pixels * depth * FLOAT_BYTES);
        f.increase(left, -pixels);
      };
      f.while(images, () => {
        f.set(line, image);
        f.set(to, planes);
        f.for(row, 0, p.rows, 1, () => {
          f.set(pixel, line);
          f.set(at, to);
          f.set(left, p.width);
          f.while(i32.geU(left, PIXELS), () => pixelsBy(PIXELS));
          f.while(left, () => pixelsBy(1));
          f.increase(line, p.rowBytes);
          f.increase(to, p.planeRow);
        });
        f.increase(image, p.imageBytes);
        f.increase(planes, p.planeImage);
        f.increase(images, -1);
      });
    }),
  })).dots;
}

/** For each column a vector with the sums of all pixels; of a single pixel in lane 0. */
function dots(
  f: FunctionBuilder,
  pixel: Local<"i32">,
  column: Local<"i32">,
  pixels: number,
  { depth, some, relaxedMadd }: {
    depth: number;
    some: number;
    relaxedMadd: boolean;
  },
): Value<"v128">[] {
  const p = f.address(pixel), c = f.address(column);
  const factors = Array.from({ length: some }, () => f.local("v128"));
  const value = f.local("v128");
  const sums = Array.from(
    { length: pixels },
    () => factors.map(() => f.local("v128", 0)),
  );
  const add = (load: typeof v128.load, bytes: number): void => {
    factors.forEach((factor, j) =>
      f.set(factor, load(c, j * depth * FLOAT_BYTES))
    );
    sums.forEach((row, i) => {
      f.set(value, load(p, i * depth * FLOAT_BYTES));
      row.forEach((sum, j) =>
        f.set(sum, madd(value, factors[j], sum, relaxedMadd))
      );
    });
    f.increase(p, bytes);
    f.increase(c, bytes);
  };
  const whole = depth - depth % LANES;
  const end = f.address(i32.add(p, whole * FLOAT_BYTES));
  f.while(i32.ltU(p, end), () => add(v128.load, VECTOR_BYTES));
  for (let k = whole; k < depth; k++) add(v128.load32Zero, FLOAT_BYTES);
  return factors.map((_, j) => sumsOfLanes(f, sums.map((row) => row[j])));
}

/** The sum of the lanes of each of four vectors, or of one. */
function sumsOfLanes(
  f: FunctionBuilder,
  vectors: readonly Local<"v128">[],
): Value<"v128"> {
  const [a, b = a, c = a, d = b] = vectors;
  const pair = (x: Local<"v128">, y: Local<"v128">): Local<"v128"> =>
    f.local(
      "v128",
      f32x4.add(
        f32x4.shuffle(x, y, [0, 4, 1, 5]),
        f32x4.shuffle(x, y, [2, 6, 3, 7]),
      ),
    );
  const ab = pair(a, b), cd = vectors.length > 1 ? pair(c, d) : ab;
  return f32x4.add(
    f32x4.shuffle(ab, cd, [0, 1, 4, 5]),
    f32x4.shuffle(ab, cd, [2, 3, 6, 7]),
  );
}
