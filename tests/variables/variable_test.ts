/** Variables: whose memory is whose, and what tapes see of them. */

import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const { Variable } = dg.layers;

forEachBackend("a variable outlives the scope it was made in", async () => {
  const make = () => {
    using _ = new dg.Scope();
    return new Variable(dg.add(dg.ones([2]), 1));
  };
  assertEquals([...await make().value.data()], [2, 2]);
});

forEachBackend(
  "assigning keeps a copy, and frees what was there",
  async (backend) => {
    const before = backend.bytesInUse;
    {
      using variable = new Variable(0, { name: "w" });
      for (let i = 0; i < 3; i++) {
        using _ = new dg.Scope();
        variable.assign(dg.add(variable, i));
      }
      assertEquals(await variable.value.item(), 3);
    }
    assertEquals(backend.bytesInUse, before);
  },
);

forEachBackend("what was assigned stays its owner's", async () => {
  using value = dg.tensor([1, 2, 3]);
  {
    using variable = new Variable(value);
    variable.assign(value);
  }
  assertEquals([...await value.data()], [1, 2, 3]);
});

forEachBackend("a transposed value is stored in rows", () => {
  const variable = new Variable(dg.transpose(dg.ones([2, 3])));
  assertEquals(variable.value.view.strides, [2, 1]);
});

Deno.test("a value of another shape is refused, with the variable's path", () => {
  const variable = new Variable(dg.zeros([2, 3]), { path: "decoder/kernel" });
  assertThrows(
    () => variable.assign(dg.zeros([3, 2])),
    dg.ShapeError,
    'Cannot assign to variable "decoder/kernel": expected shape [2, 3], received [3, 2]',
  );
});

Deno.test("a variable cannot be used after its disposal", () => {
  const variable = new Variable(dg.zeros([2]));
  variable[Symbol.dispose]();
  assertThrows(() => dg.neg(variable), ReferenceError, "after its disposal");
});

forEachBackend("tapes watch trainable variables as they are read", async () => {
  const w = new Variable(3);
  const frozen = new Variable(4, { trainable: false });
  using tape = new dg.GradientTape();
  const y = dg.mul(w, dg.mul(w, frozen));
  const [dw, none] = tape.gradient(y, [w, frozen]);
  assertEquals(await dw?.item(), 24);
  assertEquals(none, null);
});

forEachBackend(
  "a gradient reaches both values of a variable that was assigned meanwhile",
  async () => {
    const w = new Variable(3);
    using tape = new dg.GradientTape();
    const first = dg.mul(w, 10);
    w.assign(5);
    const second = dg.square(w);
    const [dw] = tape.gradient(dg.add(first, second), [w]);
    assertEquals(await dw?.item(), 20);
  },
);

Deno.test("a variable shows what it is", () => {
  const variable = new Variable(dg.zeros([2, 3]), { path: "a/kernel" });
  assertEquals(
    Deno.inspect(variable),
    `Variable { path: "a/kernel", shape: [2, 3], dtype: "float32" }
[[0. 0. 0.]
 [0. 0. 0.]]`,
  );
});

Deno.test("the gradient of a variable is that of all it held on the way", async () => {
  const variable = new dg.layers.Variable(dg.tensor(3));
  const { gradients } = dg.valueAndGrad(() => {
    const before = dg.square(variable);
    variable.assign(5);
    return dg.add(before, dg.square(variable));
  }, [variable]);
  assertEquals(await gradients[0].item(), 6 + 10);
});

Deno.test("a variable stays on its backend: numbers are put there, and tensors of another are refused before anything changes", async () => {
  await dg.setBackend("wasm");
  const one = new Variable(0, { name: "one" });
  const layer = new dg.layers.Dense(1, { name: "dense" });
  layer.build([2, 2]);
  const metric = new dg.metrics.Mean({ name: "mean" });
  metric.updateState(dg.tensor([1, 3]));
  const home = one.backend;
  await dg.setBackend("wasm", { fuse: false });
  one.assign(3);
  assertEquals([one.backend, await one.value.item()], [home, 3]);
  const other = [dg.zeros([2, 1]), dg.zeros([1])];
  const states = [1, 2, 3, 4].map((one) => dg.full([], one));
  const refused: [string, () => void][] = [
    ['variable "one"', () => one.assign(dg.zeros([]))],
    ['variable "dense/kernel"', () => layer.setWeights(other)],
    ["mean", () => metric.setState(states)],
  ];
  for (const [name, f] of refused) {
    const error = assertThrows(f, TypeError, 'on "wasm"');
    assertStringIncludes(error.message, name);
  }
  assertEquals(await one.value.item(), 3);
  assertEquals(layer.weights.map(({ backend }) => backend), [home, home]);
  using mean = metric.result();
  assertEquals(await mean.item(), 2);
  await dg.setBackend("wasm");
});
