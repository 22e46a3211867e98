/** Where stacks are kept, an error of a kernel names the op and the line that asked for it. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import * as dg from "@decograd/decograd";
import { FusingBackend } from "../../backends/fusing/backend.ts";
import { openBackend } from "../../backends/mod.ts";
import { ReferenceBackend } from "../../backends/reference/backend.ts";
import { failing } from "../helpers/failing_backend.ts";

/** The message of what fails when all kernels do from the read of `f` on. */
async function messageOf(
  f: () => dg.Tensor,
  options: { debug?: boolean },
): Promise<string> {
  const device = failing(new ReferenceBackend());
  await dg.setBackend(new FusingBackend(device.backend, options));
  try {
    const y = f();
    device.failAfter(0);
    await y.data();
  } catch (error) {
    return (error as Error).message;
  } finally {
    device.mend();
    await dg.setBackend("wasm");
  }
  throw new Error("it did not fail");
}

/** The line on which this is called. */
function lineHere(): number {
  return Number(new Error().stack!.split("\n")[2].match(/:(\d+):\d+\)?$/)![1]);
}

let line = 0;

/** Each asks for its last kernel on the line behind that which it notes. */
const CASES: Readonly<Record<string, () => dg.Tensor>> = {
  tanh: () => {
    const x = dg.tensor([1, 2, 3]);
    line = lineHere() + 1;
    return dg.tanh(x);
  },
  "matmul": () => {
    const x = dg.tensor([[1, 2], [3, 4]]);
    line = lineHere() + 1;
    return dg.matmul(x, x);
  },
  "Dense.apply": () => {
    const dense = new dg.layers.Dense({ units: 2, inputShape: [2] });
    const x = dg.ones([2, 2]);
    line = lineHere() + 1;
    return dense.apply(x);
  },
  // The way back is asked for where the gradient is.
  valueAndGrad: () => {
    const x = dg.tensor([1, 2, 3]);
    const f = (): dg.Tensor => dg.sum(dg.mul(dg.square(x), dg.cos(x)));
    line = lineHere() + 1;
    const { value, gradients } = dg.valueAndGrad(f, [x]);
    value[Symbol.dispose]();
    return gradients[0];
  },
};

for (const [name, f] of Object.entries(CASES)) {
  Deno.test(`an error of a kernel that ran late names ${name} and its line`, async () => {
    const said = await messageOf(f, { debug: true });
    const found = said.match(/asked for by (.*) at (.*):(\d+):\d+\)/);
    assert(found, said);
    assertEquals(found[1], name);
    assertEquals(found[2], import.meta.url);
    assertEquals(Number(found[3]), line);
    const without = await messageOf(f, {});
    assertEquals(without.includes("asked for by"), false);
    assertMatch(without, /\(in \w+ of /);
  });
}

Deno.test("debug is an option of every backend, and changes no result", async () => {
  for (const name of ["reference", "wasm", "auto"] as const) {
    for (const fuse of [true, false]) {
      using backend = await openBackend(name, { debug: true, fuse });
      await dg.setBackend(backend);
      const x = dg.tensor([1, 2, 3]);
      assertEquals(await dg.sum(dg.square(x)).item(), 14);
    }
  }
  await dg.setBackend("wasm");
});
