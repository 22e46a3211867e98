/** A fold's bits follow from its terms and its shape: not from how they come about, or what is folded beside them. */

import { assertEquals } from "@std/assert";
import type { Backend, Operand } from "../../../backends/backend.ts";
import {
  binary,
  constant,
  type Expr,
  input,
  unary,
} from "../../../backends/expr.ts";
import {
  contiguous,
  permute,
  type Shape,
  sizeOf,
  type View,
  window,
} from "../../../backends/view.ts";
import { operandOn } from "../../helpers/operand_on.ts";
import { bitsOf } from "../../helpers/bits.ts";
import { testOn } from "../../helpers/missing_backend.ts";
import { thorough } from "../../helpers/thorough.ts";
import { generator } from "../../helpers/random.ts";
import { openBackend } from "../../../backends/mod.ts";
import { WasmBackend } from "../../../backends/wasm/backend.ts";

/** Shapes, and which axes go. */
type Folds = readonly (readonly [shape: Shape, axes: readonly number[]])[];

const FOLDS: Folds = [
  [[7], [0]],
  [[5000], [0]],
  [[300_000], [0]],
  [[6, 1, 50], [0, 2]],
  [[128, 3], [0]],
  [[130, 5], [0]],
  [[64, 9, 33], [0, 1]],
  [[64, 40, 65], [0, 1]],
  [[3, 7, 9, 10], [0, 1, 2]],
  [[16, 14, 14, 8], [0, 1, 2]],
  [[2, 128, 3, 64, 5], [1, 3]],
  [[4, 100, 600], [1]],
  [[900, 1100], [0]],
  [[500, 70], [1]],
  [[70, 1300], [1]],
  [[5, 40, 30], [0, 2]],
  // Rows of a few elements, of whole vectors or not, up to more than are joined at once.
  ...[3, 10, 64, 1027].map((row) => [[13, row], [1]] as const),
  [[64, 2100], [0]],
  [[2000, 130], [0]],
  // Axes that have to be gone through as one, though operands may not lie so.
  ...[1, 2, 3].flatMap((): Folds => [
    [[3, 64, 520], [0, 1]],
    [[2, 3, 64, 40], [1, 2]],
    [[50, 23, 520], [0, 1]],
  ]),
];

const square = binary("mul", input(0), input(0));
const simple = binary("sub", input(0), input(1));
/** More steps than a fold of several rows at once takes, and fewer than are worth unrolling. */
const long = [0, 1, 0, 1, 0].reduce<Expr>(
  (sum, k, i) =>
    binary("mul", binary("sub", sum, input(k)), constant(0.3 * (i + 1))),
  binary("add", input(0), input(1)),
);
const slow = binary("mul", unary("tanh", input(0)), input(1));
const MAPS: readonly Expr[] = [input(0), square, simple, long, slow];

/** An operand of the shape: dense, broadcast along some axes, a part of a larger one or one whose axes lie in another order. */
function operand(
  backend: Backend,
  shape: Shape,
  random: () => number,
): Operand {
  const kind = Math.floor(random() * 4);
  const axes = shape.map((_, i) => i);
  const from = kind === 1
    ? shape.map((size) => random() < 0.5 ? 1 : size)
    : kind === 2
    ? shape.map((size) => size + 1)
    : kind === 3
    ? shape.toReversed()
    : shape;
  const buffer = backend.alloc(sizeOf(from));
  const data = { length: sizeOf(from) };
  backend.write(buffer, Float32Array.from(data, () => 2 * random() - 1));
  const dense = contiguous(from);
  const view: View = kind === 1
    ? {
      shape,
      strides: dense.strides.map((stride, i) => from[i] === 1 ? 0 : stride),
      offset: 0,
    }
    : kind === 2
    ? window(dense, shape.map((_, i) => i % 2), shape)
    : kind === 3
    ? permute(dense, axes.toReversed())
    : dense;
  return { buffer, view };
}

async function compare(
  inner: Backend,
  folds: Folds,
): Promise<void> {
  for (const [i, [shape, axes]] of folds.entries()) {
    for (const [j, map] of MAPS.entries()) {
      // The order of terms is that of sums; what folds otherwise, every fourth time shows.
      const usual = (i + j) % 4 === 0 ? ["max"] as const : ["sum"] as const;
      for (const fn of thorough() ? ["sum", "max"] as const : usual) {
        const random = generator(100 * i + j + 1);
        const inputs = [0, 1].map(() => operand(inner, shape, random));
        const kept = shape.map((size, axis) => axes.includes(axis) ? 1 : size);
        const make = (shape: Shape) => operandOn(inner, shape);
        const stored = make(shape);
        const outs = [0, 1, 2, 3].map(() => make(kept));
        const [apart, alone, first, second] = outs;
        inner.elementwise([map], inputs, [stored]);
        inner.reduce(fn, [input(0)], [stored], [apart]);
        inner.reduce(fn, [map], inputs, [alone]);
        inner.reduce(fn, [map, slow], inputs, [first, second]);
        const read = async ({ buffer }: Operand) =>
          bitsOf(await inner.read(buffer, sizeOf(kept)));
        const expected = await read(apart);
        const name = `${fn} of map ${j} over ${axes} of [${shape}]`;
        assertEquals(await read(alone), expected, name);
        assertEquals(await read(first), expected, `${name}, with another`);
        for (const { buffer } of [...inputs, stored, ...outs]) {
          inner.free(buffer);
        }
      }
    }
  }
}

Deno.test("a fold gives the same bits however its terms come about", async () => {
  using backend = new WasmBackend();
  await compare(backend, FOLDS);
});

testOn(
  "webgpu",
  "a fold gives the same bits however its terms come about (webgpu)",
  async () => {
    using backend = await openBackend("webgpu", { fuse: false });
    await compare(backend, FOLDS.filter(([shape]) => sizeOf(shape) < 20_000));
  },
);
