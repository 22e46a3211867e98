/**
 * Products and convolutions as contractions of strided views, which for convolutions lie on padded copies.
 */

import type { Conv2DGeometry, Epilogue, Operand } from "../../backend.ts";
import { binary, constant, input } from "../../expr.ts";
import { contiguous, type Shape, sizeOf } from "../../view.ts";
import type { Axis as LoopAxis } from "../../wasm/rows/axes.ts";
import type { GpuRuntime } from "../runtime.ts";
import { runContract } from "./contract.ts";
import { runElementwise } from "./elementwise.ts";
import { runReduce } from "./reduce.ts";

const PRODUCT = binary("mul", input(0), input(1));
/** Products up to which tiles are not worth their compilation. */
const SMALL = 2 ** 16;

/** An axis of a fold: its size, and the strides of both factors. */
type Axis = readonly [size: number, a: number, b: number];

/**
 * `out = sum of a * b` over the axes of `folded`, row-major over those of `kept`: of these the first `batch` are of
 * both factors, and the last one is `b`'s.
 */
function contract(
  runtime: GpuRuntime,
  [a, b]: readonly [Operand, Operand],
  out: Operand,
  { kept, folded, batch = 0 }: {
    kept: readonly Axis[];
    folded: readonly Axis[];
    batch?: number;
  },
  epilogue?: Epilogue,
): void {
  const { shape } = out.view, size = sizeOf(shape);
  if (size === 0) return;
  using scratch = epilogue && runtime.scratch(size);
  const raw = scratch ? { buffer: scratch, view: contiguous(shape) } : out;
  const axes = (some: readonly Axis[]): LoopAxis[] =>
    some.map(([size, ...strides]) => ({ size, strides }));
  if (folded.some(([size]) => size === 0)) {
    runElementwise(runtime, [constant(0)], [], [raw]);
  } else if (countOf([...kept, ...folded]) <= SMALL) {
    foldProducts(runtime, [a, b], raw, { kept, folded });
  } else {
    runContract(runtime, [a, b], raw, {
      batch: axes(kept.slice(0, batch)),
      rows: axes(kept.slice(batch, -1)),
      columns: axes(kept.slice(-1)),
      folded: axes(folded),
    });
  }
  if (epilogue) {
    const { expr, operands } = epilogue;
    runElementwise(runtime, [expr], [raw, ...operands], [out]);
  }
}

/** A contraction as a fold, whose kernel is compiled sooner than one with tiles. */
function foldProducts(
  runtime: GpuRuntime,
  factors: readonly [Operand, Operand],
  { buffer, view: { offset } }: Operand,
  { kept, folded }: { kept: readonly Axis[]; folded: readonly Axis[] },
): void {
  const axes = [...kept, ...folded];
  const shape = axes.map(([size]) => size);
  const inputs = factors.map(({ buffer, view: { offset } }, i) => {
    const strides = axes.map((axis) => axis[i + 1]);
    return { buffer, view: { shape, strides, offset } };
  });
  const results = [...kept.map(([size]) => size), ...folded.map(() => 1)];
  const view = contiguous(results, offset);
  runReduce(runtime, "sum", PRODUCT, inputs, { buffer, view });
}

function countOf(axes: readonly Axis[]): number {
  return axes.reduce((count, [size]) => count * size, 1);
}

/** See `Backend.matmul`. */
export function runMatmul(
  runtime: GpuRuntime,
  a: Operand,
  b: Operand,
  out: Operand,
  epilogue?: Epilogue,
): void {
  const last = out.view.shape.length - 1;
  const [m, n] = [last - 1, last];
  const batch = out.view.shape.slice(0, m).map((size, i): Axis => [
    ...[size, a.view.strides[i], b.view.strides[i]] as const,
  ]);
  const { shape } = out.view;
  const depth = a.view.shape[last];
  contract(runtime, [a, b], out, {
    kept: [
      ...batch,
      [shape[m], a.view.strides[m], 0],
      [shape[n], 0, b.view.strides[n]],
    ],
    folded: [[depth, a.view.strides[n], b.view.strides[m]]],
    batch: batch.length,
  }, epilogue);
}

/** See `Backend.conv2d`. */
export function runConv2D(
  runtime: GpuRuntime,
  x: Operand,
  w: Operand,
  out: Operand,
  geometry: Conv2DGeometry,
  epilogue?: Epilogue,
): void {
  const [, height, width, filters] = out.view.shape;
  const [kh, kw, channels] = w.view.shape;
  const wide = wideOf([height, width], [kh, kw], geometry);
  using padded = place(runtime, x, wide, geometry.padding, [1, 1]);
  const { strides: s, dilations: d } = geometry;
  const [, row, column] = padded.view.strides;
  const [a, b, c] = w.view.strides;
  contract(runtime, [padded, w], out, {
    kept: [
      [out.view.shape[0], padded.view.strides[0], 0],
      [height, row * s[0], 0],
      [width, column * s[1], 0],
      [filters, 0, 1],
    ],
    folded: [
      [kh, row * d[0], a],
      [kw, column * d[1], b],
      [channels, 1, c],
    ],
  }, epilogue);
}

/** See `Backend.conv2dInputGrad`. */
export function runConv2DInputGrad(
  runtime: GpuRuntime,
  dy: Operand,
  w: Operand,
  out: Operand,
  geometry: Conv2DGeometry,
  epilogue?: Epilogue,
): void {
  const [batch, height, width, channels] = out.view.shape;
  const [kh, kw, , filters] = w.view.shape;
  const { strides, dilations: d, padding } = geometry;
  const reach = [(kh - 1) * d[0], (kw - 1) * d[1]];
  const [, rows, columns] = dy.view.shape;
  // Row h of the output takes rows h + p - a d of a dy with zeros between its rows and around them.
  const wide = [
    Math.max((rows - 1) * strides[0] + 1, height + padding[0]) + reach[0],
    Math.max((columns - 1) * strides[1] + 1, width + padding[1]) + reach[1],
  ];
  using spread = place(runtime, dy, wide, reach, strides);
  const [image, row, column] = spread.view.strides;
  const [a, b, c] = w.view.strides;
  const first = (padding[0] + reach[0]) * row +
    (padding[1] + reach[1]) * column;
  const view = { ...spread.view, offset: first };
  contract(runtime, [{ buffer: spread.buffer, view }, w], out, {
    kept: [
      [batch, image, 0],
      [height, row, 0],
      [width, column, 0],
      [channels, 0, c],
    ],
    folded: [[kh, -row * d[0], a], [kw, -column * d[1], b], [filters, 1, 1]],
  }, epilogue);
}

/** See `Backend.conv2dKernelGrad`. */
export function runConv2DKernelGrad(
  runtime: GpuRuntime,
  x: Operand,
  dy: Operand,
  out: Operand,
  geometry: Conv2DGeometry,
): void {
  const [batch, height, width, filters] = dy.view.shape;
  const [kh, kw, channels] = out.view.shape;
  const wide = wideOf([height, width], [kh, kw], geometry);
  using padded = place(runtime, x, wide, geometry.padding, [1, 1]);
  const { strides: s, dilations: d } = geometry;
  const [image, row, column] = padded.view.strides;
  const [dyImage, dyRow, dyColumn] = dy.view.strides;
  contract(runtime, [padded, dy], out, {
    kept: [
      [kh, row * d[0], 0],
      [kw, column * d[1], 0],
      [channels, 1, 0],
      [filters, 0, 1],
    ],
    folded: [
      [batch, image, dyImage],
      [height, row * s[0], dyRow],
      [width, column * s[1], dyColumn],
    ],
  });
}

/** Rows and columns that windows reach. */
function wideOf(
  windows: readonly number[],
  kernel: readonly number[],
  { strides, dilations }: Conv2DGeometry,
): number[] {
  return windows.map((count, i) =>
    Math.max(0, count - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1
  );
}

/** A copy of an image batch in a wider one of zeros, from `start` and with `steps` between rows and columns. */
function place(
  runtime: GpuRuntime,
  x: Operand,
  wide: readonly number[],
  start: readonly number[],
  steps: readonly number[],
): Operand & Disposable {
  const [batch, height, width, channels] = x.view.shape;
  const ends = [height, width].map((size, i) =>
    Math.max(start[i] + Math.max(0, size - 1) * steps[i] + 1, wide[i])
  );
  const shape: Shape = [batch, ...ends, channels];
  const view = contiguous(shape);
  const buffer = runtime.scratch(sizeOf(shape));
  const whole = { buffer, view };
  runElementwise(runtime, [constant(0)], [], [whole]);
  const [image, row, column] = view.strides;
  const window = {
    shape: x.view.shape,
    strides: [image, row * steps[0], column * steps[1], 1],
    offset: start[0] * row + start[1] * column,
  };
  runElementwise(runtime, [input(0)], [x], [{ buffer, view: window }]);
  return { ...whole, [Symbol.dispose]: () => buffer[Symbol.dispose]() };
}
