/**
 * The kernels of a backend that decoders are made of, with operands.
 *
 * Convolutions are named as their transposed use in a decoder: forward is the input gradient, dx the convolution of the
 * gradient that comes in, dw the kernel gradient.
 */

import type { Backend, Operand } from "../backends/backend.ts";
import { binary, constant, type Expr, input, unary } from "../backends/expr.ts";
import { broadcast, contiguous, type Shape, sizeOf } from "../backends/view.ts";

/** A kernel to measure. */
export interface Measured {
  /** What it is called in the table. */
  readonly name: string;
  /** Floating-point operations, or bytes moved where nothing is multiplied. */
  readonly work: number;
  /** What a billion of them a second are called. */
  readonly unit: "GFLOP/s" | "GB/s";
  /** Calls it once. */
  readonly run: () => void;
}

/** A decoder's layer: "same" padding, NHWC. */
export interface Upsampling {
  readonly name: string;
  readonly input: Shape;
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
}

/** Layers of decoders, and of networks from images to images. */
export const LAYERS: readonly Upsampling[] = [
  { name: "W1", input: [16, 14, 14, 64], filters: 32, kernel: 3, stride: 2 },
  { name: "W2", input: [32, 8, 8, 256], filters: 128, kernel: 4, stride: 2 },
  { name: "W3", input: [32, 32, 32, 64], filters: 3, kernel: 4, stride: 2 },
  { name: "W4", input: [4, 64, 64, 128], filters: 64, kernel: 2, stride: 2 },
  { name: "last", input: [64, 28, 28, 32], filters: 1, kernel: 3, stride: 1 },
  { name: "3x3", input: [8, 32, 32, 64], filters: 64, kernel: 3, stride: 1 },
];

const PRODUCTS: readonly (readonly [number, number, number])[] = [
  [1024, 1024, 1024],
  [64, 6272, 100],
  [1, 1024, 1024],
];

function tensor(backend: Backend, shape: Shape): Operand {
  const length = sizeOf(shape);
  const buffer = backend.alloc(length);
  const data = Float32Array.from({ length }, (_, i) => (i * 37 % 101) / 50 - 1);
  backend.write(buffer, data);
  return { buffer, view: contiguous(shape) };
}

function products(backend: Backend): Measured[] {
  return PRODUCTS.map(([m, n, k]) => {
    const a = tensor(backend, [m, k]), b = tensor(backend, [k, n]);
    const out = tensor(backend, [m, n]);
    return {
      name: `matmul ${m} x ${n} x ${k}`,
      work: 2 * m * n * k,
      unit: "GFLOP/s",
      run: () => backend.matmul(a, b, out),
    };
  });
}

/** A layer forward, and both of its gradients. */
export function convolutionsOf(
  backend: Backend,
  layer: Upsampling,
): Measured[] {
  const { name, input, filters, kernel, stride } = layer;
  const [batch, height, width, channels] = input;
  const wide = [batch, height * stride, width * stride, filters];
  const crop = Math.floor(Math.max(kernel - stride, 0) / 2);
  const geometry = {
    strides: [stride, stride],
    dilations: [1, 1],
    padding: [crop, crop],
  } as const;
  const make = (): Operand[] =>
    [wide, [kernel, kernel, filters, channels], input]
      .map((shape) => tensor(backend, shape));
  const [x, w, y] = make(), [dx, dw, dy] = make();
  const work = 2 * sizeOf(input) * filters * kernel * kernel;
  const unit = "GFLOP/s";
  return [
    {
      name: `${name} forward`,
      work,
      unit,
      run: () => backend.conv2dInputGrad(y, w, dx, geometry),
    },
    {
      name: `${name} dx`,
      work,
      unit,
      run: () => backend.conv2d(x, w, dy, geometry),
    },
    {
      name: `${name} dw`,
      work,
      unit,
      run: () => backend.conv2dKernelGrad(x, y, dw, geometry),
    },
  ];
}

function memoryBound(backend: Backend): Measured[] {
  const shape = [32, 64, 64, 64];
  const x = tensor(backend, shape), out = tensor(backend, shape);
  const vector = tensor(backend, [64]);
  const bias = { ...vector, view: broadcast(vector.view, shape) };
  const [sums, squares] = [0, 1].map(() => tensor(backend, [1, 1, 1, 64]));
  const x0 = input(0), x1 = input(1);
  const relu = binary("maximum", x0, constant(0));
  const biased = binary("add", x0, x1);
  const centred = binary("sub", x0, x1);
  const moments = [centred, binary("mul", centred, centred)];
  const [before, after] = [4, 3].map((count) =>
    Array.from({ length: count }, () => tensor(backend, shape))
  );
  const bytes = sizeOf(shape) * 4, unit = "GB/s";
  return [
    {
      name: "relu",
      work: 2 * bytes,
      unit,
      run: () => backend.elementwise([relu], [x], [out]),
    },
    {
      name: "bias",
      work: 2 * bytes,
      unit,
      run: () => backend.elementwise([biased], [x, bias], [out]),
    },
    {
      name: "sum over all but channels",
      work: bytes,
      unit,
      run: () => backend.reduce("sum", [x0], [x], [sums]),
    },
    {
      name: "mean and variance of channels",
      work: bytes,
      unit,
      run: () => backend.reduce("sum", moments, [x, bias], [sums, squares]),
    },
    {
      name: "Adam",
      work: 7 * bytes,
      unit,
      run: () => backend.elementwise(adam(), before, after),
    },
  ];
}

/** Keras's step of a variable and its two moments, by a gradient. */
function adam(): Expr[] {
  const [variable, momentum, velocity, gradient] = [0, 1, 2, 3].map(input);
  const moved = (from: Expr, to: Expr, by: number): Expr =>
    binary("add", from, binary("mul", binary("sub", to, from), constant(by)));
  const m = moved(momentum, gradient, 0.1);
  const v = moved(velocity, binary("mul", gradient, gradient), 0.001);
  const root = binary("add", unary("sqrt", v), constant(1e-7));
  const step = binary("div", binary("mul", m, constant(1e-6)), root);
  return [binary("sub", variable, step), m, v];
}

/** All kernels, with operands on a backend. */
export function kernelsOf(backend: Backend): Measured[] {
  return [
    ...products(backend),
    ...LAYERS.flatMap((layer) => convolutionsOf(backend, layer)),
    ...memoryBound(backend),
  ];
}
