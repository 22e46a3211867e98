/** Conv2DTranspose on large shapes, where the edges of a kernel's tiles are: integers, held to sums and samples. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import {
  answersOfLayer,
  answersOfOp,
  type CaseArguments,
  loadCases,
} from "../../helpers/conv_cases.ts";
import type { FixtureTensor } from "../../helpers/fixtures.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

/** Integers by row-major index: `((i * mul + add) mod mod) - off`. */
interface Formula {
  readonly mul: number;
  readonly add: number;
  readonly mod: number;
  readonly off: number;
}

/** What is known of a large answer, in the order of channels last. */
interface Digest {
  readonly shape: number[];
  readonly sum: number;
  readonly abs_sum: number;
  readonly weighted_sum: number;
  readonly index: number[];
  readonly value: number[];
}

interface LargeCase {
  readonly id: string;
  readonly args: CaseArguments;
  readonly input_shape_channels_last: [number, number, number, number];
  readonly formula: Record<"x" | "kernel" | "bias" | "grad_out", Formula>;
  readonly y: Digest;
  readonly dx: Digest;
  readonly dkernel: Digest;
  readonly dbias: FixtureTensor | null;
}

function byFormula(shape: number[], f: Formula): dg.Tensor {
  const length = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from(
    { length },
    (_, i) => ((i * f.mul + f.add) % f.mod) - f.off,
  );
  return dg.tensor(data, shape);
}

function digest(data: ArrayLike<number>, like: Digest): Partial<Digest> {
  const values = Array.from(data);
  return {
    sum: values.reduce((a, b) => a + b, 0),
    abs_sum: values.reduce((a, b) => a + Math.abs(b), 0),
    weighted_sum: values.reduce((a, b, i) => a + b * (i % 97 + 1), 0),
    value: like.index.map((i) => values[i] + 0),
  };
}

function digested({ sum, abs_sum, weighted_sum, value }: Digest) {
  return { sum, abs_sum, weighted_sum, value };
}

/** Computes the answers of a case, which are read when the scope has closed. */
function answersOf(
  one: LargeCase,
  way: typeof answersOfLayer,
): Promise<ArrayLike<number>>[] {
  using _ = new dg.Scope();
  const { args, formula } = one;
  const first = args.data_format === "channels_first";
  const place = (t: dg.Tensor) => first ? dg.transpose(t, [0, 3, 1, 2]) : t;
  const restore = (t: dg.Tensor) => first ? dg.transpose(t, [0, 2, 3, 1]) : t;
  const { y, dx, dkernel, dbias } = way(args, {
    x: place(byFormula(one.input_shape_channels_last, formula.x)),
    kernel: byFormula(one.dkernel.shape, formula.kernel),
    bias: one.dbias && byFormula([args.filters], formula.bias),
    upstream: place(byFormula(one.y.shape, formula.grad_out)),
  });
  const answers = [restore(y), restore(dx), dkernel, ...dbias ? [dbias] : []];
  return answers.map((answer) => answer.read());
}

forEachBackend("large integers come out bit for bit", async (backend) => {
  // The reference reads as its definition and takes its time: once is enough.
  const ways = backend.name === "reference"
    ? [answersOfLayer]
    : [answersOfLayer, answersOfOp];
  for (const one of loadCases<LargeCase>("large")) {
    for (const way of ways) {
      const [y, dx, dkernel, dbias] = await Promise.all(answersOf(one, way));
      assertEquals(digest(y, one.y), digested(one.y), one.id);
      assertEquals(digest(dx, one.dx), digested(one.dx), one.id);
      assertEquals(digest(dkernel, one.dkernel), digested(one.dkernel), one.id);
      if (dbias) assertEquals(Array.from(dbias), one.dbias?.data, one.id);
    }
  }
});
