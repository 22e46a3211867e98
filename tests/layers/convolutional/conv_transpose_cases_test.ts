/** Conv2DTranspose against numpy: forward and all three gradients, through the layer and through the op. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import type { Backend } from "../../../backends/backend.ts";
import { assertClose } from "../../helpers/assert_close.ts";
import {
  answersOfLayer,
  answersOfOp,
  type ConvAnswers,
  type ConvCase,
  loadCases,
  optionsFor,
} from "../../helpers/conv_cases.ts";
import { tensorOf } from "../../helpers/fixtures.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";
import { webgpuIsSoftware } from "../../helpers/missing_backend.ts";
import { thorough } from "../../helpers/thorough.ts";

type Check = (
  actual: ArrayLike<number>,
  expected: number[],
  terms: number,
) => void;

const ANSWERS = ["y", "dx", "dkernel", "dbias"] as const;

/** Computes the answers of a case, which are read when the scope has closed. */
function answersOf(
  one: ConvCase,
  way: typeof answersOfLayer,
): (Promise<ArrayLike<number>> | undefined)[] {
  using _ = new dg.Scope();
  const answers = way(one.args, {
    x: tensorOf(one.x),
    kernel: tensorOf(one.kernel),
    bias: one.bias && tensorOf(one.bias),
    upstream: tensorOf(one.grad_out),
  });
  return ANSWERS.map((key) => {
    const answer = answers[key];
    if (answer) assertEquals(answer.shape, one[key]?.shape, one.id);
    return answer?.read();
  });
}

/** Compares what a case gives, in each way, with what it should. */
async function checkCase(
  one: ConvCase,
  ways: readonly (typeof answersOfLayer)[],
  check: Check,
): Promise<void> {
  const terms = termsOf(one);
  for (const way of ways) {
    const answers = await Promise.all(answersOf(one, way));
    for (const [i, key] of ANSWERS.entries()) {
      const actual = answers[i];
      if (actual) check(actual, one[key]?.data ?? [], terms[key]);
    }
  }
}

/** How many products are added up for an element of each answer, at most. */
function termsOf({ kernel, x, grad_out }: ConvCase): Record<
  keyof ConvAnswers,
  number
> {
  const [kh, kw, filters, channels] = kernel.shape;
  const pixels = x.data.length / channels;
  return {
    y: kh * kw * channels + 1,
    dx: kh * kw * filters,
    dkernel: pixels,
    dbias: grad_out.data.length / filters,
  };
}

/** Kernels are the same by either way: software in place of a graphics card takes one. */
function waysOn({ name }: Backend) {
  return name.includes("webgpu") && webgpuIsSoftware && !thorough()
    ? [answersOfLayer]
    : [answersOfLayer, answersOfOp];
}

forEachBackend("integers come out bit for bit", async (backend) => {
  for (const one of loadCases<ConvCase>("exact")) {
    await checkCase(one, waysOn(backend), (actual, expected) => {
      assertEquals(Array.from(actual, (v) => v + 0), expected, one.id);
    });
  }
}, { onWebGPU: true });

forEachBackend("strides with dilation are the op's alone", async () => {
  for (const one of loadCases<ConvCase>("op_only")) {
    assertThrows(
      () => new dg.layers.Conv2DTranspose(optionsFor(one.args)),
      dg.ValueError,
      "expected strides > 1 without dilationRate > 1",
    );
    await checkCase(one, [answersOfOp], (actual, expected) => {
      assertEquals(Array.from(actual, (v) => v + 0), expected, one.id);
    });
  }
}, { onWebGPU: true });

forEachBackend("fractions come out to within rounding", async (backend) => {
  for (const one of loadCases<ConvCase>("float")) {
    const inputs = [one.x, one.kernel, one.grad_out]
      .map(({ data }) => Math.max(...data.map(Math.abs)));
    const product = Math.max(...inputs) ** 2;
    await checkCase(one, waysOn(backend), (actual, expected, terms) => {
      const magnitude = product * Math.sqrt(terms);
      assertClose(actual, expected, { terms, magnitude });
    });
  }
}, { onWebGPU: true });
