/** Memory of what nobody holds any more, which the garbage collector is told of. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as dg from "@decograd/decograd";
import { openBackend } from "../../backends/mod.ts";
import { outsideScopes } from "../../autograd/scope.ts";

/** Ways in which a tensor that was made in a scope comes to be nobody's. */
const FORGOTTEN: Readonly<Record<string, (make: () => dg.Tensor) => void>> = {
  "made outside of scopes": (make) => void make(),
  "kept by the outermost scope": (make) => {
    using scope = new dg.Scope();
    scope.keep(make());
  },
  "kept from scope to scope": (make) => {
    using outer = new dg.Scope();
    using inner = new dg.Scope();
    outer.keep(inner.keep(make()));
  },
  "retained before its scope closed": (make) => {
    using _scope = new dg.Scope();
    make().retain();
  },
  "owned by a scope that was released": (make) => {
    const scope = new dg.Scope();
    make();
    scope.release();
  },
  "owned by a scope that was left open": (make) => {
    outsideScopes(() => {
      new dg.Scope();
      make();
    });
  },
  "on a tape that is never disposed of": (make) => {
    using _scope = new dg.Scope();
    const tape = new dg.GradientTape(), x = make();
    tape.watch(x);
    dg.square(x);
    tape.stopRecording();
  },
  "on the tape that its own gradient would read": (make) => {
    using _scope = new dg.Scope();
    const tape = new dg.GradientTape(), x = make();
    tape.watch(x);
    dg.customGradient((y) => ({
      value: y.square(),
      gradient: (cotangent) => [tape.gradient(cotangent, [x])[0]],
    }))(x);
    tape.stopRecording();
  },
  "recomputed on a tape that the block leads to": (make) => {
    using _scope = new dg.Scope();
    const tape = new dg.GradientTape(), x = make();
    tape.watch(x);
    dg.recompute((y: dg.Tensor) => {
      assert(tape);
      return y.square();
    })(x);
    tape.stopRecording();
  },
  "left by its scope to a tape, and then swept": (make) => {
    using tape = new dg.GradientTape();
    using scope = new dg.Scope();
    const x = make();
    tape.watch(x);
    tape.gradient(scope.keep(dg.exp(x)), [x]);
  },
  "a gradient outside of scopes": (make) => {
    using tape = new dg.GradientTape(), x = make();
    tape.watch(x);
    tape.gradient(dg.square(x), [x]);
  },
  "retained and then replaced in its variable": (make) => {
    using first = make();
    const weight = new dg.layers.Variable(first);
    weight.value.retain();
    weight.assign(first);
    weight[Symbol.dispose]();
  },
  "in a variable that was trained": (make) => {
    using gradient = make();
    const weight = new dg.layers.Variable(gradient);
    new dg.optimizers.SGD(0.1).apply([gradient], [weight]);
  },
};

for (const [way, forget] of Object.entries(FORGOTTEN)) {
  Deno.test(`what is ${way} and forgotten is freed when garbage is collected`, async () => {
    const backend = await dg.setBackend(await openBackend("reference"));
    const before = backend.bytesInUse;
    for (let i = 0; i < 20; i++) forget(() => dg.zeros([100]));
    backend.flush();
    await collectUntil(() => backend.bytesInUse === before);
  });
}

Deno.test("what was read of a variable outlives it, and is freed once it is forgotten, too", async () => {
  const backend = await dg.setBackend(await openBackend("reference"));
  const before = backend.bytesInUse;
  const read: dg.Tensor[] = [];
  let isForgotten = false;
  const told = new FinalizationRegistry(() => isForgotten = true);
  // In a function of its own, so that nothing here holds the variable.
  const make = () => {
    using first = dg.tensor([1, 2]);
    const variable = new dg.layers.Variable(first);
    told.register(variable, undefined);
    read.push(variable.value);
  };
  make();
  await collectUntil(() => isForgotten);
  await setImmediate();
  assertEquals([...await read[0].data()], [1, 2]);
  read.length = 0;
  await collectUntil(() => backend.bytesInUse === before);
});

Deno.test("what a scope that spans an await refuses is freed when garbage is collected", async () => {
  const backend = await dg.setBackend(await openBackend("reference"));
  const before = backend.bytesInUse;
  const scope = new dg.Scope();
  await Promise.resolve();
  assertThrows(() => dg.zeros([100]), Error, "across an await");
  scope[Symbol.dispose]();
  await collectUntil(() => backend.bytesInUse === before);
});

/** Collects garbage, some times at most, until those have been told who asked to be. */
async function collectUntil(isDone: () => boolean): Promise<void> {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  for (let i = 0; i < 50 && !isDone(); i++) {
    gc();
    await setImmediate();
  }
  assert(isDone());
}
