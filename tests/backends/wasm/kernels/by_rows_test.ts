/** Kernels run block by block of their rows, at sizes at which that is done. */

import { assert } from "@std/assert";
import * as dg from "@decograd/decograd";

Deno.test("what runs block by block has the bits of kernels one by one", async () => {
  const bits = async (fuse: boolean) => {
    await dg.setBackend("wasm", { fuse, threads: 2 });
    const scope = new dg.Scope();
    const x = dg.randomNormal([3, 50, 49, 40], { seed: 1 });
    const over = { axis: -1, keepdims: true };
    const read = [
      dg.softmax(x),
      dg.logSoftmax(x.mul(3)),
      x.sub(x.mean(over)),
      // Another row than its own.
      x.sub(x.max(over).flip(0)),
    ].map((y) => y.data());
    scope[Symbol.dispose]();
    return await Promise.all(read);
  };
  try {
    const [fused, alone] = [await bits(true), await bits(false)];
    for (const [i, data] of fused.entries()) {
      assert(data.every((x, k) => Object.is(x, alone[i][k])), `result ${i}`);
    }
  } finally {
    await dg.setBackend("wasm");
  }
});
