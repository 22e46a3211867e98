/** Every op and its gradients of first and second order, with each call of a kernel held to the contract. */

import { assertEquals } from "@std/assert";
import * as dg from "@decograd/decograd";
import type { Backend } from "../../backends/backend.ts";
import { openBackend } from "../../backends/mod.ts";
import { CheckedBackend } from "../helpers/checked_backend.ts";
import { openChecked } from "../helpers/for_each_backend.ts";
import { FUNCTIONS } from "./calls.ts";

const OPEN: Readonly<Record<string, () => Promise<Backend>>> = {
  "one by one": async () =>
    new CheckedBackend(await openBackend("wasm", { fuse: false })),
  "fused": () => openChecked("wasm"),
};

/** The tensors among arguments, in arrays too. */
function tensorsOf(args: unknown): dg.Tensor[] {
  if (args instanceof dg.Tensor) return [args];
  return Array.isArray(args) ? args.flatMap(tensorsOf) : [];
}

function squares(tensors: readonly (dg.Tensor | null)[]): dg.Tensor | null {
  const sums = tensors.flatMap((x) => x ? dg.sum(dg.square(x)) : []);
  return sums.length > 0 ? sums.reduce(dg.add) : null;
}

for (const [kind, open] of Object.entries(OPEN)) {
  Deno.test(`no op and no gradient leaves its memory, ${kind}`, async () => {
    await dg.setBackend(await open());
    for (const [name, { args }] of Object.entries(FUNCTIONS)) {
      using _scope = new dg.Scope();
      const given = args(), xs = tensorsOf(given);
      if (xs.length === 0) continue;
      using outer = new dg.GradientTape();
      using inner = new dg.GradientTape();
      outer.watch(xs);
      inner.watch(xs);
      const made = tensorsOf(Reflect.apply(Reflect.get(dg, name), null, given));
      const first = squares(made);
      if (!first) continue;
      const slopes = inner.gradient(first, xs);
      slopes.forEach((slope, i) =>
        assertEquals(slope?.shape ?? xs[i].shape, xs[i].shape, name)
      );
      const second = squares(slopes);
      const curves = second ? outer.gradient(second, xs) : [];
      const all = [...made, ...slopes, ...curves];
      // Read at once: the scope closes before anything is waited for.
      const reads = all.flatMap((x) => x ? x.data() : []);
      assertEquals(all.filter((x) => x).length, reads.length);
      void Promise.all(reads);
    }
    await dg.ones([1]).data();
    await dg.setBackend("wasm");
  });
}
