/** Reductions of infinities and NaN, and their gradients, beside what torch answers. */

import * as dg from "@decograd/decograd";
import { assertClose } from "../helpers/assert_close.ts";
import { loadFixture } from "../helpers/fixtures.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

type Numbers = readonly (number | string)[];

interface Case {
  readonly op: keyof typeof OPS;
  readonly x: Numbers;
  readonly y: Numbers;
  readonly gradient: Numbers;
}

const OPS = {
  sum: dg.sum,
  mean: dg.mean,
  max: dg.max,
  min: dg.min,
  logSumExp: dg.logSumExp,
  softmax: dg.softmax,
  logSoftmax: dg.logSoftmax,
};

const { cases } = loadFixture<{ cases: Case[] }>("special/reductions.json");

function numbers(texts: Numbers): number[] {
  return texts.map((text) =>
    typeof text === "number" ? text : Number(text.replace("inf", "Infinity"))
  );
}

function named(name: string, f: () => void): void {
  try {
    f();
  } catch (error) {
    throw new Error(name, { cause: error });
  }
}

forEachBackend(
  "reductions of infinities and NaN are what torch answers, gradients too",
  async (backend) => {
    const isReference = backend.name.includes("reference");
    for (const { op, ...texts } of cases) {
      const [values, y, gradient] = [texts.x, texts.y, texts.gradient]
        .map(numbers);
      // In float64 such sums do not overflow.
      const overflows = values.every(Number.isFinite) &&
        !y.every(Number.isFinite);
      if (isReference && overflows) continue;
      const x = dg.tensor(values);
      using tape = new dg.GradientTape();
      tape.watch(x);
      const out = OPS[op](x);
      const cotangent = dg.tensor(y.map((_, i) => i + 1), out.shape);
      const [slope] = tape.gradient(out, [x], {
        outputGradients: cotangent,
      });
      const name = `${op} of [${texts.x}]`;
      const answer = await out.data(), back = await slope!.data();
      // An exponent has the rounding error of the numbers whose difference it is.
      const size = op === "logSumExp" ? Math.abs(values[0]) : 1;
      const magnitude = size <= 1000 ? Math.max(1, size) : 1;
      named(name, () => assertClose(answer, y, { terms: 4, magnitude: 1 }));
      named(
        `gradient of ${name}`,
        () => assertClose(back, gradient, { terms: 4, magnitude }),
      );
    }
  },
  { onWebGPU: true },
);
