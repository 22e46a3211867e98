/** A profile tells whose each kernel is, and changes nothing. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import * as dg from "@decograd/decograd";
import { forEachBackend } from "../../helpers/for_each_backend.ts";

function model(): dg.Sequential {
  const { Conv2D, Dense, Flatten, ReLU } = dg.layers;
  const encoder = new dg.Sequential([
    new Conv2D({ filters: 2, kernelSize: 3, name: "conv" }),
    new ReLU({ name: "relu" }),
  ], { name: "encoder" });
  const made = new dg.Sequential([
    encoder,
    new Flatten(),
    new Dense({ units: 1, name: "head" }),
  ], { name: "net" });
  made.compile({
    optimizer: new dg.optimizers.SGD({ learningRate: 0.1, name: "descent" }),
    loss: "mse",
    metrics: ["mae"],
  });
  return made;
}

const x = () => dg.randomNormal([2, 5, 5, 1], { seed: 1 });
const y = () => dg.ones([2, 1]);

forEachBackend(
  "kernels are told by the layer that called them, forward and back",
  async () => {
    const net = model();
    await net.trainOnBatch(x(), y());
    const profile = await dg.profile(() => net.trainOnBatch(x(), y()));
    const rows = new Map(profile.rows.map((row) => [row.path, row]));
    for (const path of ["net/encoder/conv", "net/encoder/relu", "net/head"]) {
      const { forward, backward } = rows.get(path)!;
      assert(forward.calls > 0 && backward.calls > 0, path);
      assert(forward.bytes > 0 && forward.milliseconds > 0, path);
    }
    assertEquals(rows.get("net/head")!.className, "Dense");
    const phases = (path: string) => {
      const { forward, backward } = rows.get(path)!;
      return [forward.calls > 0, backward.calls > 0];
    };
    assertEquals(phases("mean_squared_error"), [true, true]);
    assertEquals(phases("mean_absolute_error"), [true, false]);
    assertEquals(phases("descent"), [true, false]);
    const names = profile.kernels.filter(({ path }) => path.at(-1) === "conv")
      .map(({ kernel, isBackward }) => `${kernel} ${isBackward}`);
    assert(names.includes("conv2d false"), names.join());
    assert(names.includes("conv2dKernelGrad true"), names.join());
  },
  { onWebGPU: true },
);

forEachBackend(
  "bytes are those that a kernel reads and writes",
  async ({ name }) => {
    const size = name === "reference" ? 8 : 4;
    const [a, b] = [dg.ones([3, 4]), dg.ones([4, 5])];
    const bias = dg.ones([5]);
    const { kernels } = await dg.profile(() => {
      a.matmul(b).add(bias).sum();
    });
    assertEquals(
      kernels.map(({ op, kernel, bytes }) => [op, kernel, bytes / size]),
      [
        ["matmul", "matmul", 12 + 20 + 15],
        ["add", "elementwise", 15 + 5 + 15],
        ["sum", "reduce", 15 + 1],
      ],
    );
  },
);

forEachBackend(
  "a step that is profiled has the same bits, and leaves the backend as it was",
  async () => {
    const weightsAfter = async (
      step: (net: dg.Sequential) => PromiseLike<unknown>,
    ) => {
      dg.setRandomSeed(4);
      const net = model();
      for (let i = 0; i < 3; i++) await step(net);
      const read = net.weights.map(({ value }) => value.read());
      return (await Promise.all(read)).map((values) => [...values]);
    };
    const plain = await weightsAfter((net) => net.trainOnBatch(x(), y()));
    const seen = await weightsAfter((net) =>
      dg.profile(() => net.trainOnBatch(x(), y()))
    );
    assertEquals(seen, plain);
    assertEquals(Object.hasOwn(dg.getBackend(), "matmul"), false);
    await assertRejects(
      () => dg.profile(() => Promise.reject(new Error("mine"))),
      Error,
      "mine",
    );
    assertEquals(Object.hasOwn(dg.getBackend(), "matmul"), false);
  },
);

Deno.test("what is recomputed counts on the way back", async () => {
  const net = new dg.Sequential([
    dg.recompute(new dg.layers.Dense({ units: 2, name: "again" })),
  ], { name: "net" });
  net.compile({ optimizer: "sgd", loss: "mse" });
  const given = dg.ones([3, 2]);
  await net.trainOnBatch(given, given);
  const { kernels } = await dg.profile(() => net.trainOnBatch(given, given));
  const products = kernels
    .filter(({ op, path }) => op === "matmul" && path.at(-1) === "again");
  assertEquals(products.map(({ isBackward }) => isBackward), [
    false,
    true,
    true,
  ]);
});

Deno.test("the table has a line for each layer", async () => {
  const net = model();
  const profile = await dg.profile(() => net.trainOnBatch(x(), y()));
  const [total, heading, ...lines] = profile.table().split("\n");
  assert(
    /^\d+\.\d\d ms on wasm, .* kernels, each run alone$/.test(total),
    total,
  );
  assertEquals(heading.trim().split(/ {2,}/), [
    ..."layer,calls,forward ms,backward ms,share,bytes".split(","),
  ]);
  assertEquals(lines.length, profile.rows.length);
  assert(lines.some((line) => line.startsWith("net/encoder/conv (Conv2D) ")));
  assertEquals(new Set(lines.map(({ length }) => length)).size, 1);
});

Deno.test("what is no function is refused", async () => {
  await assertRejects(
    () => dg.profile(3 as never),
    TypeError,
    "Cannot profile: expected a function, received 3",
  );
});
