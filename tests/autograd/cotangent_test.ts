/** Cotangents from outside: right where they are, refused where they are not. */

import { assertEquals, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import { ReferenceBackend } from "../../backends/reference/backend.ts";
import { forEachBackend } from "../helpers/for_each_backend.ts";

const x = (): dg.Tensor => dg.tensor([[1, 2, 3], [4, 5, 6]]);

forEachBackend(
  "outputGradients weigh the elements of the target",
  async () => {
    const one = x();
    using tape = new dg.GradientTape({ persistent: true });
    tape.watch(one);
    const y = dg.square(one);
    const weights = dg.tensor([[1, 0, -1], [0.5, 2, 0]]);
    const [weighted] = tape.gradient(y, [one], { outputGradients: weights });
    assertEquals([...await weighted!.data()], [2, 0, -6, 4, 20, 0]);
    const [plain] = tape.gradient(y, [one]);
    assertEquals([...await plain!.data()], [2, 4, 6, 8, 10, 12]);
    // A view with strides of its own will do as well.
    const turned = dg.transpose(dg.tensor([[1, 0], [2, 0], [3, 1]]));
    const [strided] = tape.gradient(y, [one], { outputGradients: turned });
    assertEquals([...await strided!.data()], [2, 8, 18, 0, 0, 12]);
  },
);

Deno.test("outputGradients are differentiated through", async () => {
  await dg.setBackend("reference");
  const a = dg.tensor([2, 3]), w = dg.tensor([5, 7]);
  using outer = new dg.GradientTape();
  outer.watch([a, w]);
  using inner = new dg.GradientTape();
  inner.watch(a);
  const [slope] = inner.gradient(dg.square(a), [a], { outputGradients: w });
  const [byA, byW] = outer.gradient(dg.sum(slope!), [a, w]);
  assertEquals([...await byA!.data()], [10, 14]);
  assertEquals([...await byW!.data()], [4, 6]);
});

/** What no cotangent of a `[2, 3]` is, and the class that says so. */
const WRONG: readonly [
  string,
  () => unknown,
  ErrorConstructor | typeof dg.ShapeError,
][] = [
  ["larger", () => dg.full([3, 9000], 777), dg.ShapeError],
  ["smaller", () => dg.ones([2, 2]), dg.ShapeError],
  ["a row", () => dg.ones([3]), dg.ShapeError],
  ["a scalar", () => dg.tensor(1), dg.ShapeError],
  ["of another rank", () => dg.ones([1, 2, 3]), dg.ShapeError],
  ["turned", () => dg.ones([3, 2]), dg.ShapeError],
  ["of no elements", () => dg.ones([0, 3]), dg.ShapeError],
  ["a number", () => 1, TypeError],
  ["an array", () => [[1, 1, 1], [1, 1, 1]], TypeError],
  ["a Float32Array", () => new Float32Array(6), TypeError],
  ["a string", () => "1", TypeError],
  ["a promise", () => Promise.resolve(1), TypeError],
  ["disposed", () => {
    const y = dg.ones([2, 3]);
    y[Symbol.dispose]();
    return y;
  }, ReferenceError],
];

/** Ops whose way back would read or write where a wrong cotangent says. */
const OPS: Readonly<Record<string, (x: dg.Tensor) => dg.Tensor>> = {
  mul: (x) => dg.mul(x, 2),
  slice: (x) => dg.slice(dg.concat([x, x], 0), [1, 0], [2, 3]),
  pad: (x) => dg.slice(dg.pad(x, [[1, 1], [0, 0]]), [0, 0], [2, 3]),
  reshape: (x) => dg.reshape(dg.transpose(x), [2, 3]),
  matmul: (x) => dg.matmul(x, dg.ones([3, 3])),
  softmax: (x) => dg.softmax(x),
  take: (x) => dg.take(x, dg.tensor([1, 1]), { axis: 0 }),
  broadcastTo: (x) => dg.broadcastTo(dg.sum(x, { axis: 0 }), [2, 3]),
};

for (const [op, f] of Object.entries(OPS)) {
  Deno.test(`what is no cotangent is refused before ${op} sees it`, async () => {
    await dg.setBackend("wasm", { fuse: false });
    for (const [name, make, kind] of WRONG) {
      const a = x(), wrong = make() as dg.Tensor;
      using tape = new dg.GradientTape();
      tape.watch(a);
      const y = f(a);
      assertThrows(
        () => tape.gradient(y, [a], { outputGradients: wrong }),
        kind,
        name === "disposed" ? "disposal" : "expected outputGradients to",
      );
      // Nothing has been used up: the tape still gives its gradient.
      assertEquals(tape.gradient(y, [a])[0]!.shape, [2, 3]);
      const custom = dg.customGradient((x) => ({
        value: dg.mul(x, 1),
        gradient: () => [wrong],
      }));
      assertThrows(
        () => dg.grad((x: dg.Tensor) => dg.sum(custom(f(x))))(a),
        kind,
        name === "disposed" ? "disposal" : "expected gradient 0 to",
      );
    }
    await dg.setBackend("wasm");
  });
}

Deno.test("a cotangent of another backend is refused", async () => {
  await dg.setBackend("reference");
  const foreign = dg.ones([2, 3]);
  await dg.setBackend("wasm");
  const a = x();
  using tape = new dg.GradientTape();
  tape.watch(a);
  assertThrows(
    () => tape.gradient(dg.square(a), [a], { outputGradients: foreign }),
    TypeError,
    'expected outputGradients on the backend "wasm", received a tensor on "reference"',
  );
});

Deno.test("a cotangent of another backend is refused, though that has the same name", async () => {
  await dg.setBackend(new ReferenceBackend());
  const foreign = dg.tensor(1);
  await dg.setBackend(new ReferenceBackend());
  const x = dg.tensor(3);
  using tape = new dg.GradientTape();
  tape.watch(x);
  const y = dg.square(x);
  assertThrows(
    () => tape.gradient(y, [x], { outputGradients: foreign }),
    TypeError,
    "another",
  );
  await dg.setBackend("wasm");
});
