/** What is said when there is no more memory, and what no copy of a tensor can be. */

import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as dg from "@decograd/decograd";
import type { Backend } from "../../backends/backend.ts";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { openBackend } from "../../backends/mod.ts";
import { WasmBackend } from "../../backends/wasm/backend.ts";

/** Elements of the tensors below: a quarter of a megabyte. */
const SIZE = 2 ** 16;

/** Runs with a little memory, fused and not. */
function withLittleMemory(name: string, fn: () => void | Promise<void>): void {
  const open: Record<string, (inner: Backend) => Backend> = {
    fused: (inner) => new FusingBackend(inner),
    plain: (inner) => inner,
  };
  for (const [kind, wrap] of Object.entries(open)) {
    Deno.test(`${name} (${kind})`, async () => {
      await dg.setBackend(wrap(new WasmBackend({ maximumBytes: 2 ** 22 })));
      try {
        await fn();
      } finally {
        await dg.setBackend("wasm");
      }
    });
  }
}

/** The error of a loop that makes tensors until there is no room. */
function errorOf(step: (i: number) => void): dg.DeviceError {
  try {
    for (let i = 0; i < 5000; i++) step(i);
  } catch (error) {
    assert(error instanceof dg.DeviceError, `${error}`);
    assertEquals(error.kind, "outOfMemory");
    return error;
  }
  throw new Error("there was memory enough");
}

withLittleMemory(
  "a loop by hand that runs out of memory is told who holds it",
  () => {
    const w = dg.ones([SIZE]);
    let steps = 0;
    const error = errorOf((i) => {
      steps = i;
      const { gradients } = dg.valueAndGrad(
        () => dg.sum(dg.mul(w, dg.sin(w))),
        [w],
      );
      assertEquals(gradients.length, 1);
    });
    const told =
      /of (\d+) tensors with (\d+) bytes, \d+ with \d+ bytes wait for an open scope to close, and (\d+) with (\d+) bytes are in no scope: .*await a read/;
    const [, count, bytes, waiting, waitingBytes] = error.message.match(told)!
      .map(Number);
    // The weights, and of each step the value and the gradient.
    assert(count <= 2 * steps + 12, `${steps} steps: ${error.message}`);
    assert(waiting >= 15 && waiting <= count, error.message);
    assert(waitingBytes > 2 ** 21 && waitingBytes <= bytes, error.message);
    assertEquals(error.message.match(/no scope/g)?.length, 1);
    assert(error.cause instanceof dg.DeviceError);
  },
);

withLittleMemory(
  "whatever is asked for when there is no more room, it is told who holds it",
  () => {
    const made: Record<string, (i: number) => dg.Tensor> = {
      full: (i) => dg.full([SIZE], i),
      "ones, and an op": (i) => dg.mul(dg.ones([SIZE]), i),
      "an op, and zeros": (i) => dg.add(dg.zeros([SIZE]), i),
      randomUniform: (seed) => dg.randomUniform([SIZE], { seed }),
      randomNormal: (seed) => dg.randomNormal([SIZE], { seed }),
      tensor: (i) => dg.tensor(new Float32Array(SIZE).fill(i)),
      pad: (i) => dg.pad(dg.full([SIZE - 2], i), [[1, 1]], i),
      take: (i) => dg.take(dg.full([4], i), dg.zeros([SIZE])),
      concat: (i) => dg.concat([dg.full([SIZE / 2], i), dg.ones([SIZE / 2])]),
      product: (i) =>
        dg.matmul(dg.full([SIZE / 64, 1], i), dg.full([1, 64], i)),
      sum: (i) => dg.sum(dg.full([2, SIZE], i), { axis: 0 }),
    };
    for (const [name, make] of Object.entries(made)) {
      const kept: dg.Tensor[] = [];
      const { message } = errorOf((i) => kept.push(make(i)));
      assert(message.includes("are in no scope: "), `${name}: ${message}`);
      for (const one of kept) one[Symbol.dispose]();
    }
  },
);

withLittleMemory("what an open scope holds is told apart", () => {
  const error = (() => {
    using _scope = new dg.Scope();
    // Its scope knows it still, but it has no memory.
    dg.zeros([1000])[Symbol.dispose]();
    return errorOf((i) => {
      dg.tensor(new Float32Array(SIZE).fill(i));
    });
  })();
  const [, owned, bytes] = error.message
    .match(/(\d+) with (\d+) bytes wait for an open scope/)!.map(Number);
  assert(owned >= 14 && owned <= 17, error.message);
  assertEquals(bytes, owned * 4 * SIZE);
  assert(bytes >= 14 * 4 * SIZE && bytes <= 17 * 4 * SIZE, error.message);
});

withLittleMemory("a loop with a scope, or that disposes, runs on", async () => {
  const w = dg.ones([SIZE]);
  for (let i = 0; i < 40; i++) {
    using _scope = new dg.Scope();
    dg.sum(dg.mul(w, dg.sin(w)));
    dg.getBackend().flush();
  }
  for (let i = 0; i < 40; i++) {
    using _y = dg.mul(w, i);
    dg.getBackend().flush();
  }
  assertEquals(await dg.sum(w).item(), SIZE);
});

Deno.test("of a step by hand, without a scope, only what it was asked for stays", async () => {
  const backend = await dg.setBackend(await openBackend("reference"));
  const layer = new dg.layers.Dense({ units: 4, inputShape: [3] });
  const optimizer = new dg.optimizers.Adam({});
  const x = dg.ones([8, 3]);
  layer.apply(x)[Symbol.dispose]();
  const step = (): Disposable[] => {
    const loss = () => dg.sum(dg.square(dg.tanh(layer.apply(x))));
    const { value, gradients } = dg.valueAndGrad(
      loss,
      layer.trainableVariables,
    );
    optimizer.apply(gradients, layer.trainableVariables);
    return [value, ...gradients];
  };
  for (const one of step()) one[Symbol.dispose]();
  const before = backend.bytesInUse;
  const held = [1, 2, 3].flatMap(step);
  // A loss, and gradients of a kernel and a bias, in float64.
  assertEquals(backend.bytesInUse - before, 3 * 8 * (1 + 3 * 4 + 4));
  for (const one of held) one[Symbol.dispose]();
  assertEquals(backend.bytesInUse, before);
  const slope = dg.grad((x: dg.Tensor) => dg.sum(dg.exp(dg.square(x))))(x);
  assertEquals(backend.bytesInUse - before, 8 * x.size);
  slope[Symbol.dispose]();
  assertEquals(backend.bytesInUse, before);
});

withLittleMemory("other errors stay what they are", async () => {
  assertThrows(() => dg.reshape(dg.ones([4]), [3]), dg.ShapeError);
  const x = dg.ones([4]);
  x[Symbol.dispose]();
  await assertRejects(() => x.data(), ReferenceError);
});

Deno.test("a tensor is not copied where its memory cannot go along", () => {
  const x = dg.tensor([1, 2]);
  for (const value of [x, [x], { x }, new Map([[1, x]])]) {
    const error = assertThrows(() => structuredClone(value), DOMException);
    assertEquals((error as DOMException).name, "DataCloneError");
  }
  const { port1, port2 } = new MessageChannel();
  assertThrows(() => port1.postMessage(x), DOMException);
  port1.close();
  port2.close();
});

Deno.test("a tensor is not written as JSON without its elements", () => {
  const x = dg.tensor([1, 2]);
  for (const value of [x, [x], { x }]) {
    assertThrows(
      () => JSON.stringify(value),
      TypeError,
      "Cannot write a tensor as JSON: expected its elements, which data() reads",
    );
  }
});
