/** Tensors in consoles: their elements where they are at hand, and else how to see them. */

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { inspect as inNode } from "node:util";
import * as dg from "@decograd/decograd";
import { FusingBackend } from "../../../backends/fusing/backend.ts";
import { ReferenceBackend } from "../../../backends/reference/backend.ts";
import { failing } from "../../helpers/failing_backend.ts";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

forEachBackend(
  "a tensor shows its elements, or says how to see them",
  async (backend) => {
    using x = dg.tensor([[1, 2], [3, 4]]).mul(2);
    const what =
      `Tensor { shape: [2, 2], dtype: "float32", backend: "${backend.name}" }`;
    const elements = backend.name === "webgpu"
      ? " (await print(x) shows its elements)"
      : "\n[[2. 4.]\n [6. 8.]]";
    assertEquals(Deno.inspect(x), what + elements);
    assertEquals(inNode(x), what + elements);
    assertEquals([...await x.data()], [2, 4, 6, 8]);
  },
);

Deno.test("a view shows what it is of, and a disposed tensor that it is", () => {
  const x = dg.tensor([[1, 2], [3, 4]]);
  assertMatch(Deno.inspect(x.transpose()), /\n\[\[1\. 3\.\]\n \[2\. 4\.\]\]$/);
  assertMatch(Deno.inspect({ x }), /\n {2}\[\[1\. 2\.\]\n {3}\[3\. 4\.\]\]\n/);
  x[Symbol.dispose]();
  assertMatch(Deno.inspect(x), /backend: "wasm", disposed \}$/);
});

Deno.test("looking at what waits in between changes no bit of what follows", async () => {
  const results = [false, true].map((looks) => {
    const x = dg.randomNormal([40, 30], { seed: 1 });
    const w = dg.randomNormal([30, 20], { seed: 2 });
    const look = (t: dg.Tensor) => looks && Deno.inspect(t);
    const hidden = x.matmul(w).tanh();
    look(hidden);
    const scaled = hidden.mul(3).add(1);
    look(scaled);
    return scaled.square().sum({ axis: 0 });
  });
  const [plain, looked] = await Promise.all(results.map((one) => one.data()));
  assertEquals(looked, plain);
});

Deno.test("where elements cannot be seen at once, a look runs nothing and says how to see them", () => {
  const inner = new ReferenceBackend();
  Object.defineProperty(inner, "peek", { value: undefined });
  const backend = new FusingBackend(inner);
  const x = dg.Tensor.from(backend, [1, 2], [2]).mul(2);
  assertMatch(Deno.inspect(x), / \(await print\(x\) shows its elements\)$/);
  assertEquals(backend.plans, 0);
});

Deno.test("a look at what cannot be computed says why", async () => {
  const { backend: inner, failAfter } = failing(new ReferenceBackend());
  const x = dg.Tensor.from(new FusingBackend(inner), [1, 2], [2]);
  const y = x.mul(2);
  failAfter(0);
  const why =
    "it could not be computed: Cannot alloc: made to fail (in elementwise of [2])";
  assertEquals(Deno.inspect(y).slice(`${y}`.length), ` (${why})`);
  await assertRejects(() => y.data(), dg.DeviceError);
});

Deno.test("looking at a variable is no reading that a tape sees", () => {
  const variable = new dg.layers.Variable(3);
  using tape = new dg.GradientTape();
  assertMatch(Deno.inspect(variable), / 3\.0$/);
  const y = dg.tensor(2).mul(2);
  assertEquals(tape.gradient(y, [variable]), [null]);
});

Deno.test("print prints tensors, variables and numbers once they are computed", async () => {
  const printed: string[] = [];
  const { log } = console;
  console.log = (text: string) => void printed.push(text);
  try {
    await dg.print(dg.tensor([1, 2]).add(0.5));
    await dg.print(new dg.layers.Variable(1));
    await dg.print(2);
  } finally {
    console.log = log;
  }
  assertEquals(printed.map((text) => text.replace(/^.*?\}\s/s, "")), [
    "[1.5 2.5]",
    "1.0",
    "2.0",
  ]);
});
