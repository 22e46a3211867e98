/** The transposed convolutions that numpy computed, by every algorithm. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import type { Algorithm } from "../../../../../backends/wasm/algorithm.ts";
import { WasmBackend } from "../../../../../backends/wasm/backend.ts";
import {
  answersOfOp,
  type ConvCase,
  loadCases,
} from "../../../../helpers/conv_cases.ts";
import type { FixtureTensor } from "../../../../helpers/fixtures.ts";

const ALGORITHMS: readonly Algorithm[] = [
  "windows",
  "flipped",
  "phases",
  "columns",
  "planes",
  "winograd",
];

for (const algorithm of ALGORITHMS) {
  Deno.test(`the oracle's whole numbers come out exactly by ${algorithm}`, async () => {
    const cases = ["exact", "op_only"].flatMap(loadCases<ConvCase>);
    const backend = new WasmBackend({ algorithm, threads: 1 });
    await dg.setBackend(backend);
    try {
      for (const test of cases) await check(test);
    } finally {
      await dg.setBackend("wasm");
      backend[Symbol.dispose]();
    }
  });
}

async function check(test: ConvCase): Promise<void> {
  const actual = await Promise.all(readAnswers(test));
  const expected = [test.y, test.dx, test.dkernel];
  actual.forEach((values, i) =>
    assertEquals(Array.from(values), [...expected[i].data], test.id)
  );
}

/** Computes output and gradients, which are read when the scope has closed. */
function readAnswers(test: ConvCase): Promise<ArrayLike<number>>[] {
  const tensor = ({ data, shape }: FixtureTensor): dg.Tensor =>
    dg.tensor(data, shape);
  using _ = new dg.Scope();
  const { y, dx, dkernel } = answersOfOp(test.args, {
    x: tensor(test.x),
    kernel: tensor(test.kernel),
    bias: test.bias && tensor(test.bias),
    upstream: tensor(test.grad_out),
  });
  return [y, dx, dkernel].map((t) => t.read());
}
