/** Which plans have their memory laid out. */

import { assert, assertEquals } from "@std/assert";
import { contiguous } from "../../../backends/view.ts";
import type { Fact } from "../../../backends/fusing/graph.ts";
import { laidOut } from "../../../backends/fusing/layout.ts";
import type { Launch } from "../../../backends/fusing/plan.ts";

/** A kernel that makes a buffer of another one. */
function launchOf(from: number, to: number): Launch {
  const place = (buffer: number) => ({ buffer, view: contiguous([1]) });
  return {
    ...{ kind: "elementwise", isFixed: true, command: 0, exprs: [] },
    ...{ inputs: [place(from)], reads: [], outs: [place(to)] },
    ...{ reuses: [], frees: [] },
  };
}

/** Old memory of which a passing result is made, and of that one that is kept. */
function layoutOf(passing: number, kept: number) {
  const fact = { dtype: "float32", isSimple: true, heir: undefined } as const;
  const facts = [
    { ...fact, length: 1, isOld: true, isDead: false },
    { ...fact, length: passing, isOld: false, isDead: true },
    { ...fact, length: kept, isOld: false, isDead: false },
  ] as unknown as Fact[];
  const plan = { frees: [], launches: [launchOf(0, 1), launchOf(1, 2)] };
  return laidOut(plan, facts, 16).layout;
}

Deno.test("a plan with little memory has places for what passes, and takes at once what is kept", () => {
  const layout = layoutOf(5, 7);
  assert(layout);
  assertEquals([layout.length, layout.places, layout.kept], [16, [[1, 0]], [
    2,
  ]]);
});

Deno.test("much memory is not taken at once, whether it passes or is kept", () => {
  const much = 2 ** 20 + 1;
  assertEquals([layoutOf(much, 1), layoutOf(1, much)], [undefined, undefined]);
});
